import APIClient
import APIMachinery
import ArgumentParser
import LinuxSupport

import func Glibc.fflush

/// `apus up`: starts a one-node cluster in the background and waits until it works.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start a one-node cluster on this machine.",
    discussion: "Does nothing where it runs already. `apus down` stops and removes everything that it made.")

  @OptionGroup var options: ClusterOptions

  @Option(help: ArgumentHelp("Seconds to wait until the node is ready.", valueName: "seconds"))
  var timeout = 120

  func run() async throws {
    let time = SystemTime()
    // As it was called, so that what is shown can be typed.
    let program = CommandLine.arguments.first ?? "apus"
    try Preflight.check(options)
    let server = BackgroundServer(options: options)
    let progress = Progress(time: time)
    if let running = try server.runningProcess() {
      progress.done("apus runs already (process \(running.identifier))")
    } else {
      let pid = try server.start()
      progress.done("apus started (process \(pid), log \(options.logPath))")
    }
    let readiness = ClusterReadiness(
      options: options, server: server, time: time, deadline: time.uptime() + .seconds(timeout))
    try await progress.step("API server ready") { try await readiness.waitForAPI() }
    let node = try await progress.step("node ready") { try await readiness.waitForNode() }
    try await progress.step("DNS answers") { try await readiness.waitForDNS() }
    print(
      """

      The cluster runs: node \(node), \(progress.total) in all.

        export KUBECONFIG=\(options.kubeconfigPath)
        \(program) kubectl get nodes
        \(program) kubectl get pods -A
        \(program) status
        \(program) down                  stops and removes everything
      """)
  }
}

/// What must be there before anything is started.
enum Preflight {
  static func check(_ options: ClusterOptions) throws {
    guard Capability.sysAdmin.isEffective, Capability.netAdmin.isEffective else {
      throw CommandError("apus up needs root: it runs containers and sets up their network")
    }
    let missing = ["containerd", "runc", "nft"].filter { SystemProcessRunner.find($0) == nil }
    let hasPlugins = HostFileSystem().exists("/usr/lib/cni/bridge")
    guard missing.isEmpty, hasPlugins else {
      let words = missing + (hasPlugins ? [] : ["the CNI plugins in /usr/lib/cni"])
      throw CommandError(
        "missing: \(words.joined(separator: ", ")). Install them with: apt-get install containerd runc containernetworking-plugins nftables"
      )
    }
  }
}

/// Prints what is done and how long it took.
final class Progress: Sendable {
  private let time: any TimeSource
  private let start: Duration

  init(time: any TimeSource) {
    self.time = time
    start = time.uptime()
  }

  var total: String { Self.text(time.uptime() - start) }

  /// At once, also into a pipe: who waits wants to see what for.
  func done(_ text: String) {
    print("✓ \(text)")
    fflush(nil)
  }

  func step<Result: Sendable>(_ text: String, _ body: () async throws -> Result) async throws -> Result {
    let begin = time.uptime()
    let result = try await body()
    done("\(text)  \(Self.text(time.uptime() - begin))")
    return result
  }

  private static func text(_ duration: Duration) -> String {
    let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    return milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
  }
}
