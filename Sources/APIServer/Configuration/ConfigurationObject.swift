import APIMachinery

/// An object of a configuration file. Members that the API doesn't have are refused, so that a slip of the pen can't
/// leave something open.
struct ConfigurationObject {
  let path: String
  private let object: JSONObject

  /// - Parameter path: Such as `jwt[0].issuer`; empty for the whole file.
  init(_ value: JSONValue?, path: String, known: [String]) throws(ParseError) {
    self.path = path
    guard let value, !value.isNull else {
      object = JSONObject()
      return
    }
    guard case .object(let object) = value else { throw ParseError("\(path.isEmpty ? "the file" : path) is no object") }
    for key in object.keys where !known.contains(key) {
      throw ParseError("strict decoding error: unknown field \(quoted(path.isEmpty ? key : "\(path).\(key)"))")
    }
    self.object = object
  }

  /// A whole file, in YAML or JSON, of one of several versions of a kind.
  init(file: [UInt8], kind: String, versions: [String], known: [String]) throws(ParseError) {
    let group = "apiserver.config.k8s.io"
    let root = try YAMLCodec.decode(file)
    let apiVersion = root["apiVersion"]?.stringValue ?? ""
    guard versions.contains(where: { apiVersion == "\(group)/\($0)" }), root["kind"]?.stringValue == kind else {
      throw ParseError(
        "no kind \(quoted(root["kind"]?.stringValue ?? "")) is registered for version \(quoted(apiVersion))")
    }
    try self.init(root, path: "", known: known + ["apiVersion", "kind"])
  }

  private func name(_ member: String) -> String { path.isEmpty ? member : "\(path).\(member)" }

  /// The member; nil where it isn't there.
  subscript(member: String) -> JSONValue? { object[member].flatMap { $0.isNull ? nil : $0 } }

  /// Empty where it isn't there.
  func text(_ member: String) throws(ParseError) -> String { try optionalText(member) ?? "" }

  func optionalText(_ member: String) throws(ParseError) -> String? {
    guard let value = self[member] else { return nil }
    guard let text = value.stringValue else { throw ParseError("\(name(member)) is no string") }
    return text
  }

  func flag(_ member: String) throws(ParseError) -> Bool {
    guard let value = self[member] else { return false }
    guard let flag = value.boolValue else { throw ParseError("\(name(member)) is neither true nor false") }
    return flag
  }

  /// Such as `10s`; nil where it isn't there.
  func duration(_ member: String) throws(ParseError) -> GoDuration? {
    guard let text = try optionalText(member) else { return nil }
    return try GoDuration(parsing: text)
  }

  func texts(_ member: String) throws(ParseError) -> [String] {
    var texts: [String] = []
    for value in try list(member) {
      guard let text = value.stringValue else { throw ParseError("\(name(member)) is no list of strings") }
      texts.append(text)
    }
    return texts
  }

  func child(_ member: String, known: [String]) throws(ParseError) -> ConfigurationObject {
    try ConfigurationObject(self[member], path: name(member), known: known)
  }

  func children(_ member: String, known: [String]) throws(ParseError) -> [ConfigurationObject] {
    var children: [ConfigurationObject] = []
    for (index, value) in try list(member).enumerated() {
      children.append(try ConfigurationObject(value, path: "\(name(member))[\(index)]", known: known))
    }
    return children
  }

  private func list(_ member: String) throws(ParseError) -> [JSONValue] {
    guard let value = self[member] else { return [] }
    guard let list = value.arrayValue else { throw ParseError("\(name(member)) is no list") }
    return list
  }
}

/// A configuration file that is read again when its content has changed.
struct WatchedFile: Sendable {
  /// How often it is looked at.
  private static let interval = Duration.seconds(5)

  let path: String
  let flag: String
  let time: any TimeSource

  func read() throws(KubeAPIServerError) -> [UInt8] { try ServerFiles.read(path, flag: flag) }

  /// Calls `body` with each later content, until the task is cancelled. A file that can't be read leaves what was.
  func follow(after first: [UInt8], _ body: ([UInt8]) -> Void) async {
    var last = first
    while (try? await time.sleep(for: Self.interval)) != nil {
      guard let content = try? read(), content != last, !content.isEmpty else { continue }
      last = content
      body(content)
    }
  }
}
