import APIClient
import APIMachinery

/// The schemas that the server publishes (`/openapi/v3`), read anew for every policy: policies are few, and custom
/// resources come and go.
struct PublishedSchemas: KindSchemas {
  let client: APIClient

  func kinds(group: String, version: String, resource: String) async throws -> [GroupVersionKind] {
    var found: [GroupVersionKind] = []
    for groupVersion in try await groupVersions(group, version) {
      let path = groupVersion.contains("/") ? "/apis/\(groupVersion)" : "/api/\(groupVersion)"
      let list: JSONValue
      do {
        list = try await client.call(APIRequest(method: "GET", path: path))
      } catch let error as APIError where error.reason == .notFound {
        continue
      }
      guard let known = try? GroupVersion(apiVersion: groupVersion) else { continue }
      for entry in list["resources"]?.arrayValue ?? [] where entry["name"]?.stringValue == resource {
        if let kind = entry["kind"]?.stringValue { found.append(GroupVersionKind(known, kind: kind)) }
      }
    }
    return found
  }

  /// Those that are meant, such as `v1` and `events.k8s.io/v1` where no group is given.
  private func groupVersions(_ group: String, _ version: String) async throws -> [String] {
    guard group.isEmpty else { return ["\(group)/\(version)"] }
    let groups = try await client.call(APIRequest(method: "GET", path: "/apis"))
    let others = (groups["groups"]?.arrayValue ?? []).flatMap { $0["versions"]?.arrayValue ?? [] }
      .filter { $0["version"]?.stringValue == version }.compactMap { $0["groupVersion"]?.stringValue }
    return [version] + others
  }

  func schema(of kind: GroupVersionKind) async throws -> JSONValue? {
    let path = kind.group.isEmpty ? "/openapi/v3/api/\(kind.version)" : "/openapi/v3/apis/\(kind.group)/\(kind.version)"
    let document: JSONValue
    do {
      document = try await client.call(APIRequest(method: "GET", path: path))
    } catch let error as APIError where error.reason == .notFound || error.code == 404 {
      return nil
    }
    let schemas = document[path: "components", "schemas"]
    let own: JSONValue = [
      "group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind),
    ]
    let schema = schemas?.objectValue?.members.first { member in
      member.value["x-kubernetes-group-version-kind"]?.arrayValue?.contains(own) == true
    }?.value
    return schema.flatMap { Self.resolve($0, schemas ?? .null, within: []) }
  }

  /// The schema with what it refers to in place of the references; nil for one that refers to itself, which has no end.
  ///
  /// - Parameter outer: The references that lead here.
  static func resolve(_ schema: JSONValue, _ schemas: JSONValue, within outer: Set<String>) -> JSONValue? {
    if let reference = reference(schema) {
      guard !outer.contains(reference), let target = schemas[reference] else { return nil }
      return resolve(target, schemas, within: outer.union([reference]))
    }
    var result = schema
    if schema["format"] == "int-or-string" { result["x-kubernetes-int-or-string"] = true }
    for member in schema["properties"]?.objectValue?.members ?? [] {
      guard let resolved = resolve(member.value, schemas, within: outer) else { return nil }
      result["properties"]?[member.key] = resolved
    }
    for key in ["items", "additionalProperties"] {
      guard let inner = schema[key], inner.objectValue != nil else { continue }
      guard let resolved = resolve(inner, schemas, within: outer) else { return nil }
      result[key] = resolved
    }
    return result
  }

  /// A reference can stand in `allOf`, which leaves room for a description beside it.
  private static func reference(_ schema: JSONValue) -> String? {
    if let text = schema["$ref"]?.stringValue { return text.split(separator: "/").last.map(String.init) }
    return (schema["allOf"]?.arrayValue ?? []).lazy.compactMap(reference).first
  }
}
