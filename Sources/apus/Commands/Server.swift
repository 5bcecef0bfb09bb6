import APIMachinery
import ArgumentParser
import LinuxSupport
import Logging
import ServiceLifecycle
import Telemetry
import UnixSignals

/// `apus server`: a whole one-node cluster in the foreground.
struct Server: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run a one-node cluster in the foreground.")
  @OptionGroup var options: ClusterOptions

  func run() async throws {
    try await Foreground.run(named: "apus") { [options] in try await ClusterServer(options: options).run() }
  }
}

/// Runs a part until it fails or the process is asked to end by SIGTERM or SIGINT.
enum Foreground {
  private struct Part: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws { try await cancelWhenGracefulShutdown(body) }
  }

  static func run(named name: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
    async let _ = releaseMemory(SystemTime())
    let group = ServiceGroup(
      services: [Part(body: body)], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: name))
    do {
      try await group.run()
    } catch is CancellationError {
      return
    }
  }

  /// Once most of the start is over, again when the last of it must be, and then whenever the process has grown.
  private static func releaseMemory(_ time: SystemTime) async throws {
    try await time.sleep(for: .seconds(2))
    ProcessMemory.release()
    try await time.sleep(for: memoryInterval)
    var rule = ReleaseRule()
    while true {
      ProcessMemory.release()
      rule.release(resident: Int(ProcessMetrics.read().residentMemory))
      var isDue = false
      while !isDue {
        let (uptime, used) = (time.uptime(), SystemTime.processorTime())
        try await time.sleep(for: memoryInterval)
        isDue = rule.isDue(
          resident: Int(ProcessMetrics.read().residentMemory),
          processorShare: (SystemTime.processorTime() - used) / (time.uptime() - uptime))
      }
    }
  }

  /// How often a process that runs for long looks at its memory.
  private static let memoryInterval = Duration.seconds(10)
}
