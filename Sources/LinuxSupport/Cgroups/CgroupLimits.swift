/// What a control group may use; nil leaves a thing as it is, -1 takes the limit away.
public struct CgroupLimits: Sendable, Equatable {
  /// Weight against its siblings, as cgroup v1 counts: 2 to 262,144.
  public var cpuShares: UInt64?
  /// Microseconds of processor time per 100 ms.
  public var cpuQuota: Int64?
  /// Bytes.
  public var memory: Int64?
  public var processes: Int64?

  public static let cpuPeriod: Int64 = 100_000

  public init(cpuShares: UInt64? = nil, cpuQuota: Int64? = nil, memory: Int64? = nil, processes: Int64? = nil) {
    self.cpuShares = cpuShares
    self.cpuQuota = cpuQuota
    self.memory = memory
    self.processes = processes
  }

  /// The weight as cgroup v2 counts, 1 to 10,000, by the formula that runc uses too.
  public var cpuWeight: UInt64? {
    cpuShares.map { 1 + (min(max($0, 2), 262_144) - 2) * 9999 / 262_142 }
  }
}

/// What a control group has used.
public struct CgroupUsage: Sendable, Equatable {
  public var cpuNanoseconds: UInt64 = 0
  public var memoryBytes: UInt64 = 0
  /// Without file pages that could be dropped at once.
  public var workingSetBytes: UInt64 = 0
  public var rssBytes: UInt64 = 0
  public var processes: UInt64 = 0

  public init() {}
}
