import APIMachinery
import APITesting
import ContainerRuntime
import LinuxSupport
import Testing

@testable import Kubelet

/// Other resources for pods that run.
@Suite(.timeLimit(.minutes(20))) struct ResizeTests {
  private func container(_ name: String, cpu: String, memory: String, _ policy: String = "NotRequired") -> JSONValue {
    let amounts: JSONValue = ["cpu": .string(cpu), "memory": .string(memory)]
    return PodMaker.container(
      name,
      [
        "resources": ["requests": amounts, "limits": amounts],
        "resizePolicy": [["resourceName": "memory", "restartPolicy": .string(policy)]],
      ])
  }

  @Test func changedResourcesAreGivenInPlace() {
    var stage = MachineStage(PodMaker.pod(containers: [container("app", cpu: "100m", memory: "64Mi")]))
    stage.runOnly()
    #expect(stage.actions() == [])
    let wanted = PodMaker.pod(containers: [container("app", cpu: "200m", memory: "64Mi")])
    stage.machine.update(wanted)
    stage.machine.resize.granted(2)
    #expect(stage.actions() == [.resize(containers: ["app"])])
    #expect(stage.actions() == [])
    stage.machine.resized("app", id: "app-1", wanted.containers[0].resources)
    stage.machine.resizeEnded(now: stage.now, error: nil)
    #expect(
      stage.actions() == [
        .tell(
          container: nil, isWarning: false, reason: "ResizeCompleted", message: "Pod resize completed for generation 2")
      ])
    #expect(stage.machine.resize == PodResize())
    #expect(stage.machine.containers["app"]?.restartCount == 0)
  }

  @Test func aRefusalIsTriedAgain() {
    var stage = MachineStage(PodMaker.pod(containers: [container("app", cpu: "100m", memory: "64Mi")]))
    stage.runOnly()
    stage.machine.update(PodMaker.pod(containers: [container("app", cpu: "100m", memory: "32Mi")]))
    stage.machine.resize.granted(2)
    #expect(stage.actions() == [.resize(containers: ["app"])])
    stage.machine.resizeEnded(now: stage.now, error: "busy")
    #expect(stage.actions() == [])
    #expect(stage.machine.resize.progress?.error == "busy")
    #expect(stage.machine.wakeUp == stage.now + RetryDelay.initial)
    stage.now = stage.now + RetryDelay.initial
    #expect(stage.actions() == [.resize(containers: ["app"])])
  }

  @Test func aPolicyThatWantsARestartGetsOne() {
    var pod = PodMaker.pod(
      containers: [container("app", cpu: "100m", memory: "64Mi", "RestartContainer")], restartPolicy: "OnFailure")
    var stage = MachineStage(pod)
    stage.runOnly()
    // The processor's policy is another.
    stage.machine.update(
      PodMaker.pod(
        containers: [container("app", cpu: "200m", memory: "64Mi", "RestartContainer")], restartPolicy: "OnFailure"))
    #expect(stage.actions() == [.resize(containers: ["app"])])
    stage.machine.resized("app", id: "app-1", stage.machine.definition.containers[0].resources)
    stage.machine.resizeEnded(now: stage.now, error: nil)
    pod = PodMaker.pod(
      containers: [container("app", cpu: "200m", memory: "96Mi", "RestartContainer")], restartPolicy: "OnFailure")
    stage.machine.update(pod)
    #expect(
      stage.actions() == [
        .kill(
          container: "app", id: "app-1", gracePeriod: .seconds(30), message: "Container app resize requires restart")
      ])
    // It ends well, and runs again although its policy wouldn't have it so; without back-off.
    stage.end("app", 0)
    #expect(stage.actions() == [.start(container: "app", attempt: 1)])
    stage.run("app")
    #expect(stage.actions() == [])
    #expect(stage.machine.containers["app"]?.run?.resources?.memoryLimitBytes == 96 << 20)
  }

  private func status(_ worker: PodWorker) async -> (JSONValue, [String: String]) {
    let status = await worker.status
    let conditions = status.list("conditions").map { ($0.string("type"), $0.string("reason")) }
    return (status, Dictionary(conditions, uniquingKeysWith: { $1 }))
  }

  @Test func theNodeGrantsWhatItHas() async throws {
    let parts = TestServices()
    defer { parts.remove() }
    let registry = parts.registry()
    func pod(_ name: String, cpu: String, generation: Int64) -> PodDefinition {
      var json = PodMaker.json(name, containers: [container("app", cpu: cpu, memory: "64Mi")])
      json["metadata"]?["generation"] = .integer(generation)
      return PodDefinition(json: json)
    }
    // The node has four processors.
    await registry.take(.set(pod("web", cpu: "1", generation: 1)))
    await registry.take(.set(pod("other", cpu: "2", generation: 1)))
    let worker = try #require(await registry.worker(uid: "uid-web"))
    try await eventually("both") { parts.runtime.runningContainers == ["app", "app"] }
    await registry.take(.set(pod("web", cpu: "5", generation: 2)))
    #expect(await status(worker).1["PodResizePending"] == "Infeasible")
    await registry.take(.set(pod("web", cpu: "3", generation: 3)))
    var (json, conditions) = await status(worker)
    #expect(conditions["PodResizePending"] == "Deferred")
    #expect(
      json.list("conditions").last?.string("message")
        == "Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000")
    #expect(json.list("containerStatuses").first?[path: "allocatedResources", "cpu"] == "1")
    #expect(json.list("containerStatuses").first?[path: "resources", "limits", "cpu"] == "1")
    // The other one goes; what was put off is granted.
    await registry.take(.set(PodMaker.deleted(pod("other", cpu: "2", generation: 1), grace: 0)))
    try await eventually("the new share") { parts.runtime.calls.contains("update app 3072 \(64 << 20)") }
    try await eventually("its report") {
      await status(worker).0.list("containerStatuses").first?[path: "resources", "limits", "cpu"] == "3"
    }
    try await eventually("the conditions' end") {
      let conditions = await status(worker).1
      return conditions["PodResizePending"] == nil && conditions["PodResizeInProgress"] == nil
    }
    (json, conditions) = await status(worker)
    #expect(json.list("containerStatuses").first?[path: "allocatedResources", "cpu"] == "3")
    await registry.shutDown()
  }

  @Test func theGroupIsWideEnoughAllTheTime() {
    let small = CgroupLimits(cpuShares: 10, cpuQuota: 1000, memory: 5)
    let mixed = CgroupLimits(cpuShares: 20, cpuQuota: 500, memory: nil).explicit
    #expect(small.widest(mixed) == CgroupLimits(cpuShares: 20, cpuQuota: 1000, memory: -1))
    #expect(mixed == CgroupLimits(cpuShares: 20, cpuQuota: 500, memory: -1))
  }
}
