import APIClient
import APIMachinery
import APITesting
import ContainerRuntime
import KubernetesAPI
import LinuxSupport
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// A whole kubelet against an API server in memory and a runtime that runs nothing.
@Suite(.timeLimit(.minutes(20))) struct KubeletLifeTests {
  struct World: Sendable {
    let api: FakeAPI
    let client: APIClient
    let runtime: FakeRuntime
    let root: String

    static let pods = ResourcePath(
      GroupVersionResource(group: "", version: "v1", resource: "pods"), namespace: "default")

    func create(_ pod: JSONValue) async throws {
      var pod = pod
      pod["metadata"]?["uid"] = nil
      try await client.create(Self.pods, pod)
    }

    func pod(_ name: String = "web") -> JSONValue? { api.object("pods", namespace: "default", name: name) }
    func status(_ name: String = "web") -> JSONValue { pod(name)?["status"] ?? .null }
    func container(_ name: String = "web") -> JSONValue { status(name).list("containerStatuses").first ?? .null }
    func isReady(_ name: String = "web") -> Bool {
      status(name).list("conditions").contains { $0.string("type") == "Ready" && $0.string("status") == "True" }
    }
    func events() -> [String] { api.objects("events").map { $0.string("reason") } }
  }

  func options(_ root: String) -> KubeletOptions {
    var options = KubeletOptions()
    options.hostnameOverride = "node-1"
    options.nodeIPs = ["192.0.2.1"]
    options.rootDirectory = "\(root)/kubelet"
    options.podLogsDirectory = "\(root)/logs"
    options.cgroupsPerQoS = false
    return options
  }

  func withKubelet(_ body: @Sendable (World) async throws -> Void) async throws {
    let root = "/tmp/apus-kubelet-\(UInt64.random(in: 0 ... .max))"
    let time = SystemTime()
    let api = FakeAPI(time: time, random: SystemRandom())
    let world = World(
      api: api, client: APIClient(transport: api), runtime: FakeRuntime(time: time), root: root)
    let running = start(world)
    do {
      try await eventually("the node") { api.object("nodes", name: "node-1") != nil }
      try await body(world)
    } catch {
      running.cancel()
      _ = await running.result
      try? HostFileSystem().removeTree(root)
      throw error
    }
    running.cancel()
    try await running.value
    try HostFileSystem().removeTree(root)
  }

  func start(_ world: World) -> Task<Void, any Error> {
    var logger = Logger(label: "kubelet")
    logger.logLevel = .critical
    let kubelet = Kubelet(options: options(world.root), runtime: world.runtime, logger: logger)
    return Task { try await kubelet.run(client: world.client) }
  }

  @Test func aPodComesUpAndGoes() async throws {
    try await withKubelet { world in
      try await world.create(PodMaker.json())
      try await eventually("ready") { world.isReady() }
      #expect(world.status().string("phase") == "Running")
      #expect(world.status().string("podIP").hasPrefix("10.42.0."))
      #expect(world.status().string("hostIP") == "192.0.2.1")
      #expect(world.status().string("qosClass") == "BestEffort")
      #expect(world.container().string("containerID").hasPrefix("containerd://container-"))
      #expect(world.container()[path: "state", "running"] != nil)
      #expect(world.runtime.runningContainers == ["app"])

      try await world.client.delete(World.pods, name: "web", options: DeletionOptions(gracePeriodSeconds: 7))
      try await eventually("gone") { world.pod() == nil }
      #expect(world.runtime.calls.contains("stop app 7.0 seconds"))
      #expect(world.runtime.runningContainers == [])
      try await eventually("sandbox removed") { (try? await world.runtime.sandboxes().isEmpty) ?? false }
      try await eventually("its directory removed") { try HostFileSystem().list("\(world.root)/kubelet/pods") == [] }
      try await eventually("events") {
        Set(world.events()).isSuperset(of: ["Pulled", "Created", "Started", "Killing"])
      }
    }
  }

  /// A new pod can come while the kubelet is still clearing up after the old one.
  @Test func podsThatFollowEachOtherUnderOneNameAllRun() async throws {
    try await withKubelet { world in
      for _ in 0..<5 {
        try await world.create(PodMaker.json())
        try await eventually("ready") { world.isReady() }
        try await world.client.delete(World.pods, name: "web", options: DeletionOptions(gracePeriodSeconds: 1))
        try await eventually("gone") { world.pod() == nil }
      }
    }
  }

  @Test func aContainerThatEndsIsRestarted() async throws {
    try await withKubelet { world in
      try await world.create(PodMaker.json())
      try await eventually("running") { world.isReady() }
      world.runtime.end("app", code: 3)
      try await eventually("restarted") { world.container().integer("restartCount") == 1 && world.isReady() }
      #expect(world.container()[path: "lastState", "terminated", "exitCode"] == 3)
      world.runtime.end("app", code: 3)
      try await eventually("back-off") {
        world.container()[path: "state", "waiting", "reason"] == "CrashLoopBackOff" && !world.isReady()
      }
    }
  }

  @Test func aMissingConfigMapIsWaitedFor() async throws {
    try await withKubelet { world in
      let container = PodMaker.container("app", ["envFrom": [["configMapRef": ["name": "settings"]]]])
      try await world.create(PodMaker.json(containers: [container]))
      try await eventually("the error") {
        world.container()[path: "state", "waiting", "reason"] == "CreateContainerConfigError"
      }
      let maps = ResourcePath(
        GroupVersionResource(group: "", version: "v1", resource: "configmaps"), namespace: "default")
      try await world.client.create(maps, ["metadata": ["name": "settings"], "data": ["COLOUR": "blue"]])
      try await eventually("running") { world.isReady() }
      let environment = world.runtime.state.withLock { $0.containers.values.first?.config.environment ?? [] }
      #expect(environment.contains(EnvironmentVariable("COLOUR", "blue")))
    }
  }

  @Test func aReplacedSandboxsAddressTakesTheOldOnesPlace() async throws {
    try await withKubelet { world in
      try await world.create(PodMaker.json())
      try await eventually("running") { world.isReady() }
      let before = world.status().string("podIP")
      world.runtime.killSandboxes()
      try await eventually("another address") { world.status().string("podIP") != before && world.isReady() }
      #expect(world.status().list("podIPs").map { $0.string("ip") } == [world.status().string("podIP")])
      #expect(world.container().integer("restartCount") == 1)
    }
  }

  @Test func binaryDataIsNoEnvironment() async throws {
    try await withKubelet { world in
      let maps = ResourcePath(
        GroupVersionResource(group: "", version: "v1", resource: "configmaps"), namespace: "default")
      try await world.client.create(
        maps, ["metadata": ["name": "settings"], "data": ["COLOUR": "blue"], "binaryData": ["BYTES": "AAE="]])
      let container = PodMaker.container("app", ["envFrom": [["configMapRef": ["name": "settings"]]]])
      try await world.create(PodMaker.json(containers: [container]))
      try await eventually("running") { world.isReady() }
      let environment = world.runtime.state.withLock { $0.containers.values.first?.config.environment ?? [] }
      #expect(environment.map(\.name).contains("COLOUR"))
      #expect(!environment.map(\.name).contains("BYTES"))
    }
  }

  @Test func theRuntimeClassNamesTheHandler() async throws {
    try await withKubelet { world in
      try await world.create(PodMaker.json(extra: ["runtimeClassName": "sandboxed"]))
      try await eventually("the complaint") { world.events().contains("FailedCreatePodSandBox") }
      let classes = ResourcePath(
        GroupVersionResource(group: "node.k8s.io", version: "v1", resource: "runtimeclasses"))
      try await world.client.create(classes, ["metadata": ["name": "sandboxed"], "handler": "kata"])
      try await eventually("running") { world.isReady() }
      #expect(world.runtime.state.withLock { $0.handlers } == ["kata"])
    }
  }

  @Test func anImageThatIsNotThereIsReported() async throws {
    try await withKubelet { world in
      try await world.create(PodMaker.json(containers: [PodMaker.container("app", image: "nowhere:1")]))
      try await eventually("backing off") {
        world.container()[path: "state", "waiting", "reason"] == "ImagePullBackOff"
      }
      #expect(world.status().string("phase") == "Pending")
    }
  }

  @Test func aJobsPodSucceedsAndStays() async throws {
    try await withKubelet { world in
      try await world.create(PodMaker.json(restartPolicy: "Never"))
      try await eventually("running") { world.isReady() }
      world.runtime.end("app", code: 0)
      try await eventually("succeeded") { world.status().string("phase") == "Succeeded" }
      #expect(world.container()[path: "state", "terminated", "reason"] == "Completed")
      try await world.client.delete(World.pods, name: "web")
      try await eventually("gone") { world.pod() == nil }
    }
  }

  @Test func aFailingLivenessProbeRestartsTheContainer() async throws {
    try await withKubelet { world in
      let probe: JSONValue = ["exec": ["command": ["check"]], "periodSeconds": 1, "failureThreshold": 1]
      try await world.create(PodMaker.json(containers: [PodMaker.container("app", ["livenessProbe": probe])]))
      try await eventually("running") { world.isReady() }
      world.runtime.setExecResult(1)
      try await eventually("restarted") { (world.container().integer("restartCount") ?? 0) >= 1 }
      try await eventually("the event") { world.events().contains("Unhealthy") }
    }
  }

  @Test func aKubeletThatComesBackTakesItsPodsOver() async throws {
    let root = "/tmp/apus-kubelet-\(UInt64.random(in: 0 ... .max))"
    let time = SystemTime()
    let api = FakeAPI(time: time, random: SystemRandom())
    let world = World(api: api, client: APIClient(transport: api), runtime: FakeRuntime(time: time), root: root)
    defer { try? HostFileSystem().removeTree(root) }
    let first = start(world)
    try await eventually("the node") { api.object("nodes", name: "node-1") != nil }
    try await world.create(PodMaker.json())
    try await world.create(PodMaker.json("gone"))
    try await eventually("running") { world.isReady() && world.isReady("gone") }
    let id = world.container().string("containerID")
    first.cancel()
    try await first.value
    #expect(world.runtime.runningContainers == ["app", "app"])

    try await world.client.delete(World.pods, name: "gone", options: DeletionOptions(gracePeriodSeconds: 0))
    let second = start(world)
    try await eventually("the orphan's end") { world.runtime.runningContainers == ["app"] }
    world.runtime.end("app", code: 1)
    try await eventually("restarted") { world.container().integer("restartCount") == 1 && world.isReady() }
    #expect(world.container()[path: "lastState", "terminated", "containerID"]?.stringValue == id)
    second.cancel()
    try await second.value
  }
}
