import APIMachinery
import Testing

@testable import Kubelet

/// Containers with a restart policy of their own.
@Suite struct RestartRuleTests {
  private func container(_ name: String, _ policy: String, _ rules: JSONValue = []) -> JSONValue {
    PodMaker.container(name, ["restartPolicy": .string(policy), "restartPolicyRules": rules])
  }

  private func rule(_ action: String, _ op: String, _ codes: [Int64]) -> JSONValue {
    [
      "action": .string(action),
      "exitCodes": ["operator": .string(op), "values": .array(codes.map { .integer($0) })],
    ]
  }

  @Test(
    arguments: [
      ("Always", 0, true), ("OnFailure", 0, false), ("OnFailure", 1, true), ("Never", 1, false), ("Never", 42, true),
      ("Never", 43, true),
    ] as [(String, Int32, Bool)])
  func aContainersOwnPolicyAndItsExceptionsDecide(_ policy: String, _ code: Int32, _ restarts: Bool) {
    var stage = MachineStage(
      PodMaker.pod(
        containers: [container("app", policy, [rule("Restart", "In", [42, 43])])], restartPolicy: "Never"))
    stage.runOnly()
    stage.end("app", code)
    if restarts {
      #expect(stage.actions() == [.start(container: "app", attempt: 1)])
      #expect(stage.machine.phase == .running)
    } else {
      #expect(stage.actions() == [.stopSandbox(id: "sandbox")])
      #expect(stage.machine.phase == (code == 0 ? .succeeded : .failed))
    }
  }

  @Test func aRuleOfAnInitContainerKeepsThePodAlive() {
    var stage = MachineStage(
      PodMaker.pod(
        initContainers: [container("first", "Never", [rule("Restart", "NotIn", [1])])], restartPolicy: "Never"))
    stage.bringUp()
    #expect(stage.actions() == [.start(container: "first", attempt: 0)])
    stage.run("first")
    stage.end("first", 7)
    #expect(stage.actions() == [.start(container: "first", attempt: 1)])
    #expect(stage.machine.phase == .pending)
    stage.run("first")
    stage.end("first", 1)
    #expect(stage.actions() == [.stopSandbox(id: "sandbox")])
    #expect(stage.machine.phase == .failed)
  }

  @Test func everythingBeginsAnew() {
    var stage = MachineStage(
      PodMaker.pod(
        containers: [container("app", "Never", [rule("RestartAllContainers", "In", [9])]), PodMaker.container("b")],
        initContainers: [PodMaker.container("first")], restartPolicy: "Always"))
    stage.bringUp()
    _ = stage.actions()
    stage.run("first")
    stage.end("first", 0)
    #expect(stage.actions() == [.start(container: "app", attempt: 0)])
    stage.run("app")
    #expect(stage.actions() == [.start(container: "b", attempt: 0)])
    stage.run("b")
    stage.end("app", 9)
    let kills = stage.actions()
    #expect(kills.count == 1)
    guard case .kill(container: "b", _, gracePeriod: .zero, _) = kills.first else {
      Issue.record("\(kills)")
      return
    }
    stage.end("b", 137)
    _ = stage.actions()
    #expect(stage.actions() == [.start(container: "first", attempt: 1)])
    stage.run("first")
    stage.end("first", 0)
    #expect(stage.actions() == [.start(container: "app", attempt: 1)])
    #expect(stage.machine.phase == .running)
  }
}
