internal import APIMachinery

/// Everything the proxy has heard from the API, both address families. Changes go in as they are heard; the tables are
/// made when there is time to commit them.
struct ProxyState: Sendable {
  var rulesets: [IPAddress.Family: Ruleset]
  private var services: [String: ServiceObject] = [:]
  private var slices: [String: [String: SliceObject]] = [:]

  init(families: [IPAddress.Family], node: NodeInfo) {
    rulesets = Dictionary(uniqueKeysWithValues: families.map { ($0, Ruleset(family: $0, node: node)) })
  }

  mutating func set(_ service: ServiceObject) {
    replace(service, key: "\(service.namespace)/\(service.name)")
  }

  mutating func remove(_ service: ServiceObject) {
    replace(nil, key: "\(service.namespace)/\(service.name)")
  }

  private mutating func replace(_ service: ServiceObject?, key: String) {
    let former = services[key]
    services[key] = service
    let names = Set((former?.ports ?? [:]).keys).union((service?.ports ?? [:]).keys)
    for family in rulesets.keys {
      for name in names { rulesets[family]?.setService(name, service?.ports[name]?[family]) }
    }
  }

  mutating func set(_ slice: SliceObject) {
    let key = "\(slice.namespace)/\(slice.service)"
    let former = slices[key]?[slice.name]
    slices[key, default: [:]][slice.name] = slice
    gather(key, changed: former, slice)
  }

  mutating func remove(_ slice: SliceObject) {
    let key = "\(slice.namespace)/\(slice.service)"
    let former = slices[key]?.removeValue(forKey: slice.name)
    if slices[key]?.isEmpty == true { slices[key] = nil }
    gather(key, changed: former, nil)
  }

  /// A port's endpoints are those of all slices of its Service; an address that is in two counts once, as ready when
  /// either says so.
  private mutating func gather(_ key: String, changed former: SliceObject?, _ current: SliceObject?) {
    let names = Set((former?.ports ?? [:]).keys).union((current?.ports ?? [:]).keys)
    let all = slices[key]?.sorted { $0.key < $1.key }.map(\.value) ?? []
    for family in rulesets.keys {
      for name in names {
        var byTarget: [String: EndpointInfo] = [:]
        for slice in all where slice.family == family {
          for endpoint in slice.ports[name] ?? [] {
            let target = "\(endpoint.address)/\(endpoint.port)"
            if let known = byTarget[target], known.isReady || !endpoint.isReady { continue }
            byTarget[target] = endpoint
          }
        }
        rulesets[family]?.setEndpoints(name, Array(byTarget.values))
      }
    }
  }

  mutating func setNode(_ change: (inout NodeInfo) -> Void) {
    for family in rulesets.keys {
      guard var node = rulesets[family]?.node else { continue }
      change(&node)
      rulesets[family]?.setNode(node)
    }
  }
}
