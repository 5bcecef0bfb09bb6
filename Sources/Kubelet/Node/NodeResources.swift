import APIMachinery
import LinuxSupport

/// What the node has, and what of it pods may use.
struct NodeResources: Sendable, Equatable {
  struct Amounts: Sendable, Equatable {
    var cpuMilli: Int64
    var memoryBytes: Int64
    var ephemeralStorageBytes: Int64
    var pods: Int64
  }

  var capacity: Amounts
  var allocatable: Amounts

  /// Allocatable is the capacity without what is reserved for the system and for Kubernetes, and without what eviction
  /// keeps free, as upstream computes it. Throws ``KubeletError`` for amounts that can't be read.
  ///
  /// - Parameter diskBytes: Of the file system that pods write to.
  init(facts: HostFacts, diskBytes: UInt64, options: KubeletOptions) throws(KubeletError) {
    capacity = Amounts(
      cpuMilli: Int64(facts.processors) * 1000, memoryBytes: Int64(clamping: facts.memory),
      ephemeralStorageBytes: Int64(clamping: diskBytes), pods: Int64(options.maximumPods))
    allocatable = capacity
    for (flag, reserved) in [("kube-reserved", options.kubeReserved), ("system-reserved", options.systemReserved)] {
      for (resource, text) in reserved {
        guard let amount = try? Quantity(parsing: text), amount.milliValue >= 0 else {
          throw KubeletError("--\(flag) has an amount that can't be read: \(resource)=\(text)")
        }
        switch resource {
        case "cpu": allocatable.cpuMilli -= amount.milliValue
        case "memory": allocatable.memoryBytes -= amount.value
        case "ephemeral-storage": allocatable.ephemeralStorageBytes -= amount.value
        case "pid": break
        default: throw KubeletError("--\(flag) can't reserve \(resource)")
        }
      }
    }
    for threshold in try options.evictionThresholds() {
      switch threshold.signal {
      case .memory: allocatable.memoryBytes -= threshold.amount(ofCapacity: capacity.memoryBytes)
      case .nodeFilesystem:
        allocatable.ephemeralStorageBytes -= threshold.amount(ofCapacity: capacity.ephemeralStorageBytes)
      case .nodeInodes, .imageFilesystem, .imageInodes, .processes: break
      }
    }
    allocatable.cpuMilli = max(0, allocatable.cpuMilli)
    allocatable.memoryBytes = max(0, allocatable.memoryBytes)
    allocatable.ephemeralStorageBytes = max(0, allocatable.ephemeralStorageBytes)
  }

  init(capacity: Amounts, allocatable: Amounts) {
    self.capacity = capacity
    self.allocatable = allocatable
  }

  /// As `status.capacity` and `status.allocatable`.
  var json: (capacity: JSONValue, allocatable: JSONValue) {
    (
      [
        "cpu": .string(Self.cpu(capacity.cpuMilli)), "memory": .string("\(capacity.memoryBytes >> 10)Ki"),
        "ephemeral-storage": .string("\(capacity.ephemeralStorageBytes >> 10)Ki"), "pods": .string("\(capacity.pods)"),
      ],
      [
        "cpu": .string(Self.cpu(allocatable.cpuMilli)), "memory": .string("\(allocatable.memoryBytes >> 10)Ki"),
        "ephemeral-storage": .string("\(allocatable.ephemeralStorageBytes)"), "pods": .string("\(allocatable.pods)"),
      ]
    )
  }

  private static func cpu(_ milli: Int64) -> String { milli % 1000 == 0 ? "\(milli / 1000)" : "\(milli)m" }
}
