public import APIMachinery

/// The quality-of-service class of a pod, from the requests and limits of the pod as a whole, else of its containers.
public enum PodQualityOfService {
  private static let resources = ["cpu", "memory"]

  /// `BestEffort`, `Burstable` or `Guaranteed`.
  public static func of(_ spec: JSONValue) -> String {
    var requests: [String: Quantity] = [:]
    var limits: [String: Quantity] = [:]
    var isGuaranteed = true
    let holders: [JSONValue] =
      PodResources.areSetForPod(["spec": spec])
      ? [spec] : (spec["containers"]?.arrayValue ?? []) + (spec["initContainers"]?.arrayValue ?? [])
    for holder in holders {
      _ = add(holder[path: "resources", "requests"], to: &requests)
      let found = add(holder[path: "resources", "limits"], to: &limits)
      if found < resources.count { isGuaranteed = false }
    }
    if requests.isEmpty, limits.isEmpty { return "BestEffort" }
    let isEqual = requests.count == limits.count && requests.allSatisfy { limits[$0.key] == $0.value }
    return isGuaranteed && isEqual ? "Guaranteed" : "Burstable"
  }

  /// How many of the resources `list` names with a positive amount.
  private static func add(_ list: JSONValue?, to sums: inout [String: Quantity]) -> Int {
    var found = 0
    for name in resources {
      guard let value = list?[name], let quantity = try? Quantity(json: value), quantity > Quantity(0) else { continue }
      sums[name] = (sums[name] ?? Quantity(0)) + quantity
      found += 1
    }
    return found
  }
}
