import APIMachinery
import PKI

/// Keeps each kubelet to its own node and the pods on it, whatever the Node authorizer lets through.
struct NodeRestriction: AdmissionPlugin {
  let name = "NodeRestriction"
  let reader: StoredObjects
  let authorizer: any Authorizer

  private static let leaseNamespace = "kube-node-lease"
  private static let userPrefix = "system:node:"

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation != .connect && request.user.groups.contains(UserInfo.Group.nodes)
      && request.user.name.hasPrefix(Self.userPrefix)
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    let node = String(request.user.name.dropFirst(Self.userPrefix.count))
    guard !node.isEmpty else {
      throw request.forbidden("could not determine node from user \(quoted(request.user.name))")
    }
    switch (request.resource.group, request.resource.resource) {
    case ("", "pods"): try admitPod(request, node)
    case ("", "nodes"): try NodeObjectRules(request, node: node).check()
    case ("", "persistentvolumeclaims"): try admitClaim(request, node)
    case ("", "serviceaccounts"): try NodeTokenRules(request, node: node, reader, authorizer).check()
    case ("coordination.k8s.io", "leases"):
      guard request.namespace == Self.leaseNamespace else {
        throw request.forbidden("can only access leases in the \(quoted(Self.leaseNamespace)) system namespace")
      }
      try requireOwnName(
        request, node, "can only access node lease with the same name as the requesting node")
    case ("storage.k8s.io", "csinodes"):
      try requireOwnName(request, node, "can only access CSINode with the same name as the requesting node")
    case ("resource.k8s.io", "resourceslices"):
      guard request.operation != .create || request.object[path: "spec", "nodeName"]?.stringValue == node else {
        throw request.forbidden("can only create ResourceSlice with the same NodeName as the requesting node")
      }
    case ("certificates.k8s.io", "certificatesigningrequests"): try admitSigningRequest(request)
    default: break
    }
  }

  private func requireOwnName(_ request: AdmissionRequest, _ node: String, _ refusal: String) throws(APIError) {
    let name = request.operation == .create ? request.object.name : request.name
    guard name == node else { throw request.forbidden(refusal) }
  }

  private func pod(_ request: AdmissionRequest, _ name: String) throws(APIError) -> JSONValue {
    let pods = GroupResource("pods")
    guard let pod = reader.object(pods, namespace: request.namespace, name: name) else { throw .notFound(pods, name) }
    return pod
  }

  // MARK: Pods

  private func admitPod(_ request: AdmissionRequest, _ node: String) throws(APIError) {
    let operation = request.operation.rawValue
    switch request.subresource {
    case "":
      switch request.operation {
      case .create: try MirrorPodRules(request, node: node, reader).check()
      case .delete:
        let name = request.name.isEmpty ? request.oldObject.name : request.name
        guard try pod(request, name)[path: "spec", "nodeName"]?.stringValue == node else {
          throw request.forbidden("node \(quoted(node)) can only delete pods with spec.nodeName set to itself")
        }
      default:
        throw request.forbidden(
          "unexpected operation \(quoted(operation)), node \(quoted(node)) can only create and delete mirror pods")
      }
    case "status":
      guard request.operation == .update else {
        throw request.forbidden("unexpected operation \(quoted(operation))")
      }
      try admitPodStatus(request, node)
    case "eviction":
      guard request.operation == .create else { throw request.forbidden("unexpected operation \(operation)") }
      let name = request.name.isEmpty ? request.object.name : request.name
      guard !name.isEmpty else { throw request.forbidden("could not determine pod from request data") }
      guard try pod(request, name)[path: "spec", "nodeName"]?.stringValue == node else {
        throw request.forbidden("node \(node) can only evict pods with spec.nodeName set to itself")
      }
    default:
      throw request.forbidden(
        "unexpected pod subresource \(quoted(request.subresource)), only 'status' and 'eviction' are allowed")
    }
  }

  private func admitPodStatus(_ request: AdmissionRequest, _ node: String) throws(APIError) {
    let (old, new) = (request.oldObject, request.object)
    guard old[path: "spec", "nodeName"]?.stringValue == node else {
      throw request.forbidden(
        "node \(quoted(node)) can only update pod status for pods with spec.nodeName set to itself")
    }
    guard old.labels == new.labels else {
      throw request.forbidden("node \(quoted(node)) cannot update labels through pod status")
    }
    let claims = { (pod: JSONValue) in
      (pod[path: "status", "resourceClaimStatuses"]?.arrayValue ?? []).map { [$0["name"], $0["resourceClaimName"]] }
    }
    guard claims(old) == claims(new) else {
      throw request.forbidden("node \(quoted(node)) cannot update resource claim statues")
    }
  }

  // MARK: Others

  /// Of a claim, what its volume can hold and how its growing goes on.
  private func admitClaim(_ request: AdmissionRequest, _ node: String) throws(APIError) {
    guard request.subresource == "status" else { throw request.forbidden("may only update PVC status") }
    guard request.operation == .update else {
      throw request.forbidden("unexpected operation \(quoted(request.operation.rawValue))")
    }
    let rest = { (claim: JSONValue) in
      var claim = claim
      for key in ["capacity", "conditions", "allocatedResourceStatuses", "allocatedResources"] {
        claim.set(["status", key], to: nil)
      }
      for key in ["resourceVersion", "managedFields"] { claim.setMetadata(key, nil) }
      return claim
    }
    guard rest(request.oldObject) == rest(request.object) else {
      throw request.forbidden(
        "node \(quoted(node)) is not allowed to update fields other than status.capacity and status.conditions")
    }
  }

  /// Certificates for a node's name are for that node to ask for.
  private func admitSigningRequest(_ request: AdmissionRequest) throws(APIError) {
    guard request.operation == .create, request.subresource.isEmpty,
      ["kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet"].contains(
        request.object[path: "spec", "signerName"]?.stringValue)
    else { return }
    let pem = (try? Base64.decode(request.object[path: "spec", "request"]?.stringValue ?? "")) ?? []
    let parsed: SigningRequest
    do {
      parsed = try SigningRequest(pem: pem)
    } catch {
      throw request.forbidden("unable to parse csr: \(error)")
    }
    guard !parsed.commonName.hasPrefix(Self.userPrefix) || parsed.commonName == request.user.name else {
      throw request.forbidden("can only create a node CSR with CN=\(request.user.name)")
    }
  }
}
