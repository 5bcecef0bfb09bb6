import APIMachinery

/// Turns the name of a priority class into the number the scheduler works with.
struct PriorityAdmission: AdmissionPlugin {
  let name = "Priority"
  let reader: StoredObjects
  private let defaults = DerivedValue<JSONValue?>()

  init(reader: StoredObjects) {
    self.reader = reader
  }

  private static let classes = GroupResource("priorityclasses", group: "scheduling.k8s.io")
  private static let system = ["system-node-critical", "system-cluster-critical"]

  func handles(_ request: AdmissionRequest) -> Bool {
    switch request.operation {
    case .create: request.isAbout("pods") || request.isAbout("priorityclasses", group: "scheduling.k8s.io")
    case .update: request.isAbout("pods") || request.isAbout("priorityclasses", group: "scheduling.k8s.io")
    case .delete: request.isAbout("priorityclasses", group: "scheduling.k8s.io")
    case .connect: false
    }
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard request.isAbout("pods") else { return }
    if request.operation == .update {
      // What was computed once stays.
      for key in ["priority", "preemptionPolicy"] where request.object[path: "spec", key] == nil {
        request.object.set(["spec", key], to: request.oldObject[path: "spec", key])
      }
      return
    }
    var value: Int64 = 0
    var policy = "PreemptLowerPriority"
    var className = request.object[path: "spec", "priorityClassName"]?.stringValue ?? ""
    let chosen: JSONValue?
    if className.isEmpty {
      chosen = defaultClass()
      className = chosen?.name ?? ""
    } else {
      chosen = reader.object(Self.classes, namespace: "", name: className)
      guard chosen != nil else {
        throw request.forbidden("no PriorityClass with name \(className) was found")
      }
    }
    if let chosen {
      value = chosen["value"]?.integerValue ?? 0
      policy = chosen["preemptionPolicy"]?.stringValue ?? policy
      request.object.set(["spec", "priorityClassName"], to: .string(className))
    }
    if let given = request.object[path: "spec", "priority"]?.integerValue, given != value {
      throw request.forbidden(
        "the integer value of priority (\(given)) must not be provided in pod spec; priority admission controller "
          + "computed \(value) from the given PriorityClass name")
    }
    request.object.set(["spec", "priority"], to: .integer(value))
    if let given = request.object[path: "spec", "preemptionPolicy"]?.stringValue, given != policy {
      throw request.forbidden(
        "the string value of PreemptionPolicy (\(given)) must not be provided in pod spec; priority admission "
          + "controller computed \(policy) from the given PriorityClass name")
    }
    request.object.set(["spec", "preemptionPolicy"], to: .string(policy))
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    guard request.resource == Self.classes else { return }
    if request.operation == .delete {
      guard !Self.system.contains(request.oldObject.name) else {
        throw request.forbidden("this is a system priority class and cannot be deleted")
      }
      return
    }
    guard request.object["globalDefault"]?.boolValue == true, let current = defaultClass(),
      current.name != request.object.name
    else { return }
    throw request.forbidden("PriorityClass \(current.name) is already marked as default. Only one default can exist")
  }

  /// The lowest of those marked as default.
  private func defaultClass() -> JSONValue? {
    defaults.value(at: reader.lastChange(of: Self.classes)) {
      reader.objects(Self.classes, namespace: nil).filter { $0["globalDefault"]?.boolValue == true }
        .min { ($0["value"]?.integerValue ?? 0) < ($1["value"]?.integerValue ?? 0) }
    }
  }
}
