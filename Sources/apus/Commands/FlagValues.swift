import APIMachinery
import ArgumentParser

/// Words with commas between them, as one flag has them.
struct WordList: ExpressibleByArgument, ExpressibleByArrayLiteral, Sendable {
  var words: [String]

  init(_ words: [String]) { self.words = words }
  init(arrayLiteral words: String...) { self.words = words }
  init(argument: String) { words = argument.split(separator: ",").map(String.init) }

  var defaultValueDescription: String { words.joined(separator: ",") }

  /// The ranges that the words are.
  ///
  /// - Parameter flag: Named where one is none.
  func ranges(_ flag: String) throws(ValidationError) -> [CIDR] {
    try words.map { word throws(ValidationError) in
      guard let range = CIDR(word) else { throw ValidationError("\(flag): \(word) is no CIDR such as 10.42.0.0/16") }
      return range
    }
  }
}

extension [WordList] {
  /// A flag that is given again adds to what it said before.
  var words: [String] { flatMap(\.words) }
}

/// A duration in Go's notation, such as `1m30s`.
struct DurationFlag: ExpressibleByArgument, Sendable {
  var duration: Duration

  static func seconds(_ seconds: Int) -> DurationFlag { DurationFlag(duration: .seconds(seconds)) }

  var defaultValueDescription: String { GoDuration(duration).description }
}

extension DurationFlag {
  init?(argument: String) {
    guard let parsed = try? GoDuration(parsing: argument) else { return nil }
    duration = parsed.duration
  }
}
