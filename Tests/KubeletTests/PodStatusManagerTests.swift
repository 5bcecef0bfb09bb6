import APIClient
import APIMachinery
import APITesting
import Testing

@testable import Kubelet

@Suite struct PodStatusManagerTests {
  /// The status of a pod that another one of the same name has replaced reaches nobody: who waits for its arrival would
  /// wait for ever, and the new pod for it.
  @Test(.timeLimit(.minutes(20))) func theStatusOfAPodThatWasReplacedIsGivenUp() async throws {
    let parts = TestServices()
    defer { parts.remove() }
    var object = PodMaker.json()
    object["metadata"]?["uid"] = nil
    try await parts.client.create(ResourcePath(PodStatusManager.pods, namespace: "default"), object)
    let present = try #require(parts.api.object("pods", namespace: "default", name: "web"))
    let replaced = PodMaker.pod()
    #expect(replaced.uid != present["metadata"]?.string("uid"))

    await parts.services.statuses.publish(["phase": "Failed"], of: replaced)
    await parts.services.statuses.finish(["phase": "Succeeded"], of: replaced)
    await parts.services.statuses.finish(["phase": "Succeeded"], of: PodMaker.deleted(replaced))

    let left = try #require(parts.api.object("pods", namespace: "default", name: "web"))
    #expect(left == present)
  }
}
