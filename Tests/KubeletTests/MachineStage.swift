import APIMachinery
import Testing

@testable import Kubelet

/// Drives a machine by hand and plays the executor: every action is checked against what can be done.
struct MachineStage {
  var machine: PodMachine
  var now = Timestamp(seconds: 1000)
  var ids = 0

  init(_ pod: PodDefinition) {
    machine = PodMachine(definition: pod, startTime: Timestamp(seconds: 1000))
  }

  mutating func actions() -> [PodAction] { machine.nextActions(now: now) }

  mutating func bringUp() {
    #expect(actions() == [.prepare, .createSandbox(attempt: 0)])
    #expect(actions() == [])
    machine.sandboxCreated(id: "sandbox", ips: ["10.42.0.2"])
    #expect(actions() == [])
    machine.prepared()
  }

  mutating func run(_ name: String) {
    ids += 1
    let hash = machine.container(named: name)?.hash ?? ""
    machine.started(
      name,
      ContainerRun(
        id: "\(name)-\(ids)", startedAt: now, imageID: "sha256:1", image: "busybox:1", hash: hash,
        resources: machine.container(named: name)?.resources))
  }

  mutating func end(_ name: String, _ code: Int32) {
    machine.exited(
      name,
      ContainerExit(
        id: machine.containers[name]?.run?.id ?? "", exitCode: code, reason: code == 0 ? "Completed" : "Error",
        message: "", startedAt: now, finishedAt: now, imageID: "", image: ""))
  }

  /// Brings it up and starts its only container.
  mutating func runOnly(_ name: String = "app") {
    bringUp()
    #expect(actions() == [.start(container: name, attempt: 0)])
    run(name)
  }

  func waiting(_ name: String) -> String? { machine.containers[name]?.waiting?.reason }
}
