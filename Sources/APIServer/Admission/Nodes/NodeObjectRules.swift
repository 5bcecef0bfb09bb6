import APIMachinery

/// What a kubelet may do to its own Node object: nothing that would draw pods to it that aren't meant for it.
struct NodeObjectRules {
  private let request: AdmissionRequest
  private let node: String

  /// Labels of kubernetes.io that kubelets set (upstream's `kubeletapis.IsKubeletLabel`).
  private static let ownLabels: Set<String> = [
    "kubernetes.io/hostname", "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
    "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type", "kubernetes.io/os", "kubernetes.io/arch",
    "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
  ]

  init(_ request: AdmissionRequest, node: String) {
    self.request = request
    self.node = node
  }

  func check() throws(APIError) {
    let name = request.name.isEmpty ? request.object.name : request.name
    guard name == node else {
      throw request.forbidden("node \(quoted(node)) is not allowed to modify node \(quoted(name))")
    }
    let (old, new) = (request.oldObject, request.object)
    let source = new[path: "spec", "configSource"] ?? .null
    switch request.operation {
    case .create:
      guard source.isNull else {
        throw request.forbidden("node \(quoted(node)) is not allowed to create pods with a non-nil configSource")
      }
      let labels = Self.forbidden(new.labels, [:])
      guard labels.isEmpty else {
        throw request.forbidden(
          "node \(quoted(node)) is not allowed to set the following labels: \(labels.joined(separator: ", "))")
      }
    case .update:
      guard source.isNull || source == old[path: "spec", "configSource"] else {
        throw request.forbidden(
          "node \(quoted(node)) is not allowed to update configSource to a new non-nil configSource")
      }
      let taints = { (node: JSONValue) in node[path: "spec", "taints"]?.arrayValue ?? [] }
      guard taints(new) == taints(old) else {
        throw request.forbidden("node \(quoted(node)) is not allowed to modify taints")
      }
      let labels = Self.forbidden(new.labels, old.labels)
      guard labels.isEmpty else {
        throw request.forbidden("is not allowed to modify labels: \(labels.joined(separator: ", "))")
      }
    default: break
    }
  }

  /// Those that differ and that a kubelet may not set, sorted.
  private static func forbidden(_ new: [String: String], _ old: [String: String]) -> [String] {
    Set(new.keys).union(old.keys).filter { new[$0] != old[$0] && !isAllowed($0) }.sorted()
  }

  private static func isAllowed(_ label: String) -> Bool {
    guard let slash = label.firstIndex(of: "/") else { return true }
    let domain = String(label[..<slash])
    func isWithin(_ other: String) -> Bool { domain == other || domain.hasSuffix("." + other) }
    if isWithin("node-restriction.kubernetes.io") { return false }
    guard isWithin("kubernetes.io") || isWithin("k8s.io") else { return true }
    return ownLabels.contains(label) || isWithin("kubelet.kubernetes.io") || isWithin("node.kubernetes.io")
  }
}
