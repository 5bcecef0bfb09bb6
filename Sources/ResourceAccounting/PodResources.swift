public import APIMachinery

/// What a pod asks for as a whole: the sum of its containers, or the most that its init containers need at one time
/// where that is more, and its overhead. As upstream's `component-helpers/resource`.
public struct PodResources: Sendable, Equatable {
  /// Which of the two lists of a container's resources.
  public enum List: String, Sendable {
    case requests, limits
  }

  /// What is looked at besides the containers as they are specified.
  public struct Options: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// What a container has, or was promised, where that is more than what it asks for now: a resize under way.
    public static let status = Options(rawValue: 1 << 0)
    /// What is asked for the pod as a whole, which counts instead of its containers' sums.
    public static let podLevel = Options(rawValue: 1 << 1)
  }

  /// By resource, such as `cpu`.
  public private(set) var amounts: [String: Quantity] = [:]

  /// The requests or limits of `pod`, a Pod or what has a `spec` like one.
  public static func total(_ list: List, of pod: JSONValue, _ options: Options = []) -> PodResources {
    let observed = options.contains(.status) ? observations(of: pod) : [:]
    func amounts(_ container: JSONValue) -> PodResources {
      var amounts = PodResources()
      amounts.add(container[path: "resources", list.rawValue])
      if let status = container["name"]?.stringValue.flatMap({ observed[$0] }) {
        amounts.raise(to: PodResources(status[path: "resources", list.rawValue]))
        if list == .requests { amounts.raise(to: PodResources(status["allocatedResources"])) }
      }
      return amounts
    }
    var total = PodResources()
    for container in pod[path: "spec", "containers"]?.arrayValue ?? [] { total.add(amounts(container)) }
    var sidecars = PodResources()
    var starting = PodResources()
    for container in pod[path: "spec", "initContainers"]?.arrayValue ?? [] {
      let needed = amounts(container)
      if container["restartPolicy"]?.stringValue == "Always" {
        total.add(needed)
        sidecars.add(needed)
        starting.raise(to: sidecars)
      } else {
        var together = sidecars
        together.add(needed)
        starting.raise(to: together)
      }
    }
    total.raise(to: starting)
    if options.contains(.podLevel) { total.replace(by: pod[path: "spec", "resources", list.rawValue]) }
    total.add(overhead: pod[path: "spec", "overhead"], isLimited: list == .limits)
    return total
  }

  /// Whether resources are asked for the pod as a whole.
  public static func areSetForPod(_ pod: JSONValue) -> Bool {
    [List.requests, .limits].contains { list in
      (pod[path: "spec", "resources", list.rawValue]?.objectValue?.members ?? []).contains { isPodLevel($0.key) }
    }
  }

  /// As a list of resources in an object, in the order of their names.
  public var json: JSONValue {
    .object(JSONObject(amounts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) }))
  }

  private init() {}

  private init(_ list: JSONValue?) { add(list) }

  /// The statuses of containers by name.
  private static func observations(of pod: JSONValue) -> [String: JSONValue] {
    var found: [String: JSONValue] = [:]
    for list in ["containerStatuses", "initContainerStatuses"] {
      for status in pod[path: "status", list]?.arrayValue ?? [] {
        if let name = status["name"]?.stringValue { found[name] = status }
      }
    }
    return found
  }

  private static func isPodLevel(_ resource: String) -> Bool {
    resource == "cpu" || resource == "memory" || resource.hasPrefix("hugepages-")
  }

  private mutating func add(_ list: JSONValue?) {
    for (name, value) in list?.objectValue ?? JSONObject() {
      guard let quantity = try? Quantity(json: value) else { continue }
      amounts[name] = amounts[name].map { $0 + quantity } ?? quantity
    }
  }

  private mutating func add(_ other: PodResources) {
    for (name, quantity) in other.amounts { amounts[name] = amounts[name].map { $0 + quantity } ?? quantity }
  }

  /// A resource without limit stays without.
  private mutating func add(overhead: JSONValue?, isLimited: Bool) {
    for (name, quantity) in PodResources(overhead).amounts {
      if isLimited, amounts[name]?.isZero ?? true { continue }
      amounts[name] = amounts[name].map { $0 + quantity } ?? quantity
    }
  }

  private mutating func raise(to other: PodResources) {
    for (name, quantity) in other.amounts where amounts[name].map({ $0 < quantity }) ?? true {
      amounts[name] = quantity
    }
  }

  private mutating func replace(by list: JSONValue?) {
    for (name, quantity) in PodResources(list).amounts where Self.isPodLevel(name) { amounts[name] = quantity }
  }
}
