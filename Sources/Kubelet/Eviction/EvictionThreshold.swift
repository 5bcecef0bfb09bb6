import APIMachinery

/// What the node can run out of, as `--eviction-hard` names it.
enum EvictionSignal: String, Sendable, CaseIterable {
  case memory = "memory.available"
  case nodeFilesystem = "nodefs.available"
  case nodeInodes = "nodefs.inodesFree"
  case imageFilesystem = "imagefs.available"
  case imageInodes = "imagefs.inodesFree"
  case processes = "pid.available"

  var pressure: NodePressure {
    switch self {
    case .memory: .memory
    case .nodeFilesystem, .nodeInodes, .imageFilesystem, .imageInodes: .disk
    case .processes: .processes
    }
  }

  /// As messages name it.
  var resource: String {
    switch self {
    case .memory: "memory"
    case .nodeFilesystem, .imageFilesystem: "ephemeral-storage"
    case .nodeInodes, .imageInodes: "inodes"
    case .processes: "pids"
    }
  }
}

/// A node condition that says that something is short.
enum NodePressure: Sendable, Hashable, CaseIterable {
  case memory, disk, processes

  var condition: String {
    switch self {
    case .memory: "MemoryPressure"
    case .disk: "DiskPressure"
    case .processes: "PIDPressure"
    }
  }
}

/// How little of something is too little.
struct EvictionThreshold: Sendable, Equatable {
  enum Value: Sendable, Equatable {
    case amount(Int64)
    /// Of the capacity, in thousandths.
    case share(perMille: Int64)
  }

  var signal: EvictionSignal
  var value: Value
  /// As it was given, for messages.
  var text: String

  func amount(ofCapacity capacity: Int64) -> Int64 {
    switch value {
    case .amount(let amount): amount
    case .share(let perMille): capacity / 1000 * perMille + capacity % 1000 * perMille / 1000
    }
  }

  /// - Parameters:
  ///   - name: Such as `memory.available`.
  ///   - text: An amount or a percentage. Throws ``KubeletError``.
  init(_ name: String, _ text: String) throws(KubeletError) {
    guard let signal = EvictionSignal(rawValue: name) else {
      throw KubeletError("--eviction-hard knows no signal \(name)")
    }
    self.signal = signal
    self.text = text
    if text.hasSuffix("%") {
      guard let share = Double(text.dropLast()), share >= 0, share <= 100 else {
        throw KubeletError("--eviction-hard: \(name)<\(text) is no share")
      }
      value = .share(perMille: Int64((share * 10).rounded()))
    } else {
      guard let amount = try? Quantity(parsing: text), amount.value >= 0 else {
        throw KubeletError("--eviction-hard: \(name)<\(text) is no amount")
      }
      value = .amount(amount.value)
    }
  }
}

extension KubeletOptions {
  /// In the order of the signals.
  func evictionThresholds() throws(KubeletError) -> [EvictionThreshold] {
    var thresholds: [EvictionThreshold] = []
    for (name, text) in evictionHard.sorted(by: { $0.key < $1.key }) where text != "0%" && text != "0" {
      thresholds.append(try EvictionThreshold(name, text))
    }
    return thresholds
  }
}
