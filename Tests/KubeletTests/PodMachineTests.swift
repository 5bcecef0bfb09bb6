import APIMachinery
import Testing

@testable import Kubelet

@Suite struct PodMachineTests {
  @Test func containersStartOneAfterAnother() {
    var stage = MachineStage(PodMaker.pod(containers: [PodMaker.container("a"), PodMaker.container("b")]))
    stage.bringUp()
    #expect(stage.actions() == [.start(container: "a", attempt: 0)])
    #expect(stage.actions() == [])
    stage.run("a")
    #expect(stage.actions() == [.start(container: "b", attempt: 0)])
    #expect(stage.machine.phase == .pending)
    stage.run("b")
    #expect(stage.actions() == [])
    #expect(stage.machine.phase == .running)
  }

  @Test func initContainersRunInOrderAndSidecarsStay() {
    var stage = MachineStage(
      PodMaker.pod(
        initContainers: [
          PodMaker.container("first"), PodMaker.container("proxy", ["restartPolicy": "Always"]),
          PodMaker.container("last"),
        ]))
    stage.bringUp()
    #expect(stage.actions() == [.start(container: "first", attempt: 0)])
    stage.run("first")
    #expect(stage.actions() == [])
    stage.end("first", 0)
    #expect(stage.actions() == [.start(container: "proxy", attempt: 0)])
    stage.run("proxy")
    #expect(stage.actions() == [.start(container: "last", attempt: 0)])
    stage.run("last")
    stage.end("last", 0)
    #expect(stage.actions() == [.start(container: "app", attempt: 0)])
    stage.run("app")
    #expect(stage.machine.phase == .running)
    // A sidecar that ends is started again, whatever the others do.
    stage.end("proxy", 0)
    #expect(stage.actions() == [.start(container: "proxy", attempt: 1)])
  }

  @Test func aPodHasNotSucceededWhileASidecarRuns() {
    var stage = MachineStage(
      PodMaker.pod(initContainers: [PodMaker.container("proxy", ["restartPolicy": "Always"])], restartPolicy: "Never"))
    stage.bringUp()
    for name in ["proxy", "app"] {
      #expect(stage.actions() == [.start(container: name, attempt: 0)])
      stage.run(name)
    }
    stage.end("app", 0)
    #expect(stage.actions().count == 1)
    #expect(stage.machine.phase == .running)
    stage.end("proxy", 143)
    #expect(stage.machine.phase == .succeeded)
  }

  @Test func anInitContainerThatFailsForGoodFailsThePod() {
    var stage = MachineStage(PodMaker.pod(initContainers: [PodMaker.container("first")], restartPolicy: "Never"))
    stage.bringUp()
    _ = stage.actions()
    stage.run("first")
    stage.end("first", 1)
    #expect(stage.actions() == [.stopSandbox(id: "sandbox")])
    #expect(stage.machine.phase == .failed)
  }

  @Test(arguments: [
    ("Always", Int32(0), true), ("Always", 1, true), ("OnFailure", 0, false), ("OnFailure", 1, true),
    ("Never", 0, false), ("Never", 1, false),
  ])
  func theRestartPolicyDecides(_ policy: String, _ code: Int32, _ restarts: Bool) {
    var stage = MachineStage(PodMaker.pod(restartPolicy: policy))
    stage.bringUp()
    _ = stage.actions()
    stage.run("app")
    stage.end("app", code)
    if restarts {
      #expect(stage.actions() == [.start(container: "app", attempt: 1)])
      #expect(stage.machine.phase == .running)
    } else {
      #expect(stage.actions() == [.stopSandbox(id: "sandbox")])
      #expect(stage.machine.phase == (code == 0 ? .succeeded : .failed))
    }
  }

  @Test func restartsBackOffFromTenSecondsToFiveMinutesAndAreForgiven() {
    var stage = MachineStage(PodMaker.pod())
    stage.bringUp()
    _ = stage.actions()
    stage.run("app")
    stage.end("app", 1)
    #expect(stage.actions() == [.start(container: "app", attempt: 1)])
    var attempt: UInt32 = 1
    for delay: Int64 in [10, 20, 40, 80, 160, 300, 300] {
      stage.run("app")
      stage.end("app", 1)
      #expect(
        stage.actions() == [
          .tell(
            container: "app", isWarning: true, reason: "BackOff",
            message: "Back-off restarting failed container app in pod web_default(uid-web)")
        ])
      // It is told once.
      #expect(stage.actions() == [])
      #expect(stage.waiting("app") == "CrashLoopBackOff")
      #expect(stage.machine.wakeUp == stage.now + .seconds(delay))
      #expect(
        stage.machine.containers["app"]?.waiting?.message
          == "back-off \(GoDuration(.seconds(delay))) restarting failed container=app pod=web_default(uid-web)")
      stage.now = stage.now + .seconds(delay)
      attempt += 1
      #expect(stage.actions() == [.start(container: "app", attempt: attempt)])
    }
    stage.run("app")
    stage.now = stage.now + .seconds(601)
    stage.end("app", 1)
    #expect(stage.actions() == [.start(container: "app", attempt: attempt + 1)])
  }

  @Test func aFailedPullShowsItsErrorThenThatItBacksOff() {
    var stage = MachineStage(PodMaker.pod())
    stage.bringUp()
    _ = stage.actions()
    stage.machine.startFailed(
      "app", StartFailure(kind: .image, reason: "ErrImagePull", message: "not found"), now: stage.now)
    #expect(stage.actions() == [])
    #expect(stage.waiting("app") == "ErrImagePull")
    stage.now = stage.now + .seconds(1)
    #expect(
      stage.actions() == [
        .tell(
          container: "app", isWarning: false, reason: "BackOff", message: "Back-off pulling image \"busybox:1\""),
        .tell(container: "app", isWarning: true, reason: "Failed", message: "Error: ImagePullBackOff"),
      ])
    #expect(stage.waiting("app") == "ImagePullBackOff")
    #expect(
      stage.machine.containers["app"]?.waiting?.message
        == #"Back-off pulling image "busybox:1": ErrImagePull: not found"#)
    stage.now = stage.now + .seconds(9)
    // No restart: it has never run.
    #expect(stage.actions() == [.start(container: "app", attempt: 0)])
    #expect(stage.machine.phase == .pending)
  }

  @Test func deletionEndsContainersThenSidecarsThenTheSandbox() {
    let pod = PodMaker.pod(
      containers: [PodMaker.container("a"), PodMaker.container("b")],
      initContainers: [
        PodMaker.container("one", ["restartPolicy": "Always"]), PodMaker.container("two", ["restartPolicy": "Always"]),
      ])
    var stage = MachineStage(pod)
    stage.bringUp()
    for name in ["one", "two", "a", "b"] {
      #expect(stage.actions() == [.start(container: name, attempt: 0)])
      stage.run(name)
    }
    stage.machine.update(PodMaker.deleted(pod, grace: 5))
    func kill(_ name: String, _ number: Int) -> PodAction {
      .kill(
        container: name, id: "\(name)-\(number)", gracePeriod: .seconds(5), message: "Stopping container \(name)")
    }
    #expect(stage.actions() == [kill("a", 3), kill("b", 4)])
    #expect(stage.actions() == [])
    stage.end("a", 0)
    #expect(stage.actions() == [])
    stage.end("b", 137)
    #expect(stage.actions() == [kill("two", 2)])
    stage.end("two", 0)
    #expect(stage.actions() == [kill("one", 1)])
    stage.end("one", 0)
    #expect(stage.actions() == [.stopSandbox(id: "sandbox")])
    stage.machine.sandboxStopped(id: "sandbox")
    #expect(stage.actions() == [.cleanUp])
    stage.machine.cleanedUp()
    #expect(stage.actions() == [.finish])
    #expect(stage.actions() == [])
    #expect(stage.machine.phase == .failed)
  }

  @Test func aShorterGracePeriodIsPassedOn() {
    let pod = PodMaker.pod()
    var stage = MachineStage(pod)
    stage.bringUp()
    _ = stage.actions()
    stage.run("app")
    stage.machine.update(PodMaker.deleted(pod, grace: 30))
    #expect(stage.actions().count == 1)
    stage.machine.update(PodMaker.deleted(pod, grace: 30))
    #expect(stage.actions() == [])
    stage.machine.update(PodMaker.deleted(pod, grace: 0))
    #expect(
      stage.actions() == [.kill(container: "app", id: "app-1", gracePeriod: .zero, message: "Stopping container app")])
  }

  @Test func deletionWhileStartingWaitsForTheStartToGiveUp() {
    let pod = PodMaker.pod()
    var stage = MachineStage(pod)
    stage.bringUp()
    #expect(stage.actions() == [.start(container: "app", attempt: 0)])
    stage.machine.update(PodMaker.deleted(pod))
    #expect(stage.actions() == [])
    stage.machine.startCancelled("app")
    #expect(stage.actions() == [.stopSandbox(id: "sandbox")])
  }

  @Test func aDeadSandboxIsReplacedAndInitContainersRunAgain() {
    var stage = MachineStage(PodMaker.pod(initContainers: [PodMaker.container("first")]))
    stage.bringUp()
    _ = stage.actions()
    stage.run("first")
    stage.end("first", 0)
    _ = stage.actions()
    stage.run("app")
    stage.machine.sandboxDied(id: "sandbox")
    #expect(stage.actions().count == 1)
    stage.end("app", 137)
    #expect(stage.actions() == [.stopSandbox(id: "sandbox")])
    stage.machine.sandboxStopped(id: "sandbox")
    #expect(stage.actions() == [.createSandbox(attempt: 1)])
    stage.machine.sandboxCreated(id: "sandbox-2", ips: ["10.42.0.3"])
    #expect(stage.actions() == [.start(container: "first", attempt: 1)])
    stage.run("first")
    stage.end("first", 0)
    #expect(stage.actions() == [.start(container: "app", attempt: 1)])
  }

  @Test func aNewImageRestartsTheContainer() {
    var stage = MachineStage(PodMaker.pod())
    stage.bringUp()
    _ = stage.actions()
    stage.run("app")
    stage.machine.update(PodMaker.pod(containers: [PodMaker.container("app", image: "busybox:2")]))
    #expect(
      stage.actions() == [
        .kill(
          container: "app", id: "app-1", gracePeriod: .seconds(30),
          message: "Container app definition changed, will be restarted")
      ])
    stage.end("app", 0)
    #expect(stage.actions() == [.start(container: "app", attempt: 1)])
  }

  @Test func aPodPastItsDeadlineFails() {
    var stage = MachineStage(PodMaker.pod(extra: ["activeDeadlineSeconds": 60]))
    stage.bringUp()
    _ = stage.actions()
    stage.run("app")
    _ = stage.actions()
    #expect(stage.machine.wakeUp == Timestamp(seconds: 1060))
    stage.now = Timestamp(seconds: 1060)
    #expect(stage.actions().count == 1)
    // Not before its last container has ended.
    #expect(stage.machine.phase == .running)
    stage.end("app", 143)
    #expect(stage.machine.phase == .failed)
  }

  @Test func whatRunsIsTakenOver() {
    let pod = PodMaker.pod(initContainers: [PodMaker.container("first")])
    var machine = PodMachine(definition: pod, startTime: nil)
    let run = ContainerRun(
      id: "old", startedAt: Timestamp(seconds: 1), imageID: "", image: "", hash: pod.containers[0].hash)
    machine.adopt(
      FoundPod(sandboxes: [
        .init(
          id: "s", attempt: 2, isReady: true, ips: ["10.42.0.9"],
          containers: [.init(name: "app", attempt: 4, createdAt: 0, run: run, exit: nil)])
      ]), known: ["app": KnownContainer(isStarted: true, isReady: true)])
    // Volumes are checked, nothing is started.
    #expect(machine.nextActions(now: Timestamp(seconds: 5)) == [.prepare])
    machine.prepared()
    #expect(machine.nextActions(now: Timestamp(seconds: 5)) == [])
    #expect(machine.phase == .running)
    #expect(machine.containers["app"]?.restartCount == 4)
    #expect(machine.containers["app"]?.isReady == true)
    #expect(machine.ips == ["10.42.0.9"])
  }

  @Test func probesDecideReadiness() {
    let probe: JSONValue = ["tcpSocket": ["port": 80]]
    var stage = MachineStage(
      PodMaker.pod(containers: [PodMaker.container("app", ["startupProbe": probe, "readinessProbe": probe])]))
    stage.bringUp()
    _ = stage.actions()
    stage.run("app")
    func isReady() -> Bool {
      ContainerStatusJSON(machine: stage.machine).isReady(stage.machine.definition.containers[0])
    }
    #expect(!isReady())
    stage.machine.startupProbeSucceeded("app")
    #expect(!isReady())
    stage.machine.readinessChanged("app", isReady: true)
    #expect(isReady())
    stage.end("app", 1)
    #expect(!isReady())
  }
}
