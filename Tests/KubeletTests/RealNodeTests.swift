import APIClient
import APIMachinery
import APITesting
import ContainerRuntime
import Glibc
import KubernetesAPI
import LinuxSupport
import Logging
import Testing

@testable import Kubelet

/// A kubelet with the real containerd, against an API server in memory. Only in a network namespace of its own that has
/// no way out: `scripts/isolated swift test --filter RealNode`.
@Suite(.enabled(if: RealNode.isPossible, "needs scripts/isolated, root, containerd and the CNI plugins"), .serialized)
struct RealNodeTests {
  @Test(.timeLimit(.minutes(20))) func aPodLivesOnARealNode() async throws {
    let node = try await RealNode.start()
    do {
      try await story(node)
      try await node.stop()
    } catch {
      try? await node.stop()
      throw error
    }
  }

  private func story(_ node: RealNode) async throws {
    let kubelet = node.startKubelet()
    try await node.wait(for: "the node's readiness") { node.isNodeReady }
    try await node.create(
      "configmaps",
      ["metadata": ["name": "page"], "data": ["index.html": "hello from a pod\n", "COLOUR": "blue"]])
    try await node.create(
      "secrets", ["metadata": ["name": "key"], "data": ["key": .string(Base64.encode(Array("sesame".utf8)))]])
    let probe: JSONValue = ["httpGet": ["path": "/index.html", "port": "http"], "periodSeconds": 1]
    try await node.create(
      "pods",
      PodMaker.json(
        containers: [
          PodMaker.container(
            "app", image: RealNode.image,
            [
              "command": ["sh", "-c", "echo colour $(COLOUR); exec httpd -f -p 8080 -h /www"],
              "env": [
                ["name": "COLOUR", "valueFrom": ["configMapKeyRef": ["name": "page", "key": "COLOUR"]]],
                ["name": "IP", "valueFrom": ["fieldRef": ["fieldPath": "status.podIP"]]],
              ],
              "ports": [["name": "http", "containerPort": 8080]],
              "resources": ["requests": ["cpu": "50m", "memory": "16Mi"], "limits": ["memory": "64Mi"]],
              "volumeMounts": [
                ["name": "www", "mountPath": "/www"], ["name": "key", "mountPath": "/etc/key", "readOnly": true],
                ["name": "scratch", "mountPath": "/scratch"],
              ],
              "readinessProbe": probe,
              "livenessProbe": [
                "exec": ["command": ["test", "!", "-e", "/scratch/sick"]], "periodSeconds": 1, "failureThreshold": 1,
              ],
            ])
        ],
        extra: [
          "terminationGracePeriodSeconds": 1,
          "volumes": [
            ["name": "www", "configMap": ["name": "page"]], ["name": "key", "secret": ["secretName": "key"]],
            ["name": "scratch", "emptyDir": ["medium": "Memory"]],
          ],
        ]))
    try await node.wait(for: "the pod's readiness") { node.isReady("web") }
    let ip = node.status("web").string("podIP")
    #expect(ip.hasPrefix("10.42.0."))
    let id = node.containerID("web")
    let runtime = node.runtime
    func run(_ command: String) async throws -> String {
      let result = try await runtime.exec(["sh", "-c", command], in: node.containerID("web"), timeout: .seconds(300))
      return String(decoding: result.stdout + result.stderr, as: UTF8.self)
    }
    #expect(try await run("cat /etc/key/key; echo; echo $IP; hostname") == "sesame\n\(ip)\nweb\n")
    #expect(try await run("cat /etc/hosts").contains("\(ip)\tweb"))
    #expect(try await run("cat /etc/resolv.conf").contains("search default.svc.cluster.local svc.cluster.local"))
    #expect(try await run("grep /etc/key /proc/mounts").hasPrefix("tmpfs /etc/key"))
    #expect(try await run("wget -q -O - http://\(ip):8080/index.html") == "hello from a pod\n")
    let uid = node.api.object("pods", namespace: "default", name: "web")?[path: "metadata", "uid"]?.stringValue ?? ""
    let log = "\(node.root)/logs/default_web_\(uid)/app/0.log"
    #expect(try HostFileSystem().readText(log).contains(" stdout F colour blue"))
    if let mount = try SystemMounter().mounts().first(where: { $0.type == "cgroup" && $0.options.contains("memory") }) {
      let group = "\(mount.path)\(node.cgroupRoot)/kubepods/burstable/pod\(uid)"
      #expect(try HostFileSystem().readText("\(group)/memory.limit_in_bytes") == "\(64 << 20)\n")
    }

    // The kubelet goes and comes back; the container stays.
    kubelet.cancel()
    try await kubelet.value
    let second = node.startKubelet()
    try await runtime.stopContainer(id, gracePeriod: .zero)
    try await node.wait(for: "the restart") { node.restarts("web") == 1 && node.isReady("web") }
    #expect(
      node.status("web").list("containerStatuses").first?[path: "lastState", "terminated", "containerID"]?.stringValue
        == "containerd://\(id)")

    // A failing liveness probe restarts it.
    _ = try await run("touch /scratch/sick")
    try await node.wait(for: "the liveness probe") { node.restarts("web") >= 2 }

    try await node.delete("web")
    try await node.wait(for: "the pod's end") { node.api.object("pods", namespace: "default", name: "web") == nil }
    try await node.wait(for: "the sandbox's end") { (try? await runtime.sandboxes().isEmpty) ?? false }
    #expect(try SystemMounter().mounts().allSatisfy { !$0.path.contains(uid) })

    try await measure(node)
    second.cancel()
    try await second.value
  }

  /// 20 pods one after another: from creation to running, from deletion to gone.
  private func measure(_ node: RealNode) async throws {
    let time = SystemTime()
    var starts: [Duration] = []
    var ends: [Duration] = []
    for number in 0..<20 {
      let name = "bench-\(number)"
      let begin = time.uptime()
      try await node.create(
        "pods",
        PodMaker.json(
          name,
          containers: [
            PodMaker.container(
              "app", image: RealNode.image,
              ["command": ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done"]])
          ], extra: ["terminationGracePeriodSeconds": 1]))
      try await node.wait(for: "\(name) running") { node.isReady(name) }
      starts.append(time.uptime() - begin)
      try await time.sleep(for: .milliseconds(100))
      let middle = time.uptime()
      try await node.delete(name, grace: 1)
      try await node.wait(for: "\(name) gone") { node.api.object("pods", namespace: "default", name: name) == nil }
      ends.append(time.uptime() - middle)
    }
    print(
      "pod start p50 \(starts.sorted()[10]) max \(starts.max() ?? .zero); delete p50 \(ends.sorted()[10]) max \(ends.max() ?? .zero)"
    )
  }
}

/// containerd, images and a kubelet in a directory of their own.
final class RealNode: Sendable {
  static let image = "apus.local/busybox:1"

  let root: String
  let containerd: Containerd
  let runtime: CRIRuntime
  let api: FakeAPI
  let client: APIClient
  var cgroupRoot: String { "/apus-test-\(getpid())" }

  /// Root, the programs, and a network without a way out.
  static var isPossible: Bool {
    let files = HostFileSystem()
    let needed = ["containerd", "runc", "ctr", "/bin/busybox", "/usr/lib/cni/bridge"]
    guard getuid() == 0, needed.allSatisfy({ SystemProcessRunner.find($0) != nil }) else { return false }
    guard let routes = try? files.readText("/proc/net/route") else { return false }
    // Only the heading: no route leads anywhere.
    return routes.split(separator: "\n").count <= 1 && files.exists("/run/apus-isolated")
  }

  static func start() async throws -> RealNode {
    let root = "/tmp/apus-node-\(getpid())"
    let files = HostFileSystem()
    try files.makeDirectory("\(root)/cni")
    try files.write(
      """
      {"cniVersion":"1.0.0","name":"apus","plugins":[{"type":"bridge","bridge":"apus0","isGateway":true,"ipMasq":false,
      "ipam":{"type":"host-local","dataDir":"\(root)/ipam","ranges":[[{"subnet":"10.42.0.0/24"}]]}}]}
      """, to: "\(root)/cni/10-apus.conflist")
    var logger = Logger(label: "containerd")
    logger.logLevel = .error
    let containerd = Containerd(
      configuration: ContainerdConfiguration(
        directory: root, runDirectory: "\(root)/run", cniConfiguration: "\(root)/cni"),
      directory: "\(root)/runtime", logger: logger)
    try await containerd.start()
    let image = OCIImage(
      name: Self.image, files: try await ImageFiles().busybox() + [TarEntry("tmp", .directory, mode: 0o1777)],
      configuration: .init(command: ["sh"]))
    try await containerd.importer().load(image, through: "\(root)/runtime")
    return RealNode(root: root, containerd: containerd)
  }

  private init(root: String, containerd: Containerd) {
    self.root = root
    self.containerd = containerd
    runtime = containerd.runtime()
    api = FakeAPI(time: SystemTime(), random: SystemRandom())
    client = APIClient(transport: api)
  }

  func startKubelet() -> Task<Void, any Error> {
    var options = KubeletOptions()
    options.hostnameOverride = "node-1"
    options.nodeIPs = ["127.0.0.1"]
    options.rootDirectory = "\(root)/kubelet"
    options.podLogsDirectory = "\(root)/logs"
    options.cgroupRoot = cgroupRoot
    var logger = Logger(label: "kubelet")
    logger.logLevel = .warning
    let kubelet = Kubelet(options: options, runtime: runtime, logger: logger)
    return Task { [client] in try await kubelet.run(client: client) }
  }

  func stop() async throws {
    try await containerd.remove()
    try SystemMounter().unmountTree(root)
    try HostFileSystem().removeTree(root)
    // What was killed is in its group until it is gone.
    try await eventually("an empty cgroup") { (try? CgroupManager().remove(cgroupRoot)) != nil }
  }

  private func path(_ resource: String) -> ResourcePath {
    ResourcePath(GroupVersionResource(group: "", version: "v1", resource: resource), namespace: "default")
  }

  func create(_ resource: String, _ object: JSONValue) async throws {
    var object = object
    object["metadata"]?["uid"] = nil
    try await client.create(path(resource), object)
  }

  func delete(_ pod: String, grace: Int64? = nil) async throws {
    try await client.delete(path("pods"), name: pod, options: DeletionOptions(gracePeriodSeconds: grace))
  }

  func status(_ pod: String) -> JSONValue { api.object("pods", namespace: "default", name: pod)?["status"] ?? .null }
  func restarts(_ pod: String) -> Int64 { status(pod).list("containerStatuses").first?.integer("restartCount") ?? 0 }

  func containerID(_ pod: String) -> String {
    let id = status(pod).list("containerStatuses").first?.string("containerID") ?? ""
    return String(id.dropFirst("containerd://".count))
  }

  func isReady(_ pod: String) -> Bool { Self.isReady(status(pod)) }
  var isNodeReady: Bool { Self.isReady(api.object("nodes", name: "node-1")?["status"] ?? .null) }

  private static func isReady(_ status: JSONValue) -> Bool {
    status.list("conditions").contains { $0.string("type") == "Ready" && $0.string("status") == "True" }
  }

  func wait(for what: String, _ condition: () async -> Bool) async throws {
    do {
      try await eventually(what, condition)
    } catch is NeverHappened {
      let pods = api.objects("pods").map(\.jsonText)
      let events = api.objects("events").map { "\($0.string("reason")): \($0.string("message"))" }
      throw NeverHappened(what: ([what] + pods + events).joined(separator: "\n"))
    }
  }
}
