import APIMachinery
import Storage

extension ResourceStorage {
  /// What etcd accepts in one request; larger objects are refused the same way.
  static let objectBytesMax = 1_572_864

  /// Writes a new object and returns its revision.
  func create(_ object: JSONValue) async throws(APIError) -> Revision {
    let name = object.name
    let key = key(namespace: object.namespace, name: name)
    let value = try await encode(object)
    return try await translating(name: name) {
      try await store.create(key, value, timeToLive: timeToLive(object))
    }
  }

  /// Replaces an object whose last change was `expected`. Throws ``WriteConflict`` where it was not.
  func update(_ object: JSONValue, expected: Revision) async throws(APIError) -> Revision {
    let name = object.name
    let key = key(namespace: object.namespace, name: name)
    let value = try await encode(object)
    return try await translating(name: name) {
      try await store.update(key, value, expected: expected, timeToLive: timeToLive(object))
    }
  }

  /// Removes an object whose last change was `expected`.
  func delete(namespace: String, name: String, expected: Revision) async throws(APIError) -> Revision {
    let key = key(namespace: namespace, name: name)
    return try await translating(name: name) { try await store.delete(key, expected: expected) }
  }

  private func timeToLive(_ object: JSONValue) -> Duration? {
    behavior.timeToLive
  }

  private func encode(_ object: JSONValue) async throws(APIError) -> [UInt8] {
    let value = StoredForm.encode(
      try await writeConversion?.writing(object) ?? object, apiVersion: apiVersion, kind: kind)
    guard value.count <= Self.objectBytesMax else {
      throw .requestEntityTooLarge("etcdserver: request is too large")
    }
    return value
  }

  private func translating(name: String, _ write: () async throws -> Revision) async throws(APIError) -> Revision {
    do {
      return try await write()
    } catch let error as StoreError {
      switch error {
      case .keyExists: throw .alreadyExists(resource, name)
      case .conflict(nil): throw .notFound(resource, name)
      case .conflict: throw .modified(resource, name)
      case .overloaded: throw .tooManyRequests("too many writes are waiting; try again", retryAfter: 1)
      case .closed: throw .serviceUnavailable("the store has been closed")
      default: throw .internalError("\(error)")
      }
    } catch {
      throw .internalError("\(error)")
    }
  }
}

/// How objects lie in the store: JSON without `metadata.resourceVersion`, `kind`, `apiVersion` and `metadata` first, so
/// that a reader finds where they are without parsing, and lists can drop what their items don't repeat.
enum StoredForm {
  static func encode(_ object: JSONValue, apiVersion: String, kind: String) -> [UInt8] {
    var metadata = object.metadata
    metadata["resourceVersion"] = nil
    var members: [JSONObject.Member] = [
      JSONObject.Member("kind", .string(kind)), JSONObject.Member("apiVersion", .string(apiVersion)),
      JSONObject.Member("metadata", metadata),
    ]
    if case .object(let given) = object {
      for member in given.members where !["kind", "apiVersion", "metadata"].contains(member.key) {
        members.append(member)
      }
    }
    return JSONValue.object(JSONObject(uniqueMembers: members)).encoded()
  }
}
