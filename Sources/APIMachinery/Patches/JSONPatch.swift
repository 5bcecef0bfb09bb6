/// JSON patch (RFC 6902), as github.com/evanphx/json-patch v4 applies it for kube-apiserver: `replace` makes members
/// that don't exist, `test` for null passes where there is nothing, negative indices count from the end.
public struct JSONPatch: Sendable {
  /// As many operations as kube-apiserver accepts.
  public static let operationsMaximum = 10_000
  /// As many bytes as all `copy` operations together may add (kube-apiserver's limit).
  static let copiedBytesMaximum = 3 * 1024 * 1024

  private let operations: [JSONObject]

  public var count: Int { operations.count }

  /// Throws what Go's decoder says of a document that is no list of operations.
  public init(json: JSONValue) throws(ParseError) {
    switch json {
    case .null: operations = []
    case .array(let elements):
      var operations: [JSONObject] = []
      operations.reserveCapacity(elements.count)
      for element in elements {
        switch element {
        case .object(let object): operations.append(object)
        case .null: operations.append(JSONObject())
        default:
          throw ParseError("json: cannot unmarshal \(element.goKind) into Go value of type jsonpatch.Operation")
        }
      }
      self.operations = operations
    default: throw ParseError("json: cannot unmarshal \(json.goKind) into Go value of type jsonpatch.Patch")
    }
  }

  /// The document after the patch, with the errors that kube-apiserver answers.
  public static func apply(_ patch: JSONValue, to document: JSONValue) throws(APIError) -> JSONValue {
    let decoded: JSONPatch
    do {
      decoded = try JSONPatch(json: patch)
    } catch {
      throw .badRequest(error.message)
    }
    guard decoded.count <= operationsMaximum else {
      throw .requestEntityTooLarge(
        "The allowed maximum operations in a JSON patch is \(operationsMaximum), got \(decoded.count)")
    }
    var document = document
    do {
      try decoded.apply(to: &document)
    } catch {
      // What went wrong stays with the server, as upstream keeps it.
      throw APIError(
        code: 422, reason: .invalid, message: "the server rejected our request due to an error in our request",
        details: APIError.Details())
    }
    return document
  }

  /// Applies the operations one after another. After an error the document is in between.
  public func apply(to document: inout JSONValue) throws(ParseError) {
    var copied = 0
    for operation in operations {
      switch operation["op"]?.stringValue ?? "unknown" {
      case "add": try add(operation, to: &document)
      case "remove": try remove(operation, from: &document)
      case "replace": try replace(operation, in: &document)
      case "move": try move(operation, in: &document)
      case "copy": try copy(operation, in: &document, copied: &copied)
      case "test": try test(operation, document)
      case let kind: throw ParseError("Unexpected kind: \(kind)")
      }
    }
  }

  private func text(_ member: String, of operation: JSONObject, _ name: String) throws(ParseError) -> String {
    guard let text = operation[member]?.stringValue else {
      throw ParseError("\(name) operation failed to decode \(member): missing value")
    }
    return text
  }

  private func add(_ operation: JSONObject, to document: inout JSONValue) throws(ParseError) {
    let path = try text("path", of: operation, "add")
    guard let pointer = JSONPointer(path) else {
      throw ParseError("add operation does not apply: doc is missing path: \"\(path)\": missing value")
    }
    try pointer.insert(operation["value"] ?? .null, into: &document, "add", path)
  }

  private func remove(_ operation: JSONObject, from document: inout JSONValue) throws(ParseError) {
    let path = try text("path", of: operation, "remove")
    guard let pointer = JSONPointer(path) else {
      throw ParseError("remove operation does not apply: doc is missing path: \"\(path)\": missing value")
    }
    try pointer.remove(from: &document, "remove", path)
  }

  private func replace(_ operation: JSONObject, in document: inout JSONValue) throws(ParseError) {
    let path = try text("path", of: operation, "replace")
    let value = operation["value"] ?? .null
    if path.isEmpty {
      switch value {
      case .object, .array: document = value
      default: throw ParseError("replace operation value must be object or array")
      }
      return
    }
    let missing = ParseError("replace operation does not apply: doc is missing path: \(path): missing value")
    guard let pointer = JSONPointer(path) else { throw missing }
    try pointer.checkDepth(of: value)
    let done = try pointer.change(&document) { (container, key) throws(ParseError) in
      switch container {
      case .object(var object):
        container = .null
        object[key] = value
        container = .object(object)
      case .array(var elements):
        guard let index = JSONPointer.index(key, count: elements.count) else {
          throw ParseError("replace operation does not apply: doc is missing key: \(path): missing value")
        }
        container = .null
        elements[index] = value
        container = .array(elements)
      default: throw missing
      }
    }
    if !done { throw missing }
  }

  private func move(_ operation: JSONObject, in document: inout JSONValue) throws(ParseError) {
    let from = try text("from", of: operation, "move")
    guard let source = JSONPointer(from), let value = try source.value(in: document, "move", from) else {
      throw ParseError("move operation does not apply: doc is missing from path: \(from): missing value")
    }
    try source.remove(from: &document, "move", from)
    let path = try text("path", of: operation, "move")
    guard let target = JSONPointer(path) else {
      throw ParseError("move operation does not apply: doc is missing destination path: \(path): missing value")
    }
    try target.insert(value, into: &document, "move", path)
  }

  private func copy(
    _ operation: JSONObject, in document: inout JSONValue, copied: inout Int
  ) throws(ParseError) {
    let from = try text("from", of: operation, "copy")
    guard let source = JSONPointer(from), let value = try source.value(in: document, "copy", from) else {
      throw ParseError("copy operation does not apply: doc is missing from path: \(from): missing value")
    }
    let path = try text("path", of: operation, "copy")
    guard let target = JSONPointer(path) else {
      throw ParseError("copy operation does not apply: doc is missing destination path: \(path): missing value")
    }
    copied += value.encoded().count
    guard copied <= Self.copiedBytesMaximum else {
      throw ParseError(
        "Unable to complete the copy, the accumulated size increase of copy is \(copied), exceeding the limit "
          + "\(Self.copiedBytesMaximum)")
    }
    try target.insert(value, into: &document, "copy", path)
  }

  private func test(_ operation: JSONObject, _ document: JSONValue) throws(ParseError) {
    let path = try text("path", of: operation, "test")
    let expected = operation["value"] ?? .null
    let failure = ParseError("testing value \(path) failed: test failed")
    if path.isEmpty {
      guard document == expected else { throw failure }
      return
    }
    guard let pointer = JSONPointer(path), let value = try pointer.value(in: document, "test", path) else {
      throw ParseError("test operation does not apply: is missing path: \(path): missing value")
    }
    guard value == expected else { throw failure }
  }
}
