import APIMachinery
import APITesting
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// A node that has what the test says.
private final class TestObserver: NodeObserver {
  struct State {
    var seen: [EvictionSignal: EvictionObservation] = [:]
    var used: [String: Int64] = [:]
    var volumes: [String: Int64] = [:]
  }
  let state = Mutex(State())

  func set(_ signal: EvictionSignal, _ available: Int64, of capacity: Int64) {
    state.withLock { $0.seen[signal] = EvictionObservation(available: available, capacity: capacity) }
  }

  func observe() async -> [EvictionSignal: EvictionObservation] { state.withLock { $0.seen } }

  func usage(of pods: [PodDefinition], _ signal: EvictionSignal) async -> [PodUsage] {
    state.withLock { state in
      pods.map { pod in
        let used = state.used[pod.name] ?? 0
        let requested = signal == .memory ? pod.requests.memoryBytes : pod.requests.ephemeralStorageBytes
        return PodUsage(
          pod: pod, used: used, requested: requested,
          containers: [.init(name: "app", used: used, requested: requested)])
      }
    }
  }

  func localStorage(of pod: PodDefinition) async -> (containers: [String: Int64], volumes: [String: Int64]) {
    state.withLock { (["app": $0.used[pod.name] ?? 0], $0.volumes) }
  }
}

private actor TestTargets: EvictionTargets {
  var pods: [PodDefinition]
  private(set) var evicted: [(uid: String, message: String, isDisruption: Bool)] = []

  init(_ pods: [PodDefinition]) { self.pods = pods }

  func activePods() async -> [PodDefinition] { pods }

  func evict(_ uid: String, message: String, isDisruption: Bool) async {
    evicted.append((uid, message, isDisruption))
    pods.removeAll { $0.uid == uid }
  }
}

@Suite(.timeLimit(.minutes(20))) struct EvictionTests {
  private let time = ManualTime()
  private let observer = TestObserver()
  private let pressures = NodePressures()

  private func pod(_ name: String, memory: String? = nil, priority: Int64 = 0, extra: JSONValue = [:]) -> PodDefinition
  {
    var spec = extra
    spec["priority"] = .integer(priority)
    let resources: JSONValue = memory.map { ["requests": ["memory": .string($0)]] } ?? [:]
    return PodMaker.pod(name, containers: [PodMaker.container("app", ["resources": resources])], extra: spec)
  }

  private func manager(
    _ targets: TestTargets, reclaim: @escaping @Sendable () async -> Void = {}
  ) throws -> EvictionManager {
    EvictionManager(
      thresholds: try KubeletOptions().evictionThresholds(), transitionPeriod: .seconds(300), observer: observer,
      targets: targets, pressures: pressures, instruments: KubeletInstruments(), time: time,
      logger: .init(label: "eviction"), reclaimDisk: reclaim)
  }

  @Test func whoUsesMoreThanItAskedForGoesFirst() async throws {
    let targets = TestTargets([
      pod("modest", memory: "1Gi"), pod("greedy", memory: "1Gi"), pod("important", priority: 10),
      pod("critical", priority: 2_000_000_000), pod("careless"),
    ])
    observer.state.withLock {
      $0.used = ["modest": 1 << 29, "greedy": 3 << 30, "important": 1 << 30, "critical": 8 << 30, "careless": 1 << 30]
    }
    observer.set(.memory, 50 << 20, of: 16 << 30)
    let manager = try manager(targets)
    for _ in 0..<6 { await manager.look() }
    #expect(await targets.evicted.map(\.uid) == ["uid-greedy", "uid-careless", "uid-important", "uid-modest"])
    #expect(
      await targets.evicted.first?.message
        == "The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. "
        + "Container app was using 3Gi, request is 1Gi, has larger consumption of memory. ")
    #expect(await targets.evicted.first?.isDisruption == true)
  }

  @Test func aPressureLastsForAWhile() async throws {
    let manager = try manager(TestTargets([]))
    observer.set(.memory, 99 << 20, of: 16 << 30)
    await manager.look()
    #expect(pressures.current == [.memory])
    observer.set(.memory, 8 << 30, of: 16 << 30)
    time.advance(by: .seconds(299))
    await manager.look()
    #expect(pressures.current == [.memory])
    time.advance(by: .seconds(2))
    await manager.look()
    #expect(pressures.current == [])
  }

  @Test func diskIsFreedBeforeAnybodyHasToGo() async throws {
    let targets = TestTargets([pod("web")])
    observer.set(.nodeFilesystem, 5, of: 100)
    let freeing = try manager(targets) { [observer] in observer.set(.nodeFilesystem, 20, of: 100) }
    await freeing.look()
    #expect(await targets.evicted.isEmpty)
    #expect(pressures.current == [.disk])
    observer.set(.nodeInodes, 4, of: 100)
    await freeing.look()
    #expect(await targets.evicted.map(\.uid) == ["uid-web"])
    #expect(await targets.evicted.first?.message.hasPrefix("The node was low on resource: inodes.") == true)
  }

  @Test func whoWritesMoreThanItMayGoes() async throws {
    let volume: JSONValue = ["volumes": [["name": "scratch", "emptyDir": ["sizeLimit": "1Mi"]]]]
    let targets = TestTargets([pod("web", extra: volume), pod("other")])
    let manager = try manager(targets)
    observer.state.withLock { $0.volumes = ["scratch": 1 << 20] }
    await manager.look()
    #expect(await targets.evicted.isEmpty)
    observer.state.withLock { $0.volumes = ["scratch": 1 << 20 + 1] }
    await manager.look()
    #expect(await targets.evicted.map(\.uid) == ["uid-web"])
    #expect(
      await targets.evicted.first?.message == "Usage of EmptyDir volume \"scratch\" exceeds the limit \"1Mi\". ")
    #expect(await targets.evicted.first?.isDisruption == false)
    #expect(pressures.current == [])
  }

  @Test func anEvictedPodSaysSo() async throws {
    let parts = TestServices()
    defer { parts.remove() }
    let registry = parts.registry()
    await registry.take(.set(PodMaker.pod()))
    try await eventually("the container") { parts.runtime.runningContainers == ["app"] }
    await registry.evict("uid-web", message: "too much", isDisruption: true)
    try await eventually("its end") { parts.runtime.runningContainers == [] }
    let worker = try #require(await registry.worker(uid: "uid-web"))
    try await eventually("its status") { await worker.status.string("phase") == "Failed" }
    let status = await worker.status
    #expect(status.string("phase") == "Failed")
    #expect(status.string("reason") == "Evicted")
    #expect(status.string("message") == "too much")
    let target = status.list("conditions").first { $0.string("type") == "DisruptionTarget" }
    #expect(target?.string("reason") == "TerminationByKubelet")
    await registry.shutDown()
  }
}
