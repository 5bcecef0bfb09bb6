import APIClient
import APIMachinery

/// A resource as discovery lists it.
struct DiscoveredResource: Sendable, Hashable {
  var resource: GroupVersionResource
  var kind: String
  var isNamespaced: Bool
  var verbs: Set<String>

  var gvk: GroupVersionKind { GroupVersionKind(group: resource.group, version: resource.version, kind: kind) }
}

/// What the server serves, each resource in its group's preferred version.
struct Discovery: Sendable {
  var resources: [DiscoveredResource] = []
  /// The group versions that couldn't be read, such as those of an extension server that is down.
  var failures: [(groupVersion: String, message: String)] = []

  init(_ client: APIClient) async throws {
    try await read("v1", "/api/v1", client)
    let groups = try await client.call(APIRequest(method: "GET", path: "/apis"))
    for group in groups["groups"]?.arrayValue ?? [] {
      guard let version = group[path: "preferredVersion", "groupVersion"]?.stringValue else { continue }
      do {
        try await read(version, "/apis/" + version, client)
      } catch {
        try Task.checkCancellation()
        failures.append((version, "\(error)"))
      }
    }
  }

  private mutating func read(_ groupVersion: String, _ path: String, _ client: APIClient) async throws {
    let list = try await client.call(APIRequest(method: "GET", path: path))
    let known = try GroupVersion(apiVersion: groupVersion)
    for entry in list["resources"]?.arrayValue ?? [] {
      guard let name = entry["name"]?.stringValue, !name.contains("/"), let kind = entry["kind"]?.stringValue else {
        continue
      }
      resources.append(
        DiscoveredResource(
          resource: GroupVersionResource(group: known.group, version: known.version, resource: name), kind: kind,
          isNamespaced: entry["namespaced"]?.boolValue ?? false,
          verbs: Set((entry["verbs"]?.arrayValue ?? []).compactMap(\.stringValue))))
    }
  }
}
