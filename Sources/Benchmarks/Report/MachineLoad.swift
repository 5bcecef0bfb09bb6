import LinuxSupport

/// How busy the machine is: figures of a loaded machine say little but their ratios.
public struct MachineLoad: Sendable, Equatable {
  public var processors: Int
  /// Of the last minute: how many tasks wanted a processor.
  public var loadAverage: Double
  public var isDebugBuild: Bool

  public init(processors: Int, loadAverage: Double, isDebugBuild: Bool) {
    self.processors = processors
    self.loadAverage = loadAverage
    self.isDebugBuild = isDebugBuild
  }

  static func read(files: any FileSystem = HostFileSystem()) -> MachineLoad {
    let load = (try? files.readText("/proc/loadavg"))?.split(separator: " ").first.flatMap { Double($0) } ?? 0
    let lines = (try? files.readText("/proc/cpuinfo", limit: 8 << 20))?.split(separator: "\n") ?? []
    #if DEBUG
      let isDebugBuild = true
    #else
      let isDebugBuild = false
    #endif
    return MachineLoad(
      processors: lines.count { $0.hasPrefix("processor") }, loadAverage: load, isDebugBuild: isDebugBuild)
  }
}
