public import APIMachinery

/// Claims of devices: their number, and by device class the most devices that they may come to hold.
public struct ResourceClaimQuotaEvaluator: QuotaEvaluator {
  public let resource = GroupResource(group: "resource.k8s.io", resource: "resourceclaims")
  private static let classSuffix = ".deviceclass.resource.k8s.io/devices"
  /// The most results of one allocation.
  private static let allDevices: Int64 = 32

  public init() {}

  public func counts(_ name: String) -> Bool { name == countName || name.hasSuffix(Self.classSuffix) }

  public func item(of claim: JSONValue) -> QuotaItem {
    var usage = one
    for request in claim[path: "spec", "devices", "requests"]?.arrayValue ?? [] {
      // Of alternatives one is chosen: each class counts with the most that one of them takes.
      let alternatives = request["firstAvailable"]?.arrayValue ?? request["exactly"].map { [$0] } ?? []
      var most: [String: Int64] = [:]
      for choice in alternatives {
        let name = (choice["deviceClassName"]?.stringValue ?? "") + Self.classSuffix
        let isCounted = choice["allocationMode"]?.stringValue == "ExactCount"
        let count = isCounted ? choice["count"]?.integerValue ?? 1 : Self.allDevices
        most[name] = max(most[name] ?? 0, count)
      }
      for (name, count) in most { usage[name] = (usage[name] ?? .zero) + Quantity(count) }
    }
    return QuotaItem(usage: usage)
  }

  public func isCharged(updating subresource: String) -> Bool { subresource.isEmpty }
}
