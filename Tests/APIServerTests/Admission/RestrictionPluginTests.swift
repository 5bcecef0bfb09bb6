import APIMachinery
import Testing

@testable import APIServer

/// Admission plugins that are off unless asked for.
@Suite struct RestrictionPluginTests {
  private static let merge = "application/merge-patch+json"

  private static func server(_ plugins: String...) async throws -> TestServer {
    var configuration = APIServerConfiguration()
    configuration.enabledAdmissionPlugins = Set(plugins)
    let server = try await TestServer(configuration: configuration)
    try await server.makeNamespace("n")
    return server
  }

  private static func pod(_ name: String, spec: JSONValue = [:], metadata: JSONValue = [:]) -> JSONValue {
    var pod: JSONValue = [
      "metadata": metadata, "spec": ["containers": [["name": "c", "image": "i:1", "imagePullPolicy": "Never"]]],
    ]
    pod.setMetadata("name", .string(name))
    for member in spec.objectValue?.members ?? [] { pod["spec"]?[member.key] = member.value }
    return pod
  }

  private static let pods = "/api/v1/namespaces/n/pods"

  @Test func everyPluginUpstreamHasIsThere() async throws {
    let server = try await TestServer.shared.value
    let available = Set(
      AdmissionPlugins.available(
        .init(
          reader: server.server.objects, rbac: server.rbac, authorizer: AlwaysAllowAuthorizer(),
          random: SeededRandom(seed: 1))
      ).map(\.name))
    // These two are made where they are configured.
    let missing = AdmissionChain.order.map(\.name).filter { !available.contains($0) }
    #expect(missing == ["ImagePolicyWebhook", "EventRateLimit"])
  }

  @Test func alwaysPullImages() async throws {
    let server = try await Self.server("AlwaysPullImages")
    let made = try await server.call(
      "POST", Self.pods,
      Self.pod("p", spec: ["initContainers": [["name": "i", "image": "i:1"]]]))
    for list in ["containers", "initContainers"] {
      #expect(made.body[path: "spec", list]?[0]?["imagePullPolicy"] == "Always", "\(made.text)")
    }
  }

  @Test func namespaces() async throws {
    let server = try await Self.server("NamespaceAutoProvision")
    let path = "/api/v1/namespaces/fresh/configmaps"
    let dry = try await server.call("POST", "\(path)?dryRun=All", ["metadata": ["name": "a"]])
    #expect(dry.status == 404)
    let made = try await server.call("POST", path, ["metadata": ["name": "a"]])
    #expect(made.status == 201, "\(made.text)")
    #expect(
      try await server.call("GET", "/api/v1/namespaces/fresh").body[path: "status", "phase"] == "Active")
    let strict = try await Self.server("NamespaceExists")
    let missing = try await strict.call("POST", path, ["metadata": ["name": "a"]])
    #expect(missing.status == 404 && missing.message == "namespaces \"fresh\" not found")
  }

  @Test func antiAffinityTopology() async throws {
    let server = try await Self.server("LimitPodHardAntiAffinityTopology")
    for (key, status) in [("kubernetes.io/hostname", 201), ("topology.kubernetes.io/zone", 403)] {
      let answer = try await server.call(
        "POST", Self.pods,
        Self.pod(
          "p",
          spec: [
            "affinity": [
              "podAntiAffinity": [
                "requiredDuringSchedulingIgnoredDuringExecution": [
                  ["topologyKey": .string(key), "labelSelector": ["matchLabels": ["a": "b"]]]
                ]
              ]
            ]
          ]))
      #expect(answer.status == status, "\(answer.text)")
      guard status == 403 else { continue }
      #expect(
        answer.message == "pods \"p\" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey "
          + "topology.kubernetes.io/zone but only key kubernetes.io/hostname is allowed")
    }
  }

  @Test func externalIPs() async throws {
    let server = try await Self.server("DenyServiceExternalIPs")
    let path = "/api/v1/namespaces/n/services"
    func service(_ addresses: JSONValue) -> JSONValue {
      ["metadata": ["name": "s"], "spec": ["ports": [["port": 80]], "externalIPs": addresses]]
    }
    let refused = try await server.call("POST", path, service(["192.0.2.1"]))
    #expect(
      refused.status == 403
        && refused.message == "services \"s\" is forbidden: Use of external IPs is denied by admission control")
    #expect(try await server.call("POST", path, service([])).status == 201)
    let patched = try await server.call(
      "PATCH", "\(path)/s", ["spec": ["externalIPs": ["192.0.2.1"]]], contentType: Self.merge)
    #expect(patched.status == 403)
  }

  @Test func nodeSelectorsOfNamespaces() async throws {
    let server = try await Self.server("PodNodeSelector")
    _ = try await server.call(
      "PATCH", "/api/v1/namespaces/n",
      ["metadata": ["annotations": ["scheduler.alpha.kubernetes.io/node-selector": "zone=a, disk=fast"]]],
      contentType: Self.merge)
    let made = try await server.call("POST", Self.pods, Self.pod("p", spec: ["nodeSelector": ["own": "1"]]))
    #expect(made.body[path: "spec", "nodeSelector"] == ["disk": "fast", "own": "1", "zone": "a"], "\(made.text)")
    let refused = try await server.call("POST", Self.pods, Self.pod("q", spec: ["nodeSelector": ["zone": "b"]]))
    #expect(
      refused.message
        == "pods \"q\" is forbidden: pod node label selector conflicts with its namespace node label selector")
  }

  @Test func tolerationsOfNamespaces() async throws {
    let server = try await Self.server("PodTolerationRestriction")
    let wanted = #"[{"key":"a","operator":"Exists"}]"#
    let allowed =
      #"[{"key":"a","operator":"Exists"},{"key":"node.kubernetes.io/not-ready","operator":"Exists"},"#
      + #"{"key":"node.kubernetes.io/unreachable","operator":"Exists"}]"#
    _ = try await server.call(
      "PATCH", "/api/v1/namespaces/n",
      [
        "metadata": [
          "annotations": [
            "scheduler.alpha.kubernetes.io/defaultTolerations": .string(wanted),
            "scheduler.alpha.kubernetes.io/tolerationsWhitelist": .string(allowed),
          ]
        ]
      ], contentType: Self.merge)
    let narrow: JSONValue = ["key": "a", "operator": "Equal", "value": "x", "effect": "NoSchedule"]
    let made = try await server.call("POST", Self.pods, Self.pod("p", spec: ["tolerations": [narrow]]))
    #expect(made.status == 201, "\(made.text)")
    let keys = (made.body[path: "spec", "tolerations"]?.arrayValue ?? []).map { $0["key"]?.stringValue ?? "" }
    // The namespace's covers the pod's own.
    #expect(keys.filter { $0 == "a" }.count == 1)
    #expect(made.body[path: "spec", "tolerations"]?.arrayValue?.contains(narrow) == false)
    let refused = try await server.call(
      "POST", Self.pods, Self.pod("q", spec: ["tolerations": [["key": "b", "operator": "Exists"]]]))
    #expect(
      refused.status == 500
        && refused.message == "pod tolerations (possibly merged with namespace default tolerations) conflict with its "
          + "namespace whitelist"
    )
  }

  @Test func ownersNeedPermission() async throws {
    let server = try await Self.server("OwnerReferencesPermissionEnforcement")
    let rbac = "/apis/rbac.authorization.k8s.io/v1"
    _ = try await server.call(
      "POST", "\(rbac)/clusterroles",
      [
        "metadata": ["name": "editor"],
        "rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["create", "update", "patch", "get"]]],
      ])
    _ = try await server.call(
      "POST", "\(rbac)/clusterrolebindings",
      [
        "metadata": ["name": "editor"],
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "editor"],
        "subjects": [["kind": "User", "name": "alice", "apiGroup": "rbac.authorization.k8s.io"]],
      ])
    let alice = UserInfo(name: "alice", groups: [UserInfo.Group.authenticated])
    let path = "/api/v1/namespaces/n/configmaps"
    func map(_ name: String, blocks: Bool) -> JSONValue {
      [
        "metadata": [
          "name": .string(name),
          "ownerReferences": [
            [
              "apiVersion": "v1", "kind": "Secret", "name": "o", "uid": "u", "blockOwnerDeletion": .bool(blocks),
            ]
          ],
        ]
      ]
    }
    // What is new nobody relies on; holding up the owner is another matter.
    #expect(try await server.call("POST", path, map("free", blocks: false), as: alice).status == 201)
    let blocking = try await server.call("POST", path, map("held", blocks: true), as: alice)
    #expect(
      blocking.status == 403
        && blocking.message.contains(
          "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on")
    )
    let patched = try await server.call(
      "PATCH", "\(path)/free", ["metadata": ["ownerReferences": []]], contentType: Self.merge, as: alice)
    #expect(
      patched.status == 403
        && patched.message.contains("cannot set an ownerRef on a resource you can't delete"), "\(patched.text)")
    #expect(try await server.call("POST", path, map("held", blocks: true)).status == 201)
  }

  @Test func eventRates() async throws {
    let time = StillTime(1_800_000_000)
    let plugin = try EventRateLimit(
      ["limits": [["type": "Namespace", "qps": 1, "burst": 2], ["type": "User", "qps": 10, "burst": 100]]],
      time: time)
    func send(_ namespace: String) async -> APIError? {
      let request = APIRequest(method: "POST", path: "/api/v1/namespaces/\(namespace)/events")
      let admission = AdmissionRequest(
        operation: .create, resource: GroupResource("events"), apiVersion: "v1", kind: "Event", namespace: namespace,
        name: "e", object: [:],
        context: RequestContext(
          request: request, info: RequestInfo(request), user: TestServer.admin, receivedAt: time.now()))
      #expect(plugin.handles(admission))
      do throws(APIError) {
        try await plugin.validate(admission)
        return nil
      } catch {
        return error
      }
    }
    #expect(await send("a") == nil)
    #expect(await send("a") == nil)
    #expect(await send("a")?.message == "limit reached on type Namespace for key a")
    #expect(await send("b") == nil)
    time.advance(.seconds(1))
    #expect(await send("a") == nil)
    #expect(await send("a")?.code == 429)
    #expect(throws: APIError.self) { try EventRateLimit(["limits": [["type": "Nobody"]]], time: time) }
  }
}
