import APIClient
import APIMachinery
import APITesting
import ContainerRuntime
import HTTPTransport
import LinuxSupport
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// Logs, images, static pods and the handlers of probes.
@Suite(.timeLimit(.minutes(20))) struct HousekeepingTests {
  @Test func aLogThatHasGrownTooLongGetsANewName() async throws {
    let parts = TestServices(time: ManualTime())
    defer { parts.remove() }
    let files = HostFileSystem()
    let path = "\(parts.root)/logs/0.log"
    try files.makeDirectory("\(parts.root)/logs")
    for day in 1...4 { try files.write("old", to: "\(path).2025120\(day)-000000") }
    let rotation = LogRotation(
      runtime: parts.runtime, files: files, time: parts.services.time, maximumSize: 10, maximumFiles: 4)
    try files.write("short", to: path)
    try await rotation.rotate(path: path, containerID: "c")
    #expect(parts.runtime.calls == [])
    try files.write("much too long", to: path)
    try await rotation.rotate(path: path, containerID: "c")
    #expect(parts.runtime.calls == ["reopenLog c"])
    // With the one that the runtime opens anew there are four.
    #expect(
      try files.list("\(parts.root)/logs") == [
        "0.log.20251203-000000", "0.log.20251204-000000", "0.log.20260101-000000",
      ])
    #expect(try files.readText("\(path).20260101-000000") == "much too long")
  }

  @Test func theImageUnusedForLongestGoesFirst() async throws {
    let time = ManualTime()
    let runtime = FakeRuntime(time: time)
    let collector = ImageCollector(runtime: runtime, time: time)
    runtime.state.withLock { state in
      state.images = ["used", "old", "older", "never"]
      state.imageSizes = ["used": 100, "old": 10, "older": 10, "never": 10]
    }
    try await collector.observe(using: ["used", "old", "older"])
    // Too young, all of them.
    #expect(try await collector.collect(bytes: 1_000, keeping: []) == [])
    time.advance(by: .seconds(300))
    try await collector.observe(using: ["used", "old"])
    time.advance(by: .seconds(300))
    runtime.state.withLock { _ = $0.images.insert("new") }
    #expect(try await collector.collect(bytes: 15, keeping: ["used"]) == ["never", "older"])
    #expect(try await collector.collect(bytes: 1_000, keeping: ["used"]) == ["old"])
    #expect(runtime.state.withLock { $0.images } == ["used", "new"])
  }

  @Test func imagesAreFetchedAsTheirPolicySays() async throws {
    let parts = TestServices()
    defer { parts.remove() }
    parts.runtime.allowPull("remote:1")
    func start(_ image: String, _ policy: String) async throws -> String {
      let pod = PodMaker.pod(containers: [PodMaker.container("app", image: image, ["imagePullPolicy": .string(policy)])]
      )
      let container = try #require(pod.containers.first)
      do {
        return try await parts.services.images.image(
          for: container, of: pod, progress: .init(pulling: {}, pulled: { _ in })
        ).id
      } catch let failure as StartFailure {
        return failure.reason
      }
    }
    #expect(try await start("busybox:1", "Never") == "busybox:1")
    #expect(try await start("remote:1", "Never") == "ErrImageNeverPull")
    #expect(try await start("busybox:1", "IfNotPresent") == "busybox:1")
    // What is there is asked for again.
    #expect(try await start("busybox:1", "Always") == "ErrImagePull")
    #expect(try await start("remote:1", "IfNotPresent") == "remote:1")
    #expect(try await start("remote:1", "Always") == "remote:1")
    #expect(try await start("nowhere:1", "IfNotPresent") == "ErrImagePull")
  }

  @Test func aManifestsPodRunsAndIsMirrored() async throws {
    let parts = TestServices()
    defer { parts.remove() }
    let files = HostFileSystem()
    let directory = "\(parts.root)/manifests"
    let manifest =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: 'busybox:1'}]}\n"
    try files.makeDirectory(directory)
    try await parts.client.create(
      ResourcePath(GroupVersionResource(group: "", version: "v1", resource: "nodes")), ["metadata": ["name": "node-1"]])
    let registry = parts.registry()
    let inbox = PodInbox()
    let source = StaticPodSource(
      directory: directory, node: parts.services.node, client: parts.client, inbox: inbox, files: files,
      time: SystemTime(), logger: parts.services.logger, interval: .milliseconds(5))
    let running = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await source.run() }
        group.addTask {
          while !Task.isCancelled { for change in await inbox.next() { await registry.take(change) } }
        }
      }
    }
    func mirror() -> JSONValue? { parts.api.object("pods", namespace: "default", name: "web-node-1") }
    do {
      try files.write("no: pod", to: "\(directory)/other.yaml")
      try files.write("}", to: "\(directory)/broken.yaml")
      // Away and back again: the same pod lives twice.
      for _ in 0..<2 {
        try files.write(manifest, to: "\(directory)/web.yaml")
        try await eventually("the container") { parts.runtime.runningContainers == ["app"] }
        try await eventually("the mirror's status") { mirror()?["status"]?.string("phase") == "Running" }
        let metadata = mirror()?["metadata"] ?? .null
        #expect(metadata.list("ownerReferences").first?.string("kind") == "Node")
        #expect(metadata.stringMap("annotations")["kubernetes.io/config.source"] == "file")
        #expect(metadata.stringMap("annotations")["kubernetes.io/config.mirror"]?.isEmpty == false)
        // Deleting the mirror does nothing to the pod; another one takes its place.
        let first = metadata.string("uid")
        try await parts.client.delete(
          ResourcePath(PodStatusManager.pods, namespace: "default"), name: "web-node-1",
          options: DeletionOptions(gracePeriodSeconds: 30))
        try await eventually("another mirror") {
          let uid = mirror()?["metadata"]?.string("uid") ?? first
          return uid != first && mirror()?["metadata"]?["deletionTimestamp"] == nil
        }
        #expect(parts.runtime.runningContainers == ["app"])
        try files.remove("\(directory)/web.yaml")
        try await eventually("the end") { parts.runtime.runningContainers == [] && mirror() == nil }
      }
    } catch {
      running.cancel()
      await running.value
      throw error
    }
    running.cancel()
    await running.value
    await registry.shutDown()
  }

  @Test func probesGoOverTheNetwork() async throws {
    struct Healthy: HTTPHandler {
      func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
        APIResponse(status: request.path == "/ok" ? 200 : request.path == "/elsewhere" ? 302 : 500)
      }
    }
    let server = HTTPServer(
      tls: nil, handler: Healthy(), logger: Logger(label: "app") { _ in SwiftLogNoOpLogHandler() })
    guard case .tcp(_, let port) = try await server.listen(on: .tcp(host: "127.0.0.1", port: 0)) else { return }
    let runner = HandlerRunner(runtime: FakeRuntime(time: SystemTime()), time: SystemTime())
    let container = try #require(PodMaker.pod().containers.first)
    func run(_ handler: JSONValue) async throws -> HandlerRunner.Outcome {
      await runner.run(
        try #require(HandlerDefinition(json: handler)), container: container, id: "c", podIP: "127.0.0.1",
        timeout: .seconds(20), asProbe: true)
    }
    let number = JSONValue.integer(Int64(port))
    #expect(try await run(["tcpSocket": ["port": number]]) == .success)
    #expect(try await run(["httpGet": ["port": number, "path": "/ok"]]) == .success)
    #expect(try await run(["httpGet": ["port": number, "path": "/elsewhere"]]) == .success)
    #expect(
      try await run(["httpGet": ["port": number, "path": "/bad"]])
        == .failure("HTTP probe failed with statuscode: 500"))
    // It speaks no gRPC.
    #expect(try await run(["grpc": ["port": number]]) != .success)
    await server.shutDown(within: .zero)
    #expect(try await run(["tcpSocket": ["port": number]]) != .success)
    #expect(try await run(["tcpSocket": ["port": "none"]]) == .failure("couldn't find port: none"))
  }
}
