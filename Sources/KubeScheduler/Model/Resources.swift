import APIMachinery
import KubernetesAPI

/// Amounts of what nodes have and pods ask for.
struct Resources: Sendable, Equatable {
  var milliCPU: Int64 = 0
  var memory: Int64 = 0
  var ephemeralStorage: Int64 = 0
  /// Everything else: huge pages, devices.
  var scalars: [String: Int64] = [:]

  init() {}

  init(_ list: [String: Quantity]) {
    for (name, quantity) in list {
      switch name {
      case "cpu": milliCPU = quantity.milliValue
      case "memory": memory = quantity.value
      case "ephemeral-storage": ephemeralStorage = quantity.value
      case "pods": break
      default: scalars[name] = quantity.value
      }
    }
  }

  static func += (left: inout Resources, right: Resources) {
    left.milliCPU &+= right.milliCPU
    left.memory &+= right.memory
    left.ephemeralStorage &+= right.ephemeralStorage
    for (name, amount) in right.scalars { left.scalars[name, default: 0] &+= amount }
  }

  static func -= (left: inout Resources, right: Resources) {
    left.milliCPU &-= right.milliCPU
    left.memory &-= right.memory
    left.ephemeralStorage &-= right.ephemeralStorage
    for (name, amount) in right.scalars { left.scalars[name, default: 0] &-= amount }
  }

  /// The larger of both, resource by resource.
  mutating func formMaximum(_ other: Resources) {
    milliCPU = max(milliCPU, other.milliCPU)
    memory = max(memory, other.memory)
    ephemeralStorage = max(ephemeralStorage, other.ephemeralStorage)
    for (name, amount) in other.scalars { scalars[name] = max(scalars[name] ?? 0, amount) }
  }
}

/// Adds up what the containers of a pod need at the same time, as upstream's `PodRequests`.
struct PodRequests {
  /// What is counted for scoring where a container doesn't say what it needs.
  static let defaultMilliCPU: Int64 = 100
  static let defaultMemory: Int64 = 200 << 20

  /// What the pod asks for.
  let asked: Resources
  /// The same with defaults, for scoring.
  let counted: Resources

  init(_ spec: PodSpec) {
    asked = Self.total(spec) { Resources($0) }
    counted = Self.total(spec) { list in
      var resources = Resources(list)
      if list["cpu"] == nil { resources.milliCPU = Self.defaultMilliCPU }
      if list["memory"] == nil { resources.memory = Self.defaultMemory }
      return resources
    }
  }

  private static func total(_ spec: PodSpec, _ read: ([String: Quantity]) -> Resources) -> Resources {
    var total = Resources()
    for container in spec.containers { total += read(container.resources.requests) }
    var sidecars = Resources()
    var most = Resources()
    for container in spec.initContainers {
      var needed = read(container.resources.requests)
      if container.restartPolicy == "Always" {
        sidecars += needed
        needed = sidecars
      } else {
        needed += sidecars
      }
      most.formMaximum(needed)
    }
    total += sidecars
    total.formMaximum(most)
    if let whole = spec.resources?.requests {
      let stated = Resources(whole)
      if whole["cpu"] != nil { total.milliCPU = stated.milliCPU }
      if whole["memory"] != nil { total.memory = stated.memory }
    }
    total += Resources(spec.overhead)
    return total
  }
}
