import APIMachinery
import ResourceAccounting

/// Pods have the tolerations of their namespace, and no others than it allows.
struct PodTolerationRestriction: AdmissionPlugin {
  let name = "PodTolerationRestriction"
  let reader: StoredObjects
  /// For namespaces that say nothing themselves.
  var defaults: [JSONValue] = []
  var allowed: [JSONValue] = []

  private static let defaultsAnnotation = "scheduler.alpha.kubernetes.io/defaultTolerations"
  private static let allowedAnnotation = "scheduler.alpha.kubernetes.io/tolerationsWhitelist"

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update) && request.isAbout("pods")
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    var tolerations = request.object[path: "spec", "tolerations"]?.arrayValue ?? []
    if request.operation == .create {
      let given = try ofNamespace(request, Self.defaultsAnnotation) ?? defaults
      tolerations = given.isEmpty ? tolerations : Self.merge(given + tolerations)
    }
    if PodQualityOfService.of(request.object["spec"] ?? .null) != "BestEffort" {
      tolerations = Self.merge(
        tolerations + [
          ["key": "node.kubernetes.io/memory-pressure", "operator": "Exists", "effect": "NoSchedule"]
        ])
    }
    if !tolerations.isEmpty { request.object.set(["spec", "tolerations"], to: .array(tolerations)) }
    try check(request)
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) { try check(request) }

  private func check(_ request: AdmissionRequest) throws(APIError) {
    let tolerations = request.object[path: "spec", "tolerations"]?.arrayValue ?? []
    guard !tolerations.isEmpty else { return }
    let own = try ofNamespace(request, Self.allowedAnnotation)
    let allowed = own ?? allowed
    guard allowed.isEmpty || tolerations.allSatisfy({ one in allowed.contains { Self.covers($0, one) } }) else {
      throw .unclassified(
        "pod tolerations (possibly merged with namespace default tolerations) conflict with its "
          + "\(own == nil ? "cluster" : "namespace") whitelist")
    }
  }

  /// What an annotation of the namespace lists; nil where there is none.
  private func ofNamespace(_ request: AdmissionRequest, _ annotation: String) throws(APIError) -> [JSONValue]? {
    let namespaces = GroupResource("namespaces")
    guard let namespace = reader.object(namespaces, namespace: "", name: request.namespace) else {
      throw .notFound(namespaces, request.namespace)
    }
    guard let text = namespace.annotations[annotation], !text.isEmpty else { return nil }
    guard let list = (try? JSONParser.parse(text))?.arrayValue else {
      throw .unclassified("the annotation \(annotation) of namespace \(request.namespace) is no list of tolerations")
    }
    return list
  }

  /// Without those that others cover; of equal ones the first stays.
  private static func merge(_ all: [JSONValue]) -> [JSONValue] {
    var merged: [JSONValue] = []
    for (index, toleration) in all.enumerated() {
      if merged.contains(where: { covers($0, toleration) }) { continue }
      if all[(index + 1)...].contains(where: { $0 != toleration && covers($0, toleration) }) { continue }
      merged.append(toleration)
    }
    return merged
  }

  /// Whether `wide` tolerates all that `narrow` does.
  private static func covers(_ wide: JSONValue, _ narrow: JSONValue) -> Bool {
    if wide == narrow { return true }
    func text(_ value: JSONValue, _ key: String) -> String { value[key]?.stringValue ?? "" }
    let takesAllKeys = text(wide, "key").isEmpty && text(wide, "operator") == "Exists"
    guard text(narrow, "key") == text(wide, "key") || takesAllKeys,
      text(narrow, "effect") == text(wide, "effect") || text(wide, "effect").isEmpty
    else { return false }
    if text(wide, "effect") == "NoExecute", let limit = wide["tolerationSeconds"]?.integerValue {
      guard let seconds = narrow["tolerationSeconds"]?.integerValue, seconds <= limit else { return false }
    }
    if text(wide, "operator") == "Exists" { return true }
    return ["", "Equal"].contains(text(wide, "operator")) && ["", "Equal"].contains(text(narrow, "operator"))
      && text(narrow, "value") == text(wide, "value")
  }
}
