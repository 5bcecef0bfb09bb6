import APIMachinery
import APITesting
import Synchronization

@testable import Kubectl

/// An API server in memory as kubectl sees one: ``FakeAPI`` with its rules, and on top of it aggregated discovery,
/// tables, dry runs and the scale subresource.
final class FakeServer: APITransport {
  let time = EagerTime()
  let api: FakeAPI
  private let log = Mutex<[APIRequest]>([])
  private let answers = Mutex<[String: APIResponse]>([:])

  init() {
    api = FakeAPI(time: time, random: SeededRandom(seed: 7))
  }

  /// A server with these objects, each a YAML document.
  convenience init(_ documents: String) async throws {
    self.init()
    for object in try YAMLCodec.decodeAll(Array(documents.utf8)) { try await create(object) }
  }

  func create(_ object: JSONValue) async throws {
    let version = object["apiVersion"]?.stringValue ?? ""
    let resource = try Self.mapper.resource(apiVersion: version, kind: object["kind"]?.stringValue ?? "")
    let namespace = object[path: "metadata", "namespace"]?.stringValue ?? "default"
    let request = APIRequest(method: "POST", path: resource.path(namespace: namespace), body: object.encoded())
    let answer = try await api.send(request)
    guard answer.status < 300 else { throw APIError(code: answer.status, reason: .unknown, message: "\(object)") }
    if let status = object["status"] {
      var body = try JSONParser.parse(try await Session.collect(answer))
      body["status"] = status
      let path = resource.path(
        namespace: namespace, name: object[path: "metadata", "name"]?.stringValue, subresource: "status")
      _ = try await api.send(APIRequest(method: "PUT", path: path, body: body.encoded()))
    }
  }

  /// Every request but those of discovery, such as `PATCH /api/v1/…`.
  var requests: [APIRequest] { log.withLock { $0 } }

  var changes: [APIRequest] { requests.filter { $0.method != "GET" } }

  /// Answers `METHOD path` with this from now on.
  func answer(_ request: String, status: Int = 200, _ body: JSONValue) {
    let response = APIResponse(
      status: status, headers: Headers([("Content-Type", "application/json")]), body: .bytes(body.encoded()))
    answers.withLock { $0[request] = response }
  }

  func answer(_ request: String, error: APIError) { answer(request, status: error.code, error.status) }

  func object(_ resource: String, _ name: String, namespace: String = "default") -> JSONValue? {
    api.object(resource, namespace: namespace, name: name)
  }

  func send(_ request: APIRequest) async throws -> APIResponse {
    if request.path == "/api" { return Self.response(Self.discovery[0]) }
    if request.path == "/apis" { return Self.response(Self.discovery[1]) }
    log.withLock { $0.append(request) }
    if let answer = answers.withLock({ $0["\(request.method) \(request.path)"] }) { return answer }
    if request.path.hasSuffix("/scale") { return try await scale(request) }
    if request.query("dryRun") == "All" { return try await dryRun(request) }
    let response = try await api.send(request)
    guard request.method == "GET", response.status == 200, request.headers["Accept"]?.contains("as=Table") == true,
      request.query("watch") == nil
    else { return response }
    return Self.response(Self.table(try JSONParser.parse(try await Session.collect(response))))
  }

  static func response(_ json: JSONValue) -> APIResponse {
    APIResponse(status: 200, headers: Headers([("Content-Type", "application/json")]), body: .bytes(json.encoded()))
  }

  /// A write that isn't kept: what is there, or what was sent.
  private func dryRun(_ request: APIRequest) async throws -> APIResponse {
    var read = request
    read.method = "GET"
    read.query = []
    let current = try await api.send(read)
    let body = try JSONParser.parse(request.body)
    switch request.method {
    case "POST", "PUT": return Self.response(body)
    case "PATCH" where current.status == 200:
      let object = try JSONParser.parse(try await Session.collect(current))
      return Self.response(try MergePatch.apply(body, to: object))
    default: return current
    }
  }

  private func scale(_ request: APIRequest) async throws -> APIResponse {
    var inner = request
    inner.path = String(request.path.dropLast("/scale".count))
    let response = try await api.send(inner)
    guard response.status == 200 else { return response }
    let object = try JSONParser.parse(try await Session.collect(response))
    return Self.response([
      "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": object["metadata"] ?? [:],
      "spec": ["replicas": object[path: "spec", "replicas"] ?? 0],
    ])
  }

  /// Name, a column that only -o wide shows, and age.
  private static func table(_ value: JSONValue) -> JSONValue {
    let items = value["items"]?.arrayValue ?? [value]
    let columns: [JSONValue] = [
      ["name": "Name", "format": "name", "priority": 0], ["name": "Age", "priority": 0],
      ["name": "Extra", "priority": 1],
    ]
    return [
      "kind": "Table", "apiVersion": "meta.k8s.io/v1", "columnDefinitions": .array(columns),
      "metadata": value["metadata"] ?? [:],
      "rows": .array(
        items.map { item in
          ["cells": [item[path: "metadata", "name"] ?? "", "5m", "wide"], "object": item]
        }),
    ]
  }

  // MARK: Discovery

  static let mapper = ResourceMapper(discoveryDocuments: discovery)

  /// `group/version kind plural shortNames scope categories subresources` a line.
  private static let resources = """
    /v1 ConfigMap configmaps cm ns - -
    /v1 Endpoints endpoints ep ns - -
    /v1 Event events ev ns - -
    /v1 Namespace namespaces ns cluster - -
    /v1 Node nodes no cluster - -
    /v1 PersistentVolume persistentvolumes pv cluster - -
    /v1 PersistentVolumeClaim persistentvolumeclaims pvc ns - -
    /v1 Pod pods po ns all log,exec
    /v1 ReplicationController replicationcontrollers rc ns all scale
    /v1 ResourceQuota resourcequotas quota ns - -
    /v1 LimitRange limitranges limits ns - -
    /v1 Secret secrets - ns - -
    /v1 ServiceAccount serviceaccounts sa ns - -
    /v1 Service services svc ns all -
    apps/v1 DaemonSet daemonsets ds ns all -
    apps/v1 Deployment deployments deploy ns all scale
    apps/v1 ReplicaSet replicasets rs ns all scale
    apps/v1 StatefulSet statefulsets sts ns all scale
    autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers hpa ns all -
    batch/v1 CronJob cronjobs cj ns all -
    batch/v1 Job jobs - ns all -
    certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests csr cluster - approval
    discovery.k8s.io/v1 EndpointSlice endpointslices - ns - -
    events.k8s.io/v1 Event events ev ns - -
    networking.k8s.io/v1 Ingress ingresses ing ns - -
    networking.k8s.io/v1 NetworkPolicy networkpolicies netpol ns - -
    policy/v1 PodDisruptionBudget poddisruptionbudgets pdb ns - -
    rbac.authorization.k8s.io/v1 ClusterRole clusterroles - cluster - -
    rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings - cluster - -
    rbac.authorization.k8s.io/v1 Role roles - ns - -
    rbac.authorization.k8s.io/v1 RoleBinding rolebindings - ns - -
    scheduling.k8s.io/v1 PriorityClass priorityclasses pc cluster - -
    storage.k8s.io/v1 StorageClass storageclasses sc cluster - -
    """

  /// The documents of `/api` and `/apis`.
  private static let discovery: [JSONValue] = {
    var groups: [(name: String, version: String, resources: [JSONValue])] = []
    for line in resources.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let parts = words[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      func list(_ word: String) -> JSONValue {
        .array(word == "-" ? [] : word.split(separator: ",").map { .string(String($0)) })
      }
      let subresources = words[6] == "-" ? [] : words[6].split(separator: ",").map(String.init)
      let resource: JSONValue = [
        "resource": .string(words[2]), "responseKind": ["kind": .string(words[1])],
        "singularResource": .string(words[1].lowercased()), "shortNames": list(words[3]),
        "scope": words[4] == "ns" ? "Namespaced" : "Cluster", "categories": list(words[5]),
        "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"],
        "subresources": .array(subresources.map { ["subresource": .string($0)] }),
      ]
      if let index = groups.firstIndex(where: { $0.name == parts[0] && $0.version == parts[1] }) {
        groups[index].resources.append(resource)
      } else {
        groups.append((parts[0], parts[1], [resource]))
      }
    }
    func document(_ groups: [(name: String, version: String, resources: [JSONValue])]) -> JSONValue {
      [
        "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2",
        "items": .array(
          groups.map { group in
            [
              "metadata": ["name": .string(group.name)],
              "versions": [["version": .string(group.version), "resources": .array(group.resources)]],
            ]
          }),
      ]
    }
    return [document(groups.filter { $0.name.isEmpty }), document(groups.filter { !$0.name.isEmpty })]
  }()
}
