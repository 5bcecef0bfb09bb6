import APIMachinery
import APITesting
import Glibc
import LinuxSupport
import Logging
import Testing

@testable import ContainerRuntime

/// Against the real containerd, with everything in a directory of its own. No containers run here, so nothing needs a
/// network.
@Suite(
  .enabled(if: SystemProcessRunner.find("containerd") != nil, "containerd is not installed"),
  .enabled(if: getuid() == 0, "containerd needs root"), .serialized, .timeLimit(.minutes(20)))
struct ContainerdTests {
  private func withContainerd(_ body: (Containerd, _ again: () -> Containerd) async throws -> Void) async throws {
    let root = "/tmp/apus-containerd-\(UInt64.random(in: 0 ... .max))"
    func make() -> Containerd {
      var logger = Logger(label: "containerd")
      logger.logLevel = .critical
      return Containerd(
        configuration: ContainerdConfiguration(
          directory: "\(root)/data", runDirectory: "\(root)/run", cniConfiguration: "\(root)/cni"),
        directory: "\(root)/data/runtime", logger: logger)
    }
    let containerd = make()
    do {
      try HostFileSystem().makeDirectory("\(root)/data")
      try await containerd.start()
      try await body(containerd, make)
    } catch {
      try? await containerd.remove()
      throw error
    }
    try await containerd.remove()
    #expect(try SystemMounter().mounts().allSatisfy { !$0.path.hasPrefix(root) })
    #expect(!HostFileSystem().exists("\(root)/data/containerd"))
    try HostFileSystem().removeTree(root)
  }

  private func identifier(of containerd: Containerd) throws -> Int32 {
    let directory = containerd.configuration.root.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let text = try HostFileSystem().readText("\(directory)/runtime/containerd.pid")
    return try #require(Int32(text.prefix { $0.isNumber }))
  }

  @Test func answersTenThousandCallsAndHasThePauseImage() async throws {
    try await withContainerd { containerd, _ in
      let runtime = containerd.runtime()
      #expect(try await runtime.version().name == "containerd")
      #expect(try await runtime.status().networkProblem != nil)
      let pause = try #require(try await runtime.imageStatus(OCIImage.pauseName))
      #expect(pause.tags == [OCIImage.pauseName])
      #expect(pause.userName == "" && pause.uid == 65535)
      for _ in 0..<5_000 {
        _ = try await runtime.version()
        let containers = try await runtime.containers()
        #expect(containers.isEmpty)
      }
      let error = await #expect(throws: ContainerRuntimeError.self) { try await runtime.containerStatus("nobody") }
      #expect(error?.code == .notFound)
      try await runtime.stopSandbox("nobody")
      await runtime.close()
    }
  }

  @Test func isFoundAgainAndStartedAgain() async throws {
    try await withContainerd { containerd, again in
      let first = try identifier(of: containerd)
      let second = again()
      try await second.start()
      #expect(try identifier(of: second) == first)

      let running = Task { try await second.run() }
      kill(first, SIGKILL)
      let runtime = second.runtime()
      var now = first
      try await eventually("another process") {
        now = (try? identifier(of: second)) ?? first
        return now != first
      }
      try await eventually("an answer") { (try? await runtime.version()) != nil }
      running.cancel()
      try await running.value
      await runtime.close()
      // Cancelling leaves it alive; the end of the test removes it.
      #expect(kill(now, 0) == 0)
      try await second.remove()
    }
  }
}
