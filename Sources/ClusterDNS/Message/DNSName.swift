/// A domain name: labels from the left, in lower case, without the root's empty one.
struct DNSName: Hashable, Sendable, CustomStringConvertible {
  var labels: [String]

  static let labelBytesMax = 63
  static let bytesMax = 255

  init(labels: [String]) {
    self.labels = labels
  }

  /// A name with dots, one at the end or not.
  init(_ text: some StringProtocol) {
    labels = text.lowercased().split(separator: ".").map(String.init)
  }

  var description: String { labels.joined(separator: ".") + "." }

  /// The labels before `zone`; nil when the name isn't in it.
  func labels(within zone: DNSName) -> ArraySlice<String>? {
    guard labels.count >= zone.labels.count, labels.suffix(zone.labels.count).elementsEqual(zone.labels) else {
      return nil
    }
    return labels.dropLast(zone.labels.count)
  }

  static func + (prefix: [String], name: DNSName) -> DNSName { DNSName(labels: prefix + name.labels) }
}
