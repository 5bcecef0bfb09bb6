import APIMachinery
import Lab
import LinuxSupport
import Testing

/// What one lab could leave on the machine: what carries its name or lies in its folder. Other tests use the machine at
/// the same time, so nothing else is looked at but the links, which labs never make outside their own namespaces.
private struct Traces: Equatable {
  var links: [String]
  var mounts: [Substring]
  var cgroups: [String]

  static func take(of lab: String, in directory: String) throws -> Traces {
    let files = HostFileSystem()
    let mounts = try files.readText("/proc/self/mounts").split(separator: "\n")
    let roots = mounts.map { $0.split(separator: " ") }.filter { $0.count > 2 && $0[2].hasPrefix("cgroup") }.map {
      $0[1]
    }
    return Traces(
      links: try RouteNetlink().links().map(\.name).filter { $0 == "lab0" || $0.hasPrefix("port-") }.sorted(),
      mounts: mounts.filter { $0.contains(directory) || $0.contains(lab) },
      cgroups: roots.map { "\($0)/apus-labs/\(lab)" }.filter(files.exists))
  }
}

@Suite(.enabled(if: Lab.obstacle == nil, "needs root and mount(8)"), .timeLimit(.minutes(20)))
struct LabTests {
  /// For commands that take a moment, but on a busy machine nobody knows how long.
  private static let patience = Duration.seconds(900)
  private let files = HostFileSystem()
  private let directory = "/tmp/apus-lab-tests-\(UInt64.random(in: 0 ..< .max))"

  private func create(_ name: String, nodes: Int) async throws -> Lab {
    try await Lab.create(
      name: name, nodes: nodes, stateDirectory: "\(directory)/state", dataDirectory: "\(directory)/data")
  }

  private func uniqueName() -> String { "test\(UInt32.random(in: 0 ..< .max))" }

  @Test func nodesReachEachOtherAndNothingElse() async throws {
    let name = uniqueName()
    let before = try Traces.take(of: name, in: directory)
    let lab = try await create(name, nodes: 3)
    defer { try? files.removeTree(directory) }
    do {
      let shell = { (node: LabNode, script: String) async throws -> CommandResult in
        try await node.run(Command("/bin/sh", ["-c", script], timeLimit: Self.patience))
      }
      for node in lab.nodes {
        #expect(try await shell(node, "hostname").text == "\(node.name)\n")
        // No route but that of the lab's own network; the kernel knows no way elsewhere.
        let netlink = try RouteNetlink(in: node.network())
        #expect(try netlink.routes().allSatisfy { $0.destination?.network != .v4(0) && $0.destination != nil })
        #expect(try netlink.links().map(\.name).sorted() == ["eth0", "lo"])
        let routed = try await node.run(Command("ip", ["route", "get", "198.51.100.1"], timeLimit: Self.patience))
        #expect(routed.errorText.contains("unreachable"))
      }
      // Its own processes, mounts and cgroups.
      #expect(try await shell(lab.nodes[0], "ls /proc | grep -c '^[0-9]'").text.count < 4)
      _ = try await shell(lab.nodes[0], "echo mine > /var/lib/apus/file; echo mine > /run/file")
      #expect(!(try await shell(lab.nodes[1], "test -e /var/lib/apus/file || test -e /run/file").succeeded))
      #expect(try files.readText("\(lab.nodes[0].directory)/var/lib/apus/file") == "mine\n")
      #expect(
        try await shell(lab.nodes[0], "cat /proc/self/cgroup").text.split(separator: "\n").allSatisfy {
          $0.hasSuffix(":/") || $0.hasSuffix(":/init")
        })
      // One node listens, another connects.
      let server = try lab.nodes[1].spawn(
        Command(
          "/bin/bash",
          [
            "-c",
            "exec python3 -c 'import socket; s=socket.socket(); s.bind((\"0.0.0.0\",8080)); s.listen(); s.accept()[0].send(b\"hi\")'",
          ],
          timeLimit: nil))
      let client = try await lab.nodes[0].run(
        Command(
          "/bin/bash",
          [
            "-c",
            "until { exec 3<>/dev/tcp/node-2/8080; } 2>/dev/null; do sleep 0.1; done; cat <&3",
          ], timeLimit: Self.patience))
      #expect(client.text == "hi")
      _ = try await server.wait()
    } catch {
      try await lab.delete()
      throw error
    }
    #expect(try Lab.list(stateDirectory: "\(directory)/state") == [name])
    #expect(try Traces.take(of: name, in: directory) != before)
    // Something that doesn't want to end.
    let stubborn = try lab.nodes[2].spawn(
      Command("/bin/sh", ["-c", "trap '' TERM HUP INT; while :; do sleep 1; done"], timeLimit: nil))
    try await lab.delete()
    _ = try await stubborn.wait()
    #expect(try Lab.list(stateDirectory: "\(directory)/state").isEmpty)
    #expect(!files.exists("\(directory)/data") && !files.exists("\(directory)/state"))
    #expect(try Traces.take(of: name, in: directory) == before)
  }

  /// Neither a lab's end nor its life shows in another lab, or on the machine.
  @Test func labsAreIndependent() async throws {
    // The same everywhere, if the machine has them at all.
    let directories = ["/etc/cni", "/var/lib/kubelet", "/var/log/pods"]
    let present = directories.filter(files.exists)
    defer { try? files.removeTree(directory) }
    let first = try await create(uniqueName(), nodes: 1)
    let second: Lab
    do {
      second = try await create(uniqueName(), nodes: 1)
    } catch {
      try await first.delete()
      throw error
    }
    let shell = { (lab: Lab, script: String) async throws -> String in
      let result = try await lab.nodes[0].run(Command("/bin/sh", ["-c", script], timeLimit: Self.patience))
      return result.text + result.errorText
    }
    let paths = directories.joined(separator: " ")
    let during = directories.filter(files.exists)
    let wrote = try await shell(second, "for path in \(paths); do echo $path > $path/mine; done")
    try await first.delete()
    let read = try await shell(second, "for path in \(paths); do cat $path/mine; done")
    // What else is in those directories' parents, and mounted below them, shows in a node as on the machine.
    let passwd = try await shell(second, "cat /etc/passwd")
    try await second.delete()
    #expect(wrote.isEmpty)
    #expect(read == directories.map { "\($0)\n" }.joined())
    #expect(passwd == (try files.readText("/etc/passwd")))
    #expect(during == present)
  }

  @Test func anotherProcessCanUseIt() async throws {
    let name = uniqueName()
    let lab = try await create(name, nodes: 1)
    defer { try? files.removeTree(directory) }
    let opened = try Lab.open(name: name, stateDirectory: "\(directory)/state")
    #expect(try await opened.node("node-1").run(Command("hostname", timeLimit: Self.patience)).text == "node-1\n")
    #expect(throws: LabError.self) { try opened.node("node-9") }
    await #expect(throws: LabError.self) { try await create(name, nodes: 1) }
    try await lab.delete()
    #expect(throws: (any Error).self) { try Lab.open(name: name, stateDirectory: "\(directory)/state") }
    try await Lab.delete(name: name, stateDirectory: "\(directory)/state")
  }

  @Test func halfMadeLabsCanBeDeleted() async throws {
    let name = uniqueName()
    let before = try Traces.take(of: name, in: directory)
    defer { try? files.removeTree(directory) }
    _ = try await create(name, nodes: 2)
    // As after a crash: parts are missing.
    try files.removeTree("\(directory)/data/\(name)/node-2")
    try await Lab.delete(name: name, stateDirectory: "\(directory)/state")
    #expect(try Traces.take(of: name, in: directory) == before)
    // Only the directory was made.
    try files.makeDirectory("\(directory)/state/\(name)")
    try await Lab.delete(name: name, stateDirectory: "\(directory)/state")
    #expect(try Lab.list(stateDirectory: "\(directory)/state").isEmpty)
  }

  @Test func namesThatAreNone() async throws {
    for name in ["", "../x", "a/b", "a b", "-a", String(repeating: "a", count: 41)] {
      await #expect(throws: LabError.self) { try await create(name, nodes: 1) }
    }
    await #expect(throws: LabError.self) { try await create("test0", nodes: 0) }
  }
}
