import APIMachinery
import Storage

/// Allows kubelets what they need for the pods on their node (`--authorization-mode=Node`).
///
/// Secrets, config maps, claims and the like may be read only while a pod bound to the node refers to them.
public struct NodeAuthorizer: Authorizer {
  private let objects: StoredObjects
  private let rules: [PolicyRule]

  public init(objects: StoredObjects) {
    self.objects = objects
    rules = Self.nodeRules
  }

  public func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
    guard let node = Self.nodeName(attributes.user) else { return .noOpinion(reason: "") }
    if attributes.isResourceRequest, let decision = decide(attributes, node: node) { return decision }
    return rules.contains { $0.allows(attributes) } ? .allow(reason: "") : .noOpinion(reason: "")
  }

  /// The node that a user is the kubelet of.
  static func nodeName(_ user: UserInfo) -> String? {
    guard user.name.hasPrefix("system:node:"), user.groups.contains(UserInfo.Group.nodes) else { return nil }
    return String(user.name.dropFirst("system:node:".count))
  }

  /// A decision on the resources that depend on the node; nil for all others.
  private func decide(_ attributes: AuthorizationAttributes, node: String) -> AuthorizationDecision? {
    switch (attributes.apiGroup, attributes.resource) {
    case ("", "secrets"), ("", "configmaps"): return reading(attributes, node)
    case ("", "persistentvolumeclaims"):
      if attributes.subresource == "status" { return changing(attributes, node, verbs: ["update", "patch"]) }
      return getting(attributes, node)
    case ("", "persistentvolumes"): return getting(attributes, node)
    case ("", "serviceaccounts"):
      guard attributes.subresource == "token" else { return nil }
      return changing(attributes, node, verbs: ["create"])
    case ("", "nodes"): return decideNode(attributes, node)
    case ("", "pods"): return decidePods(attributes, node)
    case ("coordination.k8s.io", "leases"): return decideLease(attributes, node)
    case ("storage.k8s.io", "csinodes"): return decideOwnObject(attributes, node)
    case ("storage.k8s.io", "volumeattachments"): return getting(attributes, node)
    default: return nil
    }
  }

  // MARK: Objects that pods refer to

  private func reading(_ attributes: AuthorizationAttributes, _ node: String) -> AuthorizationDecision {
    guard ["get", "list", "watch"].contains(attributes.verb) else {
      return .noOpinion(reason: "can only read resources of this type")
    }
    return related(attributes, node)
  }

  private func getting(_ attributes: AuthorizationAttributes, _ node: String) -> AuthorizationDecision {
    guard attributes.verb == "get" else { return .noOpinion(reason: "can only get individual resources of this type") }
    guard attributes.subresource.isEmpty else { return .noOpinion(reason: "cannot get subresource") }
    return related(attributes, node)
  }

  private func changing(_ attributes: AuthorizationAttributes, _ node: String, verbs: [String]) -> AuthorizationDecision
  {
    guard verbs.contains(attributes.verb) else {
      return .noOpinion(reason: "can only \(verbs.joined(separator: "/")) this type")
    }
    return related(attributes, node)
  }

  private func related(_ attributes: AuthorizationAttributes, _ node: String) -> AuthorizationDecision {
    guard !attributes.name.isEmpty else { return .noOpinion(reason: "No Object name found") }
    let refers = pods(on: node).contains { pod in
      PodReferences.refers(
        pod, to: attributes.resource, namespace: attributes.namespace, name: attributes.name, objects: objects)
    }
    return refers
      ? .allow(reason: "") : .noOpinion(reason: "no relationship found between node '\(node)' and this object")
  }

  private func pods(on node: String) -> [JSONValue] {
    objects.allCached(GroupResource("pods"), namespace: nil).filter { $0.fields["spec.nodeName"] == node }.map {
      $0.decoded()
    }
  }

  // MARK: The node's own objects

  private func decideNode(_ attributes: AuthorizationAttributes, _ node: String) -> AuthorizationDecision? {
    guard attributes.verb == "get", attributes.subresource.isEmpty else { return nil }
    return attributes.name == node
      ? .allow(reason: "")
      : .noOpinion(reason: "node '\(node)' cannot read '\(attributes.name)', only its own Node object")
  }

  private func decidePods(_ attributes: AuthorizationAttributes, _ node: String) -> AuthorizationDecision? {
    guard attributes.subresource.isEmpty else { return nil }
    switch attributes.verb {
    case "get":
      let pod = objects.cached(GroupResource("pods"), namespace: attributes.namespace, name: attributes.name)
      guard let pod, pod.fields["spec.nodeName"] != node else { return nil }
      return .noOpinion(reason: "no relationship found between node '\(node)' and this object")
    case "list", "watch":
      return attributes.selectsNode(node)
        ? nil : .noOpinion(reason: "can only list/watch pods with spec.nodeName field selector")
    default: return nil
    }
  }

  private func decideLease(_ attributes: AuthorizationAttributes, _ node: String) -> AuthorizationDecision {
    guard ["get", "create", "update", "patch", "delete"].contains(attributes.verb) else {
      return .noOpinion(reason: "can only get, create, update, patch, or delete a node lease")
    }
    guard attributes.namespace == "kube-node-lease" else {
      return .noOpinion(reason: "can only access leases in the \"kube-node-lease\" system namespace")
    }
    guard attributes.verb == "create" || attributes.name == node else {
      return .noOpinion(reason: "can only access node lease with the same name as the requesting node")
    }
    return .allow(reason: "")
  }

  private func decideOwnObject(_ attributes: AuthorizationAttributes, _ node: String) -> AuthorizationDecision {
    guard ["get", "create", "update", "patch", "delete"].contains(attributes.verb), attributes.subresource.isEmpty
    else {
      return .noOpinion(reason: "can only get, create, update, patch, or delete a CSINode")
    }
    guard attributes.verb == "create" || attributes.name == node else {
      return .noOpinion(reason: "can only access CSINode with the same name as the requesting node")
    }
    return .allow(reason: "")
  }
}

extension AuthorizationAttributes {
  /// Whether a list is limited to the pods of one node.
  func selectsNode(_ node: String) -> Bool {
    fieldSelector.split(separator: ",").contains { term in
      term == "spec.nodeName=\(node)" || term == "spec.nodeName==\(node)"
    }
  }
}

/// What a pod refers to by name.
enum PodReferences {
  static func refers(_ pod: JSONValue, to resource: String, namespace: String, name: String, objects: StoredObjects)
    -> Bool
  {
    guard resource == "persistentvolumes" || pod[path: "metadata", "namespace"]?.stringValue == namespace else {
      return false
    }
    // Mirror pods are made by the kubelet itself: they grant nothing.
    guard pod[path: "metadata", "annotations", "kubernetes.io/config.mirror"] == nil else { return false }
    let spec = pod["spec"] ?? .null
    switch resource {
    case "serviceaccounts": return spec["serviceAccountName"]?.stringValue == name
    case "secrets":
      return mentions(
        spec, name,
        keys: ["secretName", "secretRef", "secretKeyRef", "imagePullSecrets", "secret", "nodePublishSecretRef"])
    case "configmaps": return mentions(spec, name, keys: ["configMap", "configMapRef", "configMapKeyRef"])
    case "persistentvolumeclaims": return claims(pod).contains(name)
    case "persistentvolumes":
      let home = pod[path: "metadata", "namespace"]?.stringValue ?? ""
      return claims(pod).contains { claim in
        objects.object(GroupResource("persistentvolumeclaims"), namespace: home, name: claim)?[
          path: "spec", "volumeName"]?.stringValue
          == name
      }
    default: return false
    }
  }

  private static func claims(_ pod: JSONValue) -> [String] {
    let podName = pod[path: "metadata", "name"]?.stringValue ?? ""
    return (pod[path: "spec", "volumes"]?.arrayValue ?? []).compactMap { volume in
      if volume["ephemeral"] != nil { return "\(podName)-\(volume["name"]?.stringValue ?? "")" }
      return volume[path: "persistentVolumeClaim", "claimName"]?.stringValue
    }
  }

  /// Whether a reference under one of the keys names the object.
  private static func mentions(_ value: JSONValue, _ name: String, keys: Set<String>, isReference: Bool = false) -> Bool
  {
    switch value {
    case .object(let object):
      if isReference, object["name"]?.stringValue == name { return true }
      return object.members.contains { member in
        if keys.contains(member.key) {
          if member.value.stringValue == name { return true }
          if mentions(member.value, name, keys: keys, isReference: true) { return true }
        }
        return mentions(member.value, name, keys: keys)
      }
    case .array(let elements):
      return elements.contains { mentions($0, name, keys: keys, isReference: isReference) }
    default: return false
    }
  }
}
