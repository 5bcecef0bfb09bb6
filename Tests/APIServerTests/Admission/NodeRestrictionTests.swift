import APIMachinery
import Testing

@testable import APIServer

/// What kubelets may do, as far as admission has a say in it.
@Suite struct NodeRestrictionTests {
  private static let kubelet = UserInfo(
    name: "system:node:mine", groups: [UserInfo.Group.nodes, UserInfo.Group.authenticated])

  /// The plugin alone, on a cluster with two nodes and a pod on each.
  private static let plugin = Task {
    let server = try await TestServer(seed: 3)
    try await server.makeNamespace("n")
    for node in ["mine", "other"] {
      _ = try await server.call("POST", "/api/v1/nodes", ["metadata": ["name": .string(node)]])
      let pod = try await server.call(
        "POST", "/api/v1/namespaces/n/pods",
        [
          "metadata": ["name": .string(node)],
          "spec": [
            "nodeName": .string(node), "containers": [["name": "c", "image": "i"]],
            "volumes": [
              ["name": "t", "projected": ["sources": [["serviceAccountToken": ["path": "p", "audience": "vault"]]]]]
            ],
          ],
        ])
      #expect(pod.status == 201, "\(pod.text)")
    }
    return (server, NodeRestriction(reader: server.server.objects, authorizer: AlwaysDenyAuthorizer()))
  }

  private struct Case: Sendable {
    let resource: String
    var group = ""
    var subresource = ""
    var operation = AdmissionOperation.update
    var namespace = "n"
    var name = "mine"
    var object: JSONValue = [:]
    var old: JSONValue = .null
    /// nil when it is allowed.
    var refusal: String?
  }

  private func check(_ one: Case, user: UserInfo = Self.kubelet) async throws {
    let (_, plugin) = try await Self.plugin.value
    let request = APIRequest(method: "POST", path: "/")
    var admission = AdmissionRequest(
      operation: one.operation, resource: GroupResource(one.resource, group: one.group), apiVersion: "v1",
      subresource: one.subresource, kind: "X", namespace: one.namespace, name: one.name, object: one.object,
      oldObject: one.old,
      context: RequestContext(
        request: request, info: RequestInfo(request), user: user, receivedAt: SystemTime().now()))
    var refusal: String?
    if plugin.handles(admission) {
      do throws(APIError) {
        try await plugin.admit(&admission)
      } catch {
        refusal = error.message
      }
    }
    let what = "\(one.operation) \(one.resource)/\(one.subresource)"
    if let expected = one.refusal {
      #expect(refusal?.hasSuffix(expected) == true, "\(what): \(refusal ?? "allowed")")
    } else {
      #expect(refusal == nil, "\(what): \(refusal ?? "")")
    }
  }

  @Test func nodes() async throws {
    let labelled = { (labels: JSONValue) -> JSONValue in ["metadata": ["name": "mine", "labels": labels]] }
    let tainted: JSONValue = [
      "metadata": ["name": "mine"], "spec": ["taints": [["key": "a", "effect": "NoSchedule"]]],
    ]
    for one in [
      Case(resource: "nodes", name: "other", refusal: "node \"mine\" is not allowed to modify node \"other\""),
      Case(
        resource: "nodes", operation: .create,
        object: labelled(["kubernetes.io/hostname": "mine", "node.kubernetes.io/x": "1", "example.com/a": "b"])),
      Case(
        resource: "nodes", operation: .create,
        object: labelled(["node-restriction.kubernetes.io/a": "b", "k8s.io/c": "d"]),
        refusal: "is not allowed to set the following labels: k8s.io/c, node-restriction.kubernetes.io/a"),
      Case(resource: "nodes", operation: .create, object: tainted),
      Case(
        resource: "nodes", object: tainted, old: labelled([:]), refusal: "node \"mine\" is not allowed to modify taints"
      ),
      Case(
        resource: "nodes", object: labelled([:]), old: labelled(["node-role.kubernetes.io/control-plane": ""]),
        refusal: "is not allowed to modify labels: node-role.kubernetes.io/control-plane"),
      Case(resource: "nodes", subresource: "status", object: tainted, old: tainted),
    ] { try await check(one) }
    // Others aren't kept to anything.
    try await check(Case(resource: "nodes", name: "other"), user: TestServer.admin)
  }

  @Test func pods() async throws {
    let (server, _) = try await Self.plugin.value
    let uid = try #require(server.server.objects.object(GroupResource("nodes"), namespace: "", name: "mine")?.uid)
    func mirror(_ spec: JSONValue = ["nodeName": "mine"], owner: JSONValue? = nil) -> JSONValue {
      let own: JSONValue = [
        "apiVersion": "v1", "kind": "Node", "name": "mine", "uid": .string(uid), "controller": true,
      ]
      return [
        "metadata": [
          "name": "m", "annotations": ["kubernetes.io/config.mirror": "h"], "ownerReferences": [owner ?? own],
        ], "spec": spec,
      ]
    }
    let bound: JSONValue = ["spec": ["nodeName": "mine"]]
    for one in [
      Case(resource: "pods", operation: .create, object: mirror()),
      Case(
        resource: "pods", operation: .create, object: ["metadata": ["name": "m"]],
        refusal:
          "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"mine\" can only create mirror pods"),
      Case(
        resource: "pods", operation: .create, object: mirror(["nodeName": "other"]),
        refusal: "node \"mine\" can only create pods with spec.nodeName set to itself"),
      Case(
        resource: "pods", operation: .create,
        object: mirror(owner: ["apiVersion": "v1", "kind": "Node", "name": "mine", "uid": "x", "controller": true]),
        refusal: "node mine UID mismatch: expected x got \(uid)"),
      Case(
        resource: "pods", operation: .create,
        object: mirror(owner: ["apiVersion": "v1", "kind": "Node", "name": "other"]),
        refusal: "node \"mine\" can only create pods with an owner reference set to itself"),
      Case(
        resource: "pods", operation: .create,
        object: mirror(["nodeName": "mine", "volumes": [["name": "v", "secret": ["secretName": "s"]]]]),
        refusal: "node \"mine\" can not create pods that reference secrets"),
      Case(
        resource: "pods", operation: .create,
        object: mirror([
          "nodeName": "mine", "containers": [["name": "c", "envFrom": [["configMapRef": ["name": "m"]]]]],
        ]),
        refusal: "node \"mine\" can not create pods that reference configmaps"),
      Case(
        resource: "pods", operation: .create,
        object: mirror(["nodeName": "mine", "volumes": [["name": "v", "persistentVolumeClaim": ["claimName": "c"]]]]),
        refusal: "node \"mine\" can not create pods that reference persistentvolumeclaims"),
      Case(
        resource: "pods", object: bound, old: bound,
        refusal: "unexpected operation \"UPDATE\", node \"mine\" can only create and delete mirror pods"),
      Case(resource: "pods", operation: .delete),
      Case(
        resource: "pods", operation: .delete, name: "other",
        refusal: "node \"mine\" can only delete pods with spec.nodeName set to itself"),
      Case(resource: "pods", operation: .delete, name: "none", refusal: "pods \"none\" not found"),
      Case(resource: "pods", subresource: "status", object: bound, old: bound),
      Case(
        resource: "pods", subresource: "status",
        object: ["spec": ["nodeName": "mine"], "metadata": ["labels": ["a": "b"]]],
        old: bound, refusal: "node \"mine\" cannot update labels through pod status"),
      Case(
        resource: "pods", subresource: "status", old: ["spec": ["nodeName": "other"]],
        refusal: "node \"mine\" can only update pod status for pods with spec.nodeName set to itself"),
      Case(resource: "pods", subresource: "eviction", operation: .create),
      Case(
        resource: "pods", subresource: "eviction", operation: .create, name: "other",
        refusal: "node mine can only evict pods with spec.nodeName set to itself"),
      Case(
        resource: "pods", subresource: "resize",
        refusal: "unexpected pod subresource \"resize\", only 'status' and 'eviction' are allowed"),
    ] { try await check(one) }
  }

  @Test func tokens() async throws {
    let (server, _) = try await Self.plugin.value
    func uid(_ name: String) throws -> String {
      try #require(server.server.objects.object(GroupResource("pods"), namespace: "n", name: name)?.uid)
    }
    func token(_ pod: String, _ uid: String, _ audiences: JSONValue = ["vault"]) -> Case {
      Case(
        resource: "serviceaccounts", subresource: "token", operation: .create, name: "default",
        object: [
          "spec": [
            "audiences": audiences,
            "boundObjectRef": ["apiVersion": "v1", "kind": "Pod", "name": .string(pod), "uid": .string(uid)],
          ]
        ])
    }
    let mine = try uid("mine")
    try await check(token("mine", mine))
    var cases = [
      (token("other", try uid("other")), "node requested token bound to a pod scheduled on a different node"),
      (token("mine", "x"), "The object might have been deleted and then recreated"),
      (token("mine", ""), "node requested token with a pod binding without a uid"),
      (token("", mine), "node requested token not bound to a pod"),
      (token("mine", mine, ["a", "b"]), "node may only request 0 or 1 audiences"),
      (
        token("mine", mine, ["elsewhere"]),
        "audience \"elsewhere\" not found in pod spec volume, system:node:mine is not authorized to request tokens for "
          + "this audience"
      ),
    ]
    for index in cases.indices {
      cases[index].0.refusal = cases[index].1
      try await check(cases[index].0)
    }
  }

  @Test func others() async throws {
    let claim: JSONValue = ["metadata": ["name": "c"], "status": ["capacity": ["storage": "1Gi"]]]
    for one in [
      Case(
        resource: "leases", group: "coordination.k8s.io", namespace: "n",
        refusal: "can only access leases in the \"kube-node-lease\" system namespace"),
      Case(resource: "leases", group: "coordination.k8s.io", namespace: "kube-node-lease"),
      Case(
        resource: "leases", group: "coordination.k8s.io", operation: .create, namespace: "kube-node-lease", name: "",
        object: ["metadata": ["name": "other"]],
        refusal: "can only access node lease with the same name as the requesting node"),
      Case(
        resource: "csinodes", group: "storage.k8s.io", name: "other",
        refusal: "can only access CSINode with the same name as the requesting node"),
      Case(
        resource: "persistentvolumeclaims", subresource: "status", object: claim,
        old: ["metadata": ["name": "c"], "status": [:]]
      ),
      Case(
        resource: "persistentvolumeclaims", subresource: "status",
        object: ["metadata": ["name": "c", "labels": ["a": "b"]], "status": [:]], old: claim,
        refusal: "is not allowed to update fields other than status.capacity and status.conditions"),
      Case(resource: "persistentvolumeclaims", refusal: "may only update PVC status"),
      Case(
        resource: "resourceslices", group: "resource.k8s.io", operation: .create,
        object: ["spec": ["nodeName": "other"]],
        refusal: "can only create ResourceSlice with the same NodeName as the requesting node"),
      Case(resource: "configmaps"),
    ] { try await check(one) }
  }
}
