import APIMachinery
import ResourceAccounting

/// Keeps pods, containers and claims of a namespace within its LimitRanges, and gives them their defaults.
struct LimitRanger: AdmissionPlugin {
  let name = "LimitRanger"
  let reader: StoredObjects
  private static let annotation = "kubernetes.io/limit-ranger"

  func handles(_ request: AdmissionRequest) -> Bool {
    if request.isAbout("pods") { return request.operation == .create }
    return request.isAbout("persistentvolumeclaims") && (request.operation == .create || request.operation == .update)
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard request.isAbout("pods") else { return }
    var notes: [String] = []
    for range in ranges(request) {
      let container = Self.items(range, type: "Container").first
      let requests = container?["defaultRequest"]
      let limits = container?["default"]
      guard requests != nil || limits != nil else { continue }
      for list in ["containers", "initContainers"] {
        guard var containers = request.object[path: "spec", list]?.arrayValue else { continue }
        for index in containers.indices {
          let what = list == "containers" ? "container" : "init container"
          let name = containers[index]["name"]?.stringValue ?? ""
          notes += Self.fill(&containers[index], "requests", requests, what, name)
          notes += Self.fill(&containers[index], "limits", limits, what, name)
        }
        request.object.set(["spec", list], to: .array(containers))
      }
    }
    guard !notes.isEmpty else { return }
    request.object.set(
      ["metadata", "annotations", Self.annotation],
      to: .string("LimitRanger plugin set: " + notes.joined(separator: "; ")))
  }

  /// Adds what `defaults` has and the container lacks; says what was added.
  private static func fill(
    _ container: inout JSONValue, _ key: String, _ defaults: JSONValue?, _ what: String, _ name: String
  ) -> [String] {
    guard case .object(let members) = defaults else { return [] }
    var added: [String] = []
    for (resource, value) in members where container[path: "resources", key]?[resource] == nil {
      container.set(["resources", key, resource], to: value)
      added.append(resource)
    }
    guard !added.isEmpty else { return [] }
    let verb = key == "requests" ? "request" : "limit"
    return ["\(added.sorted().joined(separator: ", ")) \(verb) for \(what) \(name)"]
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    var problems: [String] = []
    for range in ranges(request) {
      if request.isAbout("persistentvolumeclaims") {
        for item in Self.items(range, type: "PersistentVolumeClaim") {
          let check = LimitCheck(item: item, type: "PersistentVolumeClaim")
          problems += check.problems(
            requests: request.object[path: "spec", "resources", "requests"],
            limits: request.object[path: "spec", "resources", "limits"])
        }
      } else {
        let containers =
          (request.object[path: "spec", "containers"]?.arrayValue ?? [])
          + (request.object[path: "spec", "initContainers"]?.arrayValue ?? [])
        for item in Self.items(range, type: "Container") {
          for container in containers {
            problems += LimitCheck(item: item, type: "Container").problems(
              requests: container[path: "resources", "requests"], limits: container[path: "resources", "limits"])
          }
        }
        for item in Self.items(range, type: "Pod") {
          problems += LimitCheck(item: item, type: "Pod").problems(
            requests: PodResources.total(.requests, of: request.object).json,
            limits: PodResources.total(.limits, of: request.object).json)
        }
      }
    }
    guard !problems.isEmpty else { return }
    throw request.forbidden(problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]")
  }

  private func ranges(_ request: AdmissionRequest) -> [JSONValue] {
    reader.objects(GroupResource("limitranges"), namespace: request.namespace)
  }

  private static func items(_ range: JSONValue, type: String) -> [JSONValue] {
    (range[path: "spec", "limits"]?.arrayValue ?? []).filter { $0["type"]?.stringValue == type }
  }
}

/// One item of a LimitRange against one thing's requests and limits.
struct LimitCheck {
  let item: JSONValue
  let type: String

  func problems(requests: JSONValue?, limits: JSONValue?) -> [String] {
    let request = { (name: String) in requests?[name].flatMap { try? Quantity(json: $0) } }
    let limit = { (name: String) in limits?[name].flatMap { try? Quantity(json: $0) } }
    var found: [String] = []
    for (name, minimum) in amounts("min") {
      let subject = "minimum \(name) usage per \(type) is \(minimum)"
      if let given = request(name) {
        if given < minimum { found.append("\(subject), but request is \(given)") }
      } else {
        found.append("\(subject).  No request is specified")
      }
      if let given = limit(name), given < minimum { found.append("\(subject), but limit is \(given)") }
    }
    for (name, maximum) in amounts("max") {
      let subject = "maximum \(name) usage per \(type) is \(maximum)"
      if type == "PersistentVolumeClaim" {
        if let given = request(name), given > maximum { found.append("\(subject), but request is \(given)") }
        continue
      }
      if let given = limit(name) {
        if given > maximum { found.append("\(subject), but limit is \(given)") }
      } else {
        found.append("\(subject).  No limit is specified")
      }
      if let given = request(name), given > maximum { found.append("\(subject), but request is \(given)") }
    }
    for (name, ratio) in amounts("maxLimitRequestRatio") {
      guard let high = limit(name), let low = request(name), low > Quantity(0) else { continue }
      let actual = Double(high.scaled(to: -3)) / Double(low.scaled(to: -3))
      if actual > Double(ratio.scaled(to: -3)) / 1000 {
        found.append("\(name) max limit to request ratio per \(type) is \(ratio), but provided ratio is \(actual)")
      }
    }
    return found
  }

  private func amounts(_ key: String) -> [(String, Quantity)] {
    guard case .object(let members) = item[key] else { return [] }
    return members.members.compactMap { member in (try? Quantity(json: member.value)).map { (member.key, $0) } }
  }
}
