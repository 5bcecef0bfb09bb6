import APIMachinery
import Storage

/// What a pod must be that a kubelet makes: the image of a static pod of its own, which refers to nothing else.
struct MirrorPodRules {
  private static let mirrorAnnotation = "kubernetes.io/config.mirror"

  private let request: AdmissionRequest
  private let node: String
  private let reader: StoredObjects

  init(_ request: AdmissionRequest, node: String, _ reader: StoredObjects) {
    self.request = request
    self.node = node
    self.reader = reader
  }

  func check() throws(APIError) {
    let pod = request.object
    guard pod.annotations[Self.mirrorAnnotation] != nil else {
      throw request.forbidden(
        "pod does not have \(quoted(Self.mirrorAnnotation)) annotation, node \(quoted(node)) can only create mirror pods"
      )
    }
    guard pod[path: "spec", "nodeName"]?.stringValue == node else {
      throw request.forbidden("node \(quoted(node)) can only create pods with spec.nodeName set to itself")
    }
    try checkOwner(pod[path: "metadata", "ownerReferences"]?.arrayValue ?? [])
    guard (pod[path: "spec", "serviceAccountName"]?.stringValue ?? "").isEmpty else {
      throw refers(to: "a service account")
    }
    let spec = pod["spec"] ?? .null
    for (member, what) in [
      ("secret", "secrets"), ("configMap", "configmaps"), ("clusterTrustBundle", "clustertrustbundles"),
      ("persistentVolumeClaim", "persistentvolumeclaims"),
    ] {
      if Self.volumes(spec, have: member) || Self.environment(spec, has: member) { throw refers(to: what) }
      if member == "secret", !(spec["imagePullSecrets"]?.arrayValue ?? []).isEmpty { throw refers(to: what) }
    }
  }

  private func refers(to what: String) -> APIError {
    request.forbidden("node \(quoted(node)) can not create pods that reference \(what)")
  }

  private func checkOwner(_ owners: [JSONValue]) throws(APIError) {
    let subject = "node \(quoted(node))"
    guard owners.count < 2 else {
      throw request.forbidden("\(subject) can only create pods with a single owner reference set to itself")
    }
    guard let owner = owners.first, owner["apiVersion"] == "v1", owner["kind"] == "Node",
      owner["name"]?.stringValue == node
    else { throw request.forbidden("\(subject) can only create pods with an owner reference set to itself") }
    guard owner["controller"]?.boolValue == true else {
      throw request.forbidden("\(subject) can only create pods with a controller owner reference set to itself")
    }
    guard owner["blockOwnerDeletion"]?.boolValue != true else {
      throw request.forbidden("\(subject) must not set blockOwnerDeletion on an owner reference")
    }
    let nodes = GroupResource("nodes")
    guard let stored = reader.cached(nodes, namespace: "", name: node) else { throw .notFound(nodes, node) }
    let uid = owner["uid"]?.stringValue ?? ""
    guard uid == stored.uid else {
      throw request.forbidden("node \(node) UID mismatch: expected \(uid) got \(stored.uid)")
    }
  }

  /// In volumes of their own, as sources of projected ones, and where drivers take a Secret.
  private static func volumes(_ spec: JSONValue, have member: String) -> Bool {
    (spec["volumes"]?.arrayValue ?? []).contains { volume in
      if volume[member]?.objectValue != nil { return true }
      if (volume[path: "projected", "sources"]?.arrayValue ?? []).contains(where: { $0[member]?.objectValue != nil }) {
        return true
      }
      guard member == "secret", case .object(let sources) = volume else { return false }
      return sources.members.contains { source in
        ["secretRef", "nodePublishSecretRef"].contains { source.value[$0]?.objectValue != nil }
          || source.value["secretName"]?.stringValue != nil
      }
    }
  }

  private static func environment(_ spec: JSONValue, has member: String) -> Bool {
    ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.arrayValue ?? [] }.contains {
      container in
      (container["env"]?.arrayValue ?? []).contains { $0[path: "valueFrom", "\(member)KeyRef"]?.objectValue != nil }
        || (container["envFrom"]?.arrayValue ?? []).contains { $0["\(member)Ref"]?.objectValue != nil }
    }
  }
}
