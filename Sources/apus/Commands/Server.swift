import APIMachinery
import ArgumentParser
import LinuxSupport
import Logging
import ServiceLifecycle
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
    async let _ = releaseMemoryAfterStart(SystemTime())
    let group = ServiceGroup(
      services: [Part(body: body)], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: name))
    do {
      try await group.run()
    } catch is CancellationError {
      return
    }
  }

  /// Once most of the start is over, and again when the last of it must be.
  private static func releaseMemoryAfterStart(_ time: SystemTime) async throws {
    for wait in [Duration.seconds(2), .seconds(30)] {
      try await time.sleep(for: wait)
      ProcessMemory.releaseAfterStart()
    }
  }
}
