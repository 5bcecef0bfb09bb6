import APIMachinery

/// Fetches what an extension server says of itself, for the documents that this server puts together.
struct ExtensionDownload: Sendable {
  /// In whose name extension servers are asked.
  static let aggregator = UserInfo(name: "system:kube-aggregator", groups: [UserInfo.Group.masters])

  /// Documents larger than this are refused.
  private static let bytesMax = 64 << 20
  private static let discoveryTimeout = Duration.seconds(5)
  private static let openAPITimeout = Duration.seconds(60)
  private static let acceptDiscovery =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

  let server: ExtensionServer
  let time: any TimeSource

  /// What there is now, with what was there before in place of what can't be had.
  func documents(before: ExtensionServers.Documents) async -> ExtensionServers.Documents {
    var documents = before
    if let found = await discovery() {
      documents.discovery = found
      documents.isFresh = true
    } else {
      documents.isFresh = false
    }
    await readOpenAPI(into: &documents)
    return documents
  }

  // MARK: Discovery

  private var groupVersion: GroupVersion { server.record.groupVersion }

  /// The group and version in the form of aggregated discovery; nil where the server doesn't answer.
  private func discovery() async -> JSONValue? {
    guard let answer = await get("/apis", accept: Self.acceptDiscovery, timeout: Self.discoveryTimeout) else {
      return nil
    }
    let isAggregated = answer.type.contains("as=APIGroupDiscoveryList") && answer.type.contains("v=v2")
    guard answer.status == 200, isAggregated, let document = answer.json else {
      return answer.status == 503 ? nil : await legacyDiscovery()
    }
    let group = (document["items"]?.arrayValue ?? []).first { $0.name == groupVersion.group }
    let version = (group?["versions"]?.arrayValue ?? []).first { $0["version"]?.stringValue == groupVersion.version }
    guard var version else { return ["version": .string(groupVersion.version)] }
    version["freshness"] = .none
    return version
  }

  private func legacyDiscovery() async -> JSONValue? {
    let path =
      groupVersion.group.isEmpty
      ? "/api/\(groupVersion.version)" : "/apis/\(groupVersion.group)/\(groupVersion.version)"
    guard let answer = await get(path, accept: "application/json", timeout: Self.discoveryTimeout),
      answer.status == 200, let list = answer.json
    else { return nil }
    return LegacyResourceList(list, groupVersion).aggregated
  }

  // MARK: OpenAPI

  private func readOpenAPI(into documents: inout ExtensionServers.Documents) async {
    let index = await get("/openapi/v3", accept: "application/json", timeout: Self.openAPITimeout)
    if let index, index.status == 200 { documents.openAPIPaths = index.json?["paths"]?.objectValue ?? JSONObject() }
    let swagger = await get("/openapi/v2", accept: "application/json", timeout: Self.openAPITimeout)
    guard let swagger, swagger.status == 200, let document = swagger.json else { return }
    let part = SwaggerMerge.part(of: document, below: "/apis/\(groupVersion.apiVersion)/")
    documents.swagger = part
    documents.converted = index?.status == 404 ? SwaggerConversion.version3(of: part) : .none
  }

  // MARK: Requests

  private struct Answer {
    var status: Int
    var type: String
    var json: JSONValue?
  }

  private func get(_ path: String, accept: String, timeout: Duration) async -> Answer? {
    let proxy = ExtensionProxy(target: server)
    let request = APIRequest(method: "GET", path: path, headers: Headers([("Accept", accept)]))
    let answer = try? await Deadline.run(timeout, time: time) { () async throws -> Answer in
      let response = await proxy.send(request, user: Self.aggregator)
      let bytes = try await response.body.collect(upTo: Self.bytesMax)
      return Answer(
        status: response.status, type: response.headers["Content-Type"] ?? "",
        json: response.status == 200 ? try JSONParser.parse(bytes) : nil)
    }
    return answer ?? nil
  }
}

/// An `APIResourceList` as aggregated discovery says the same.
struct LegacyResourceList {
  private let list: JSONValue
  private let groupVersion: GroupVersion

  init(_ list: JSONValue, _ groupVersion: GroupVersion) {
    self.list = list
    self.groupVersion = groupVersion
  }

  var aggregated: JSONValue {
    let entries = list["resources"]?.arrayValue ?? []
    var resources: [JSONValue] = []
    for entry in entries {
      let name = entry["name"]?.stringValue ?? ""
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      if parts.count == 2 {
        let subresource: JSONValue = [
          "subresource": .string(parts[1]), "responseKind": kind(of: entry), "verbs": entry["verbs"] ?? [],
        ]
        guard let index = resources.firstIndex(where: { $0["resource"]?.stringValue == parts[0] }) else { continue }
        let before = resources[index]["subresources"]?.arrayValue ?? []
        resources[index]["subresources"] = .array(before + [subresource])
        continue
      }
      var resource: JSONValue = [
        "resource": .string(name), "responseKind": kind(of: entry),
        "scope": entry["namespaced"] == true ? "Namespaced" : "Cluster",
        "singularResource": entry["singularName"] ?? "", "verbs": entry["verbs"] ?? [],
      ]
      for member in ["shortNames", "categories"] { resource[member] = entry[member] }
      resources.append(resource)
    }
    return ["version": .string(groupVersion.version), "resources": .array(resources)]
  }

  private func kind(of entry: JSONValue) -> JSONValue {
    let given = { (member: String) in entry[member]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
    return [
      "group": .string(given("group") ?? groupVersion.group),
      "version": .string(given("version") ?? groupVersion.version),
      "kind": entry["kind"] ?? "",
    ]
  }
}
