#if canImport(Glibc)
  internal import Glibc
#endif

/// The metrics that client_golang's process collector has of every part: memory, CPU time, open files, start.
public struct ProcessMetrics: Sendable {
  /// In bytes.
  public var residentMemory: Double = 0
  /// In bytes.
  public var virtualMemory: Double = 0
  /// In seconds.
  public var cpuTime: Double = 0
  /// In seconds since 1970.
  public var startTime: Double = 0
  public var openFiles: Double = 0
  public var openFilesMax: Double = 0

  /// Reads those of this process; what the system doesn't tell stays 0.
  public static func read() -> ProcessMetrics {
    var metrics = ProcessMetrics()
    #if canImport(Glibc)
      let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
      let page = Double(sysconf(Int32(_SC_PAGESIZE)))
      // After the name in parentheses: state is field 3, utime 14, stime 15, starttime 22, vsize 23, rss 24.
      let status = readSmallFile("/proc/self/stat")
      let fields = status.lastIndex(of: ")").map { status[$0...].split(separator: " ") } ?? []
      func field(_ number: Int) -> Double { fields.count > number - 2 ? Double(fields[number - 2]) ?? 0 : 0 }
      metrics.cpuTime = (field(14) + field(15)) / ticks
      metrics.virtualMemory = field(23)
      metrics.residentMemory = field(24) * page
      let boot = readSmallFile("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
      if let seconds = boot.flatMap({ Double($0.dropFirst(6)) }) { metrics.startTime = seconds + field(22) / ticks }
      if let folder = opendir("/proc/self/fd") {
        var count = 0
        while readdir(folder) != nil { count += 1 }
        closedir(folder)
        metrics.openFiles = Double(max(0, count - 3))  // Without ".", ".." and the folder itself.
      }
      var limit = rlimit()
      if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
        metrics.openFilesMax = Double(limit.rlim_cur)
      }
    #endif
    return metrics
  }

  #if canImport(Glibc)
    private static func readSmallFile(_ path: String) -> String {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return "" }
      defer { close(file) }
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 4_096)
      while bytes.count < 1 << 20 {
        let count = Glibc.read(file, &chunk, chunk.count)
        guard count > 0 else { break }
        bytes += chunk.prefix(count)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  #endif
}

extension MetricRegistry {
  /// Adds the metrics of this process, read when they are asked for.
  public func collectProcessMetrics() {
    collect { text in
      let process = ProcessMetrics.read()
      func write(_ name: String, _ help: String, _ kind: MetricText.Kind, _ value: Double) {
        text.family(name, help: help, kind: kind) { $0.sample(value) }
      }
      write(
        "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", .counter, process.cpuTime)
      write("process_max_fds", "Maximum number of open file descriptors.", .gauge, process.openFilesMax)
      write("process_open_fds", "Number of open file descriptors.", .gauge, process.openFiles)
      write("process_resident_memory_bytes", "Resident memory size in bytes.", .gauge, process.residentMemory)
      write(
        "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", .gauge,
        process.startTime)
      write("process_virtual_memory_bytes", "Virtual memory size in bytes.", .gauge, process.virtualMemory)
    }
  }
}
