import Lab
import LinuxSupport
import Testing

/// A node is a place where containerd and runc work as on a machine.
@Suite(
  .enabled(
    if: Lab.obstacle == nil
      && ["containerd", "ctr", "runc", "ldd"].allSatisfy { SystemProcessRunner.find($0) != nil },
    "needs root, containerd, ctr and runc"), .timeLimit(.minutes(20)))
struct ContainerTests {
  private let files = HostFileSystem()

  @Test func containersRunInANode() async throws {
    let directory = "/tmp/apus-lab-containers-\(UInt64.random(in: 0 ..< .max))"
    defer { try? files.removeTree(directory) }
    let lab = try await Lab.create(
      name: "test\(UInt32.random(in: 0 ..< .max))", nodes: 1, stateDirectory: "\(directory)/state",
      dataDirectory: "\(directory)/data")
    let result: Result<CommandResult, any Error>
    do {
      result = .success(try await run(in: lab.nodes[0]))
    } catch {
      result = .failure(error)
    }
    try await lab.delete()
    let outcome = try result.get()
    #expect(
      outcome.text == "from a container\n0::/\n" || outcome.text.hasPrefix("from a container\n"), "\(outcome.errorText)"
    )
    #expect(outcome.succeeded)
  }

  private func run(in node: LabNode) async throws -> CommandResult {
    // A root file system of a shell and its libraries.
    let prepare = """
      set -e; mkdir -p /var/lib/apus/rootfs/proc /var/lib/apus/rootfs/bin; cd /
      cp -L --parents $(ldd /bin/sh /bin/cat | grep -o '/[^ :]*' | grep -v ':' | sort -u) /var/lib/apus/rootfs
      cp -L /bin/sh /bin/cat /var/lib/apus/rootfs/bin
      """
    let prepared = try await node.run(Command("/bin/sh", ["-c", prepare], timeLimit: .seconds(900)))
    guard prepared.succeeded else { return prepared }
    let containerd = try node.spawn(
      Command(
        "containerd",
        ["--root", "/var/lib/apus/containerd", "--state", "/run/containerd", "--address", "/run/c.sock"], timeLimit: nil
      ))
    let script = """
      until ctr -a /run/c.sock version >/dev/null 2>&1; do sleep 0.1; done
      exec ctr -a /run/c.sock run --rm --rootfs /var/lib/apus/rootfs one /bin/sh -c 'echo from a container; cat /proc/self/cgroup'
      """
    let result = try await node.run(Command("/bin/sh", ["-c", script], timeLimit: .seconds(900)))
    containerd.signal(15)
    _ = try await containerd.wait()
    return result
  }
}
