import APIMachinery

/// What a pod asks for as a whole: the sum of its containers, or of its largest init container where that is more.
struct PodResources {
  var amounts: [String: Quantity] = [:]

  static func total(_ key: String, of pod: JSONValue) -> PodResources {
    var total = PodResources()
    for container in pod[path: "spec", "containers"]?.arrayValue ?? [] {
      total.add(container[path: "resources", key])
    }
    var sidecars = PodResources()
    for container in pod[path: "spec", "initContainers"]?.arrayValue ?? [] {
      if container["restartPolicy"]?.stringValue == "Always" {
        total.add(container[path: "resources", key])
        sidecars.add(container[path: "resources", key])
      } else {
        var needed = sidecars
        needed.add(container[path: "resources", key])
        total.raise(to: needed)
      }
    }
    if key == "requests" || !total.amounts.isEmpty { total.add(pod[path: "spec", "overhead"]) }
    return total
  }

  private mutating func add(_ list: JSONValue?) {
    guard case .object(let members) = list else { return }
    for (name, value) in members {
      guard let quantity = try? Quantity(json: value) else { continue }
      amounts[name] = amounts[name].map { $0 + quantity } ?? quantity
    }
  }

  private mutating func raise(to other: PodResources) {
    for (name, quantity) in other.amounts where amounts[name].map({ $0 < quantity }) ?? true {
      amounts[name] = quantity
    }
  }

  var json: JSONValue {
    .object(JSONObject(amounts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) }))
  }
}
