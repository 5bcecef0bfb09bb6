import FoundationEssentials
import Testing

/// The repository, found from this file.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A source file of the project, by its path within the repository.
struct SourceFile: Sendable, CustomTestStringConvertible {
  let path: String
  let text: String

  var testDescription: String { path }
  var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The modules it imports.
  var imports: Set<String> {
    var found: Set<String> = []
    for line in lines {
      var words = line.split(separator: " ")
      while let first = words.first,
        ["public", "internal", "package", "private", "@testable", "@preconcurrency"].contains(first)
      {
        words.removeFirst()
      }
      guard words.count >= 2, words[0] == "import" else { continue }
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "typealias"]
      let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      found.insert(String(name.prefix { $0 != "." }))
    }
    return found
  }

  /// Lines of code, comments and string literals blanked, with their numbers.
  var code: [(number: Int, text: String)] {
    lines.enumerated().compactMap { index, line in
      let trimmed = line.drop { $0 == " " }
      guard !trimmed.hasPrefix("//") else { return nil }
      var result = ""
      var inString = false
      var previous: Character = " "
      var characters = line.makeIterator()
      while let character = characters.next() {
        if character == "\"" && previous != "\\" { inString.toggle() }
        if !inString && character == "/" && previous == "/" {
          result.removeLast()
          break
        }
        result.append(inString && character != "\"" ? "_" : character)
        previous = character
      }
      return (index + 1, result)
    }
  }

  /// The type or function that a line declares.
  static func declared(by line: Substring) -> (kind: String, name: String)? {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias", "func"]
    let modifiers: Set<Substring> = [
      "public", "package", "internal", "private", "fileprivate", "static", "final", "indirect", "mutating",
      "nonmutating", "override", "consuming", "borrowing", "nonisolated",
    ]
    let words = line.split(separator: " ").drop { modifiers.contains($0) }
    guard let kind = words.first, kinds.contains(kind), let name = words.dropFirst().first else { return nil }
    return (String(kind), String(name.prefix { !"(<:{".contains($0) || $0 == name.first }))
  }

  static func all(under folder: String) -> [SourceFile] {
    guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path) else {
      return []
    }
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      guard let data = FileManager.default.contents(atPath: root.appending(path: "\(folder)/\(path)").path) else {
        return nil
      }
      return SourceFile(path: "\(folder)/\(path)", text: String(decoding: data, as: UTF8.self))
    }
  }

  var isGenerated: Bool { path.hasPrefix("Sources/KubernetesAPI/") || path.hasSuffix(".pb.swift") }
}
