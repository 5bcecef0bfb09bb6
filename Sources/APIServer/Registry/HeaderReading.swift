import APIMachinery
import Storage

/// Reads what the watch cache keeps decoded of an object from its stored bytes.
struct HeaderReading: Sendable {
  /// Members that field selectors look at, as paths with dots.
  let fields: [String]

  func callAsFunction(_ key: String, _ value: [UInt8]) throws -> ObjectHeader {
    let object = try JSONParser.parse(value)
    guard let offset = Self.metadataOffset(value) else {
      throw StoreError.engine(message: "\(key) holds no API object")
    }
    var selected: [String: String] = [:]
    for field in fields {
      guard let found = object.value(at: field) else { continue }
      selected[field] = Self.text(found)
    }
    return ObjectHeader(
      namespace: object.namespace, name: object.name, uid: object.uid, labels: object.labels, fields: selected,
      isBeingDeleted: object.deletionTimestamp != nil, resourceVersionOffset: offset)
  }

  /// Right after the brace that opens `metadata`; ``StoredForm`` puts it behind `kind` and `apiVersion`, so that it is
  /// found without parsing.
  private static func metadataOffset(_ value: [UInt8]) -> Int? {
    let wanted = Array("\"metadata\":{".utf8)
    guard value.count > wanted.count else { return nil }
    let last = min(value.count - wanted.count, 1_024)
    for start in 0...last where value[start] == wanted[0] {
      if value[start..<(start + wanted.count)].elementsEqual(wanted) { return start + wanted.count }
    }
    return nil
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .bool(let flag): flag ? "true" : "false"
    default: ""
    }
  }
}
