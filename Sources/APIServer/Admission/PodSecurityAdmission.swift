import APIMachinery

/// Keeps pods to the level of security that their namespace's labels ask for (upstream's PodSecurity plugin).
struct PodSecurityAdmission: AdmissionPlugin {
  let name = "PodSecurity"
  let reader: any ObjectReader

  /// Of a namespace with more pods only this many are looked at when its labels change, as upstream.
  private static let podsMax = 3000

  /// Where kinds that make pods keep the pod's template.
  private static let templates: [GroupResource: [String]] = [
    GroupResource("podtemplates"): ["template"],
    GroupResource("replicationcontrollers"): ["spec", "template"],
    GroupResource("replicasets", group: "apps"): ["spec", "template"],
    GroupResource("deployments", group: "apps"): ["spec", "template"],
    GroupResource("statefulsets", group: "apps"): ["spec", "template"],
    GroupResource("daemonsets", group: "apps"): ["spec", "template"],
    GroupResource("jobs", group: "batch"): ["spec", "template"],
    GroupResource("cronjobs", group: "batch"): ["spec", "jobTemplate", "spec", "template"],
  ]

  func handles(_ request: AdmissionRequest) -> Bool {
    guard request.operation == .create || request.operation == .update else { return false }
    if request.resource == GroupResource("pods") {
      return ["", "ephemeralcontainers", "resize"].contains(request.subresource)
    }
    guard request.subresource.isEmpty else { return false }
    return request.resource == GroupResource("namespaces") || Self.templates[request.resource] != nil
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    if request.resource == GroupResource("namespaces") { return try checkNamespace(request) }
    guard let namespace = reader.object(GroupResource("namespaces"), namespace: "", name: request.namespace) else {
      return
    }
    let policy = PodSecurityPolicy.of(namespace.labels).policy
    guard !policy.isFullyPrivileged else { return }
    if let path = Self.templates[request.resource] {
      guard let template = SimpleTable.value(request.object, path), let spec = template["spec"] else { return }
      warn(PodSecurityPod(metadata: template["metadata"], spec: spec), policy, request)
      return
    }
    if request.operation == .update, !Self.isSignificant(request.object, request.oldObject) { return }
    let pod = PodSecurityPod(metadata: request.object.metadata, spec: request.object["spec"] ?? [:])
    let violations = PodSecurityCheck.violations(by: pod, at: policy.enforce)
    guard violations.isEmpty else {
      throw request.forbidden("violates PodSecurity \(quoted("\(policy.enforce)")): \(Self.describe(violations))")
    }
    warn(pod, policy, request)
  }

  private func warn(_ pod: PodSecurityPod, _ policy: PodSecurityPolicy, _ request: AdmissionRequest) {
    let violations = PodSecurityCheck.violations(by: pod, at: policy.warn)
    guard !violations.isEmpty else { return }
    request.context.warnings.add(
      "would violate PodSecurity \(quoted("\(policy.warn)")): \(Self.describe(violations))")
  }

  private static func describe(_ violations: [PodSecurityViolation]) -> String {
    violations.map { $0.detail.isEmpty ? $0.reason : "\($0.reason) (\($0.detail))" }.joined(separator: ", ")
  }

  /// Of a running pod only containers that come or change their image are looked at anew.
  private static func isSignificant(_ new: JSONValue, _ old: JSONValue) -> Bool {
    func images(_ pod: JSONValue, _ list: String) -> [(name: String, image: JSONValue?)] {
      (pod[path: "spec", list]?.arrayValue ?? []).map { ($0["name"]?.stringValue ?? "", $0["image"]) }
    }
    for list in ["containers", "initContainers"] {
      if images(new, list).map(\.image) != images(old, list).map(\.image) { return true }
    }
    let before = images(old, "ephemeralContainers")
    return images(new, "ephemeralContainers").contains { container in
      !before.contains { $0.name == container.name && $0.image == container.image }
    }
  }

  // MARK: Namespaces

  private func checkNamespace(_ request: AdmissionRequest) throws(APIError) {
    let (policy, errors) = PodSecurityPolicy.of(request.object.labels)
    guard request.operation == .update else {
      guard errors.isEmpty else { throw Self.invalid(request, errors) }
      return
    }
    let (oldPolicy, oldErrors) = PodSecurityPolicy.of(request.oldObject.labels)
    if !errors.isEmpty, errors != oldErrors { throw Self.invalid(request, errors) }
    guard policy.enforce != oldPolicy.enforce, policy.enforce.level != .privileged else { return }
    if policy.enforce.minor == oldPolicy.enforce.minor, policy.enforce.level <= oldPolicy.enforce.level { return }
    request.context.warnings.add(warnings(of: request.name, at: policy.enforce))
  }

  private static func invalid(_ request: AdmissionRequest, _ errors: [FieldError]) -> APIError {
    .invalid(GroupKind(kind: "Namespace"), request.name, errors)
  }

  /// What a stricter level would have refused of what is there already.
  private func warnings(of namespace: String, at level: PodSecurityLevel) -> [String] {
    let pods = Self.distinct(reader.objects(GroupResource("pods"), namespace: namespace))
    var names: [String: [String]] = [:]
    for pod in pods.prefix(Self.podsMax) {
      let seen = PodSecurityPod(metadata: pod.metadata, spec: pod["spec"] ?? [:])
      let reasons = PodSecurityCheck.violations(by: seen, at: level).map(\.reason).joined(separator: ", ")
      if !reasons.isEmpty { names[reasons, default: []].append(pod.name) }
    }
    var warnings: [String] = []
    if pods.count > Self.podsMax {
      warnings.append(
        "new PodSecurity enforce level only checked against the first \(Self.podsMax) of \(pods.count) existing pods")
    }
    guard !names.isEmpty else { return warnings }
    warnings.append(
      "existing pods in namespace \(quoted(namespace)) violate the new PodSecurity enforce level \(quoted("\(level)"))")
    let lines = names.map { reasons, pods -> String in
      let others = pods.count - 1
      let more = others == 0 ? "" : " (and \(others) other \(others == 1 ? "pod" : "pods"))"
      return "\(pods.min() ?? "")\(more): \(reasons)"
    }
    return warnings + lines.sorted()
  }

  /// Pods of one controller are alike: the others of each come last.
  private static func distinct(_ pods: [JSONValue]) -> [JSONValue] {
    var seen: Set<String> = []
    var first: [JSONValue] = []
    var others: [JSONValue] = []
    for pod in pods {
      let owners = pod[path: "metadata", "ownerReferences"]?.arrayValue ?? []
      let controller = owners.first { $0["controller"]?.boolValue == true }?["uid"]?.stringValue
      if let controller, !seen.insert(controller).inserted {
        others.append(pod)
      } else {
        first.append(pod)
      }
    }
    return first + others
  }
}
