import APIMachinery

/// What a check finds wrong with a pod: a reason in a few words, and who does what.
struct PodSecurityViolation: Sendable, Equatable {
  var reason: String
  var detail: String
}

/// One rule of a level, as upstream's pod-security-admission has them: which release it came with, and what it says.
struct PodSecurityCheck: Sendable {
  /// The order in which violations are reported.
  var id: String
  var level: PodSecurityLevel.Level
  var minimumMinor = 0
  /// Checks of the level below that this one takes the place of.
  var overrides: [String] = []
  /// From which release on Windows pods need not say what they can't.
  var exemptsWindowsSince: Int?
  /// From which release on pods in a user namespace are exempt.
  var exemptsUserNamespacesSince: Int?
  /// The violation by a pod under the rules of a minor release.
  var find: @Sendable (PodSecurityPod, _ minor: Int) -> PodSecurityViolation?

  func violation(by pod: PodSecurityPod, minor: Int) -> PodSecurityViolation? {
    if let since = exemptsWindowsSince, minor >= since, pod.isWindows { return nil }
    if let since = exemptsUserNamespacesSince, minor >= since, pod.isInUserNamespace { return nil }
    return find(pod, minor)
  }

  /// Everything wrong with a pod at a level; baseline checks first, each level's by id.
  static func violations(by pod: PodSecurityPod, at wanted: PodSecurityLevel) -> [PodSecurityViolation] {
    guard wanted.level != .privileged else { return [] }
    let minor = wanted.effectiveMinor
    let checks = (baseline + (wanted.level == .restricted ? restricted : [])).filter { $0.minimumMinor <= minor }
    let overridden = Set(checks.flatMap(\.overrides))
    return checks.filter { !overridden.contains($0.id) }.compactMap { $0.violation(by: pod, minor: minor) }
  }
}

/// A pod as the checks see it.
struct PodSecurityPod: Sendable {
  let annotations: [String: String]
  let spec: JSONValue
  /// Init containers, containers, ephemeral containers.
  let containers: [JSONValue]

  init(metadata: JSONValue?, spec: JSONValue) {
    annotations = JSONValue.strings(metadata?["annotations"])
    self.spec = spec
    containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.arrayValue ?? [] }
  }

  var isWindows: Bool { spec[path: "os", "name"]?.stringValue == "windows" }
  var isInUserNamespace: Bool { spec["hostUsers"]?.boolValue == false }

  /// The pod's own security context at a path.
  func security(_ path: String...) -> JSONValue? { Self.present(SimpleTable.value(spec, ["securityContext"] + path)) }

  /// A container's security context at a path.
  static func security(_ container: JSONValue, _ path: String...) -> JSONValue? {
    present(SimpleTable.value(container, ["securityContext"] + path))
  }

  private static func present(_ value: JSONValue?) -> JSONValue? {
    guard let value, !value.isNull else { return nil }
    return value
  }

  /// The names of the containers that a condition holds for.
  func names(where condition: (JSONValue) -> Bool) -> [String] {
    containers.filter(condition).map { $0["name"]?.stringValue ?? "" }
  }
}

/// The words that violations are put in.
enum PodSecurityWords {
  static func quotes(_ items: [String]) -> String { items.map { "\"\($0)\"" }.joined(separator: ", ") }

  static func sorted(_ items: Set<String>) -> [String] { items.sorted() }

  static func plural(_ one: String, _ many: String, _ count: Int) -> String { count == 1 ? one : many }

  /// `container "a"`, `containers "a", "b"`.
  static func containers(_ names: [String]) -> String {
    "\(plural("container", "containers", names.count)) \(quotes(names))"
  }

  /// `pod and container "a"`.
  static func setters(pod: Bool, _ names: [String]) -> String {
    ((pod ? ["pod"] : []) + (names.isEmpty ? [] : [containers(names)])).joined(separator: " and ")
  }
}
