import APIMachinery
import ContainerRuntime

extension FoundPod {
  /// Everything of pods that the runtime has, by the pods' uids.
  static func all(in runtime: any ContainerRuntime) async throws -> [String: FoundPod] {
    var pods: [String: FoundPod] = [:]
    let containers = Dictionary(grouping: try await runtime.containers(), by: \.sandboxID)
    for sandbox in try await runtime.sandboxes() {
      let status = try? await runtime.sandboxStatus(sandbox.id)
      var found = FoundSandbox(
        id: sandbox.id, attempt: sandbox.attempt, isReady: sandbox.state == .ready, ips: status?.ips ?? [],
        containers: [])
      for container in containers[sandbox.id] ?? [] {
        guard let status = try? await runtime.containerStatus(container.id) else { continue }
        if let container = FoundContainer(status) {
          found.containers.append(container)
        } else {
          // Created and never started: the kubelet was stopped between the two.
          try? await runtime.removeContainer(container.id)
        }
      }
      pods[sandbox.uid, default: FoundPod(sandboxes: [])].sandboxes.append(found)
    }
    return pods
  }
}

extension FoundPod.FoundContainer {
  fileprivate init?(_ status: ContainerStatus) {
    let started = PodWorker.time(status.startedAt)
    switch status.state {
    case .running:
      run = ContainerRun(
        id: status.id, startedAt: started, imageID: status.imageRef, image: status.image,
        hash: status.annotations[RuntimeLabel.hash] ?? "")
    case .exited:
      exit = ContainerExit(
        id: status.id, exitCode: status.exitCode,
        reason: status.reason.isEmpty ? (status.exitCode == 0 ? "Completed" : "Error") : status.reason,
        message: status.message, startedAt: status.startedAt > 0 ? started : nil,
        finishedAt: PodWorker.time(status.finishedAt), imageID: status.imageRef, image: status.image)
    case .unknown:
      // It ran when the machine or the runtime went down; how it ended nobody has seen.
      exit = ContainerExit(
        id: status.id, exitCode: 137, reason: "ContainerStatusUnknown",
        message: "The container could not be located when the pod was terminated",
        startedAt: status.startedAt > 0 ? started : nil,
        finishedAt: status.finishedAt > 0 ? PodWorker.time(status.finishedAt) : started, imageID: status.imageRef,
        image: status.image)
    case .created: return nil
    }
    name = status.labels[RuntimeLabel.containerName] ?? status.name
    attempt = status.annotations[RuntimeLabel.restartCount].flatMap { UInt32($0) } ?? status.attempt
    createdAt = status.createdAt
  }
}
