import APIMachinery

/// What the selectors of a request choose.
struct Selection: Sendable {
  private var labels: [(key: String, equals: Bool, value: String)] = []
  private var fields: [(path: [String], equals: Bool, value: String)] = []

  init(_ request: APIRequest) throws(APIError) {
    for term in Self.terms(request.query("labelSelector")) { labels.append((term.key, term.equals, term.value)) }
    for term in Self.terms(request.query("fieldSelector")) {
      fields.append((term.key.split(separator: ".").map { String($0) }, term.equals, term.value))
    }
  }

  func matches(_ object: JSONValue) -> Bool {
    for term in labels {
      let value = object[path: "metadata", "labels"]?[term.key]?.stringValue
      guard (value == term.value) == term.equals else { return false }
    }
    for term in fields {
      let value = term.path.reduce(Optional(object)) { $0?[$1] }?.stringValue ?? ""
      guard (value == term.value) == term.equals else { return false }
    }
    return true
  }

  private static func terms(_ text: String?) -> [(key: String, equals: Bool, value: String)] {
    (text ?? "").split(separator: ",").map { term in
      let equals = !term.contains("!=")
      let parts = term.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = parts[0].filter { $0 != "!" }
      return (String(key), equals, parts.count > 1 ? String(parts[1].drop { $0 == "=" }) : "")
    }
  }
}

extension FakeAPI {
  func list(
    _ target: FakeTarget, _ request: APIRequest, _ storage: FakeStorage
  ) throws(APIError) -> JSONValue {
    let selection = try Selection(request)
    var items: [JSONValue] = []
    for key in storage.keys(of: target.resource, in: target.namespace) {
      if let object = storage[key], selection.matches(object) { items.append(object) }
    }
    return [
      "kind": .string(target.resource.kind + "List"), "apiVersion": .string(target.resource.apiVersion),
      "metadata": ["resourceVersion": .string(String(storage.version))], "items": .array(items),
    ]
  }

  func startWatch(_ target: FakeTarget, _ request: APIRequest) throws(APIError) -> APIResponse {
    let watch = FakeWatch(
      api: self, target: target, selection: try Selection(request), from: request.query("resourceVersion"))
    return APIResponse(
      status: 200, headers: Headers([("Content-Type", "application/json")]),
      body: .stream(ByteStream(next: { await watch.next() }, cancel: { watch.cancel() })))
  }

  func discovery(_ path: String) -> JSONValue? {
    func resources(_ apiVersion: String) -> JSONValue {
      var entries: [JSONValue] = []
      for known in FakeResource.all where known.apiVersion == apiVersion {
        entries.append([
          "name": .string(known.resource), "singularName": "", "namespaced": .bool(known.isNamespaced),
          "kind": .string(known.kind),
          "verbs": ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
        ])
      }
      return [
        "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(apiVersion),
        "resources": .array(entries),
      ]
    }
    switch path {
    case "/api": return ["kind": "APIVersions", "versions": ["v1"]]
    case "/api/v1": return resources("v1")
    case "/apis":
      var groups: [JSONValue] = []
      var seen: Set<String> = []
      for known in FakeResource.all where !known.group.isEmpty && seen.insert(known.group).inserted {
        let version: JSONValue = [
          "groupVersion": .string(known.apiVersion), "version": .string(known.version),
        ]
        groups.append(["name": .string(known.group), "versions": [version], "preferredVersion": version])
      }
      return ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups)]
    default:
      guard path.hasPrefix("/apis/") else { return nil }
      let apiVersion = String(path.dropFirst(6))
      guard FakeResource.all.contains(where: { $0.apiVersion == apiVersion }) else { return nil }
      return resources(apiVersion)
    }
  }
}
