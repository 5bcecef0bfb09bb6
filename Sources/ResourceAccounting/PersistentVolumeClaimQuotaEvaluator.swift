public import APIMachinery

/// Claims: their number and the storage they ask for, as a whole and by storage class.
public struct PersistentVolumeClaimQuotaEvaluator: QuotaEvaluator {
  public let resource = GroupResource(resource: "persistentvolumeclaims")
  private static let classSuffix = ".storageclass.storage.k8s.io/"
  private static let names = ["persistentvolumeclaims", "requests.storage"]

  public init() {}

  public func counts(_ name: String) -> Bool {
    name == countName || Self.names.contains(name)
      || Self.names.contains { name.hasSuffix(Self.classSuffix + $0) }
  }

  public func item(of claim: JSONValue) -> QuotaItem {
    var usage = one
    usage["persistentvolumeclaims"] = Quantity(1)
    if let storage = storage(of: claim) { usage["requests.storage"] = storage }
    let name =
      claim[path: "metadata", "annotations", "volume.beta.kubernetes.io/storage-class"]?.stringValue
      ?? claim[path: "spec", "storageClassName"]?.stringValue ?? ""
    if !name.isEmpty {
      for amount in Self.names { usage[name + Self.classSuffix + amount] = usage[amount] }
    }
    let classes = [
      claim[path: "spec", "volumeAttributesClassName"], claim[path: "status", "currentVolumeAttributesClassName"],
      claim[path: "status", "modifyVolumeStatus", "targetVolumeAttributesClassName"],
    ].compactMap { $0?.stringValue }.filter { !$0.isEmpty }
    return QuotaItem(
      usage: usage, scopes: QuotaScopeFacts(names: ["VolumeAttributesClass": Set(classes).sorted()]))
  }

  public func isCharged(updating subresource: String) -> Bool { subresource.isEmpty || subresource == "status" }

  /// In whole bytes: what was asked for, or granted where that is more.
  private func storage(of claim: JSONValue) -> Quantity? {
    let amount = { (value: JSONValue?) in value.flatMap { try? Quantity(json: $0) } }
    guard let asked = amount(claim[path: "spec", "resources", "requests", "storage"]) else { return nil }
    let granted = amount(claim[path: "status", "allocatedResources", "storage"]) ?? asked
    let most = max(asked, granted)
    return most.exactInteger == nil ? Quantity(most.value, format: most.format) : most
  }
}
