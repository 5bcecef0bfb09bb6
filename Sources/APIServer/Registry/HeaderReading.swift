import APIMachinery
import Storage

/// Reads what the watch cache keeps decoded of an object from its stored bytes. Called for every write, so it looks for
/// what it needs and steps over the rest.
struct HeaderReading: Sendable {
  /// Members that field selectors look at, as paths with dots.
  private let fields: [String]
  private let paths: JSONPaths
  /// What objects have alike.
  private let shared: SharedText

  private enum Wanted: Int, CaseIterable {
    case metadata, namespace, name, uid, labels, deletionTimestamp

    var path: [String] { self == .metadata ? ["metadata"] : ["metadata", "\(self)"] }
  }

  init(fields: [String], shared: SharedText) {
    self.fields = fields
    self.shared = shared
    paths = JSONPaths(
      Wanted.allCases.map(\.path) + fields.map { $0.split(separator: ".").map(String.init) })
  }

  func callAsFunction(_ key: String, _ value: [UInt8]) throws -> ObjectHeader {
    let found = try paths.find(in: value)
    func text(_ wanted: Wanted) throws -> String { try Self.text(found[wanted.rawValue], in: value) }
    // ``StoredForm`` gives metadata members, so something follows the resource version that is put there.
    guard let metadata = found[Wanted.metadata.rawValue], value[metadata.lowerBound] == UInt8(ascii: "{") else {
      throw StoreError.engine(message: "\(key) holds no API object")
    }
    let selected = try fields.indices.map { position -> String? in
      guard let range = found[Wanted.allCases.count + position] else { return nil }
      return shared.text(try Self.text(range, in: value))
    }
    let labels = try found[Wanted.labels.rawValue].map { try shared.labels(value[$0]) }
    return ObjectHeader(
      namespace: try text(.namespace), name: try text(.name), uid: try text(.uid), labels: labels ?? [:],
      fields: fields.isEmpty ? [:] : ObjectFields(names: fields, values: selected),
      isBeingDeleted: try !text(.deletionTimestamp).isEmpty,
      resourceVersionOffset: metadata.lowerBound + 1)
  }

  /// A scalar as a selector sees it; empty for what is none.
  private static func text(_ range: Range<Int>?, in value: [UInt8]) throws -> String {
    guard let range, let first = value[range].first else { return "" }
    if first == UInt8(ascii: "\""), !value[range].contains(UInt8(ascii: "\\")) {
      return String(decoding: value[range].dropFirst().dropLast(), as: UTF8.self)
    }
    return switch try JSONParser.parse(value[range]) {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .bool(let flag): flag ? "true" : "false"
    default: ""
    }
  }
}
