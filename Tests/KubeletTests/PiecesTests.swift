import APIMachinery
import ContainerRuntime
import LinuxSupport
import Testing

@testable import Kubelet

@Suite struct PiecesTests {
  @Test(arguments: [
    ("$(A)", "1"), ("x$(A)y$(B)", "x1y2"), ("$$(A)", "$(A)"), ("$(NONE)", "$(NONE)"), ("$(A", "$(A"), ("$A", "$A"),
    ("$", "$"), ("$$$(A)", "$1"),
  ])
  func variablesAreReplaced(_ text: String, _ expected: String) {
    #expect(EnvironmentExpansion(variables: ["A": "1", "B": "2"]).expand(text) == expected)
  }

  @Test func whatMustBeThereIsAskedFor() throws {
    let expansion = EnvironmentExpansion(variables: ["A": "1"])
    #expect(try expansion.expandStrictly("$(A)/$$(B)") == "1/$(B)")
    do throws(EnvironmentExpansion.MissingVariable) {
      _ = try expansion.expandStrictly("$(A)/$(NONE)")
      Issue.record("nothing was missed")
    } catch {
      #expect(error.name == "NONE")
    }
  }

  @Test func theLogIsTheMessageOfWhatFailed() throws {
    let root = "/tmp/apus-termination-\(UInt64.random(in: 0 ... .max))"
    let files = HostFileSystem()
    try files.makeDirectory(root)
    defer { try? files.removeTree(root) }
    let message = TerminationMessage(files: files)
    // Lines that weren't ended have no line break.
    try files.write(
      "2026-11-21T10:00:00Z stdout F one\n2026-11-21T10:00:01Z stderr P two\n", to: "\(root)/0.log")
    #expect(message.read(path: "\(root)/none", logPath: "\(root)/0.log", usesLogs: true) == "one\ntwo")
    #expect(message.read(path: "\(root)/none", logPath: "\(root)/0.log", usesLogs: false) == "")
    try files.write("said", to: "\(root)/message")
    #expect(message.read(path: "\(root)/message", logPath: "\(root)/0.log", usesLogs: true) == "said")
    try files.write(String(repeating: "x", count: 5000), to: "\(root)/message")
    #expect(message.read(path: "\(root)/message", logPath: "", usesLogs: true).utf8.count == 4096)
  }

  @Test func classesOfPods() {
    func pod(_ resources: JSONValue) -> PodDefinition {
      PodMaker.pod(containers: [PodMaker.container("app", ["resources": resources])])
    }
    #expect(pod([:]).qosClass == .bestEffort)
    #expect(pod(["requests": ["cpu": "100m"]]).qosClass == .burstable)
    #expect(pod(["limits": ["cpu": "1", "memory": "64Mi"]]).qosClass == .guaranteed)
    #expect(pod(["limits": ["memory": "64Mi"]]).qosClass == .burstable)
    let whole = PodMaker.pod(extra: ["resources": ["limits": ["cpu": "1", "memory": "64Mi"]]])
    #expect(whole.qosClass == .guaranteed)
    #expect(whole.cgroupLimits == CgroupLimits(cpuShares: 1024, cpuQuota: 100_000, memory: 64 << 20))
    let limits = pod(["requests": ["cpu": "100m"], "limits": ["cpu": "500m", "memory": "64Mi"]]).cgroupLimits
    #expect(limits == CgroupLimits(cpuShares: 102, cpuQuota: 50_000, memory: 64 << 20))
  }

  @Test func theProbeCounterNeedsResultsInARow() throws {
    let probe = try #require(
      ProbeDefinition(json: ["tcpSocket": ["port": 1], "failureThreshold": 3, "successThreshold": 2]))
    var counter = ProbeCounter(probe, initial: .success)
    #expect(counter.record(.failure) == nil)
    #expect(counter.record(.failure) == nil)
    #expect(counter.record(.success) == nil)
    #expect(counter.record(.failure) == nil)
    #expect(counter.record(.failure) == nil)
    #expect(counter.record(.failure) == .failure)
    #expect(counter.record(.success) == nil)
    #expect(counter.record(.success) == .success)
  }

  @Test func servicesBecomeVariables() throws {
    let service = try #require(
      ServiceRecord(json: [
        "metadata": ["name": "my-db", "namespace": "default"],
        "spec": ["clusterIP": "10.43.0.7", "ports": [["name": "sql", "port": 5432]]],
      ]))
    let variables = Dictionary(service.environment, uniquingKeysWith: { $1 })
    #expect(variables["MY_DB_SERVICE_HOST"] == "10.43.0.7")
    #expect(variables["MY_DB_SERVICE_PORT_SQL"] == "5432")
    #expect(variables["MY_DB_PORT_5432_TCP_ADDR"] == "10.43.0.7")
    #expect(variables["MY_DB_PORT"] == "tcp://10.43.0.7:5432")
  }

  @Test func namesOfPods() {
    var pod = PodMaker.pod(extra: ["hostname": "db-0", "subdomain": "db"])
    let node = TestNode.settings("/tmp")
    var names = PodNames(pod: pod, node: node)
    #expect(names.domain == "db.default.svc.cluster.local")
    #expect(
      names.dns(nodeConfiguration: "nameserver 9.9.9.9\nsearch example.org\noptions rotate\n")
        == SandboxDNS(
          servers: ["10.43.0.10"],
          searches: ["default.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.org"],
          options: ["ndots:5"]))
    #expect(
      names.hostsFile(podIPs: ["10.42.0.5"], nodeHosts: "").contains(
        "10.42.0.5\tdb-0.db.default.svc.cluster.local\tdb-0\n"))
    pod.dnsPolicy = .none
    pod.dnsConfig.nameservers = ["1.1.1.1"]
    names.pod = pod
    #expect(names.dns(nodeConfiguration: "nameserver 9.9.9.9\n") == SandboxDNS(servers: ["1.1.1.1"]))
  }

  @Test func filesOfAVolumeChangeInOneStep() throws {
    let directory = "/tmp/apus-writer-\(UInt64.random(in: 0 ... .max))"
    let files = HostFileSystem()
    try files.makeDirectory(directory)
    defer { try? files.removeTree(directory) }
    func write(_ content: [String: String], at second: Int64) throws -> Bool {
      try AtomicWriter(directory: directory, files: files, now: Timestamp(seconds: second)).write(
        content.mapValues { AtomicWriter.File(content: Array($0.utf8), mode: 0o640) })
    }
    #expect(try write(["a": "1", "sub/b": "2"], at: 1))
    #expect(try files.readText("\(directory)/a") == "1")
    #expect(try files.readText("\(directory)/sub/b") == "2")
    #expect(try files.readSymbolicLink("\(directory)/..data") == "..1_0")
    #expect(try files.readSymbolicLink("\(directory)/a") == "..data/a")
    #expect(try !write(["a": "1", "sub/b": "2"], at: 2))
    #expect(try write(["a": "3", "c": "4"], at: 3))
    #expect(try files.list(directory) == ["..3_0", "..data", "a", "c"])
    #expect(try files.readText("\(directory)/a") == "3")
    #expect(try files.status("\(directory)/..3_0/a")?.mode == 0o640)
  }

  @Test func subPathsStayInside() throws {
    let directory = "/tmp/apus-subpath-\(UInt64.random(in: 0 ... .max))"
    let files = HostFileSystem()
    try files.makeDirectory(directory)
    defer { try? files.removeTree(directory) }
    try files.makeSymbolicLink("\(directory)/out", to: "/etc")
    try files.makeSymbolicLink("\(directory)/up", to: "../x")
    let sub = SubPath(files: files)
    #expect(try sub.resolve("new/dir", in: directory) == "\(directory)/new/dir")
    for bad in ["../x", "/etc", "out/passwd", "up", "a/../../b"] {
      #expect(throws: StartFailure.self) { try sub.resolve(bad, in: directory) }
    }
  }

  @Test func logLinesAreRead() throws {
    let line = try #require(LogLine(Array("2026-01-01T00:00:00.5Z stderr P some text".utf8)[...]))
    #expect(line.isError && line.isPartial)
    #expect(String(decoding: line.content, as: UTF8.self) == "some text")
    #expect(LogLine(Array("not a log line".utf8)[...]) == nil)
  }

  @Test func logsAreCutAsAsked() async throws {
    let path = "/tmp/apus-log-\(UInt64.random(in: 0 ... .max))"
    let files = HostFileSystem()
    defer { try? files.remove(path) }
    let text = (0..<100).map { "2026-01-01T00:00:\($0 < 50 ? "00" : "30")Z stdout F line \($0)\n" }.joined()
    try files.write(text, to: path)
    func read(_ change: (inout LogOptions) -> Void) async throws -> String {
      var options = LogOptions()
      change(&options)
      let follower = LogFollower(path: path, options: options, time: SystemTime()) { false }
      try await follower.open()
      var bytes: [UInt8] = []
      while let piece = try await follower.next() { bytes += piece }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(try await read { _ in }.split(separator: "\n").count == 100)
    #expect(try await read { $0.tailLines = 2 } == "line 98\nline 99\n")
    #expect(try await read { $0.tailLines = 0 } == "")
    #expect(try await read { $0.tailLines = 1000 }.split(separator: "\n").count == 100)
    #expect(try await read { $0.limitBytes = 10 } == "line 0\nlin")
    #expect(try await read { $0.since = Timestamp(seconds: 1_767_225_601) }.split(separator: "\n").count == 50)
    #expect(
      try await read {
        $0.tailLines = 1
        $0.timestamps = true
      } == "2026-01-01T00:00:30Z line 99\n")
  }

  @Test func pullSecretsAreForTheirRegistry() {
    let config =
      #"{"auths":{"https://index.docker.io/v1/":{"auth":"YTpi"},"reg.example:5000/team":{"username":"u","password":"p"}}}"#
    let secret: JSONValue = ["data": [".dockerconfigjson": .string(Base64.encode(Array(config.utf8)))]]
    let authentication = RegistryAuthentication(secret: secret)
    #expect(authentication.credentials(for: "nginx:1").map(\.username) == ["a"])
    #expect(authentication.credentials(for: "reg.example:5000/team/app:2").map(\.username) == ["u"])
    #expect(authentication.credentials(for: "reg.example:5000/other/app:2").isEmpty)
  }

  @Test func streamingURLsAreSplit() {
    #expect(
      StreamingURL("http://127.0.0.1:4321/exec/abc?x=1").map { "\($0.host) \($0.port) \($0.path) \($0.query.count)" }
        == "127.0.0.1 4321 /exec/abc 1")
    #expect(StreamingURL("ftp://x") == nil)
  }
}

enum TestNode {
  static func settings(_ root: String) -> NodeSettings {
    let amounts = NodeResources.Amounts(
      cpuMilli: 4000, memoryBytes: 8 << 30, ephemeralStorageBytes: 100 << 30, pods: 110)
    return NodeSettings(
      nodeName: "node-1", nodeIPs: ["192.0.2.1"], rootDirectory: "\(root)/kubelet", podLogsDirectory: "\(root)/logs",
      clusterDNS: ["10.43.0.10"], clusterDomain: "cluster.local", resolverConfiguration: "\(root)/resolv.conf",
      cgroupRoot: "", resources: NodeResources(capacity: amounts, allocatable: amounts))
  }
}
