import APIMachinery

// The parts of `metadata` that the server itself works with.
extension JSONValue {
  var metadata: JSONValue { self["metadata"] ?? .null }

  var name: String { self[path: "metadata", "name"]?.stringValue ?? "" }
  var namespace: String { self[path: "metadata", "namespace"]?.stringValue ?? "" }
  var uid: String { self[path: "metadata", "uid"]?.stringValue ?? "" }
  var resourceVersion: String { self[path: "metadata", "resourceVersion"]?.stringValue ?? "" }
  var generation: Int64 { self[path: "metadata", "generation"]?.integerValue ?? 0 }
  var deletionTimestamp: String? { self[path: "metadata", "deletionTimestamp"]?.stringValue }
  var deletionGracePeriodSeconds: Int64? { self[path: "metadata", "deletionGracePeriodSeconds"]?.integerValue }
  var finalizers: [String] { self[path: "metadata", "finalizers"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
  var labels: [String: String] { Self.strings(self[path: "metadata", "labels"]) }
  var annotations: [String: String] { Self.strings(self[path: "metadata", "annotations"]) }

  /// Sets a member of `metadata`; nil removes it.
  mutating func setMetadata(_ key: String, _ value: JSONValue?) {
    if self["metadata"] == nil { self["metadata"] = [:] }
    self["metadata"]?[key] = value
  }

  /// An empty list removes the member.
  mutating func setFinalizers(_ finalizers: [String]) {
    setMetadata("finalizers", finalizers.isEmpty ? nil : .array(finalizers.map { .string($0) }))
  }

  /// A map of strings as a dictionary; members that are no strings are left out.
  static func strings(_ value: JSONValue?) -> [String: String] {
    guard case .object(let object) = value else { return [:] }
    var result: [String: String] = [:]
    result.reserveCapacity(object.count)
    for member in object.members { result[member.key] = member.value.stringValue }
    return result
  }

  /// The value at a path of member names written with dots.
  func value(at path: String) -> JSONValue? {
    var value = self
    for key in path.split(separator: ".") {
      guard let next = value[String(key)] else { return nil }
      value = next
    }
    return value
  }

  /// Changes the value at a path of member names, making the objects on the way. Assigning nil removes.
  mutating func set(_ path: [String], to new: JSONValue?) {
    guard let first = path.first else {
      if let new { self = new }
      return
    }
    if path.count == 1 {
      self[first] = new
      return
    }
    if new == nil, self[first] == nil { return }
    if self[first]?.objectValue == nil { self[first] = [:] }
    self[first]?.set(Array(path.dropFirst()), to: new)
  }
}
