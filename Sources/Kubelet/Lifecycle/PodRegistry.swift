import APIMachinery
import ContainerRuntime
import LinuxSupport
import Logging

/// The pods of this node, each with its worker.
actor PodRegistry {
  private let services: PodServices
  fileprivate var workers: [String: PodWorker] = [:]
  /// Pods the runtime had when the kubelet started, until somebody claims them.
  private var found: [String: FoundPod]
  /// Objects with the same name as a pod that is still ending wait here for its end.
  private var waiting: [String: PodDefinition] = [:]
  private var finished: Set<String> = []
  /// Those still ending whose object, or file, is gone already.
  private var gone: Set<String> = []

  init(services: PodServices, found: [String: FoundPod]) {
    self.services = services
    self.found = found
  }

  func take(_ change: PodInbox.Change) async {
    switch change {
    case .set(let pod): await set(pod)
    case .gone(let uid):
      waiting[uid] = nil
      finished.remove(uid)
      if workers[uid] != nil { gone.insert(uid) }
      // Without an object there is nobody left to ask for more time, as after a forced deletion.
      await workers[uid]?.terminate(Termination(cause: .deleted, gracePeriod: .seconds(1)))
    }
  }

  private func set(_ pod: PodDefinition) async {
    guard !finished.contains(pod.uid) else { return }
    if let worker = workers[pod.uid] {
      guard gone.contains(pod.uid) else {
        let others = await worker.asksForResources(pod) ? await activePods(except: pod.uid) : []
        return await worker.update(pod, beside: others)
      }
      // A manifest that was taken away and put back names the same pod again, which lives anew after its end.
      waiting[pod.uid] = pod
      return
    }
    // A pod that replaces one of the same name (of a StatefulSet) waits: they share names of directories and hosts.
    // Nothing may come between the question and the waiting: who ends the other one looks for who waits.
    guard !workers.values.contains(where: { $0.key == pod.key }) else {
      waiting[pod.uid] = pod
      return
    }
    if let problem = await admissionProblem(pod) { return await reject(pod, problem) }
    // Another change may have come in between.
    if let worker = workers[pod.uid] { return await worker.update(pod, beside: []) }
    let worker = PodWorker(
      pod, services: services, startTime: services.time.now(), found: found.removeValue(forKey: pod.uid)
    ) { [weak self] uid in
      await self?.remove(uid)
    }
    workers[pod.uid] = worker
    await worker.start()
  }

  private func remove(_ uid: String) async {
    guard let worker = workers.removeValue(forKey: uid) else { return }
    // The watch's word of the deletion may come later than changes from before.
    if gone.remove(uid) == nil { finished.insert(uid) }
    await retryResizes()
    if let next = waiting.first(where: { $0.value.key == worker.key }) {
      waiting[next.key] = nil
      await set(next.value)
    }
  }

  /// Pods that run already, or that have ended, are not asked about again.
  private func admissionProblem(_ pod: PodDefinition) async -> PodAdmission.Refusal? {
    let status = pod.json["status"]?.string("phase") ?? ""
    guard pod.deletion == nil, found[pod.uid] == nil, status == "" || status == "Pending" else { return nil }
    return services.admission.refusal(of: pod, beside: await activePods(except: pod.uid))
  }

  fileprivate func activePods(except uid: String) async -> [PodDefinition] {
    var pods: [PodDefinition] = []
    for worker in workers.values where worker.uid != uid {
      if await worker.isActive { pods.append(await worker.definition) }
    }
    return pods
  }

  /// Tries again to grant what could not be granted before.
  func retryResizes() async {
    for worker in Array(workers.values) {
      guard let wanted = await worker.deferred else { continue }
      await worker.update(wanted, beside: await activePods(except: wanted.uid))
    }
  }

  private func reject(_ pod: PodDefinition, _ problem: PodAdmission.Refusal) async {
    services.events.warning(pod, nil, problem.reason, problem.message)
    await services.statuses.publish(
      [
        "phase": "Failed", "reason": .string(problem.reason),
        "message": .string("Pod was rejected: \(problem.message)"),
        "startTime": .string(services.time.now().rfc3339),
      ], of: pod)
  }

  /// Ends what an earlier kubelet has left of pods that are no longer there. Called when all pods are known.
  func removeOrphans() async {
    let orphans = found
    found = [:]
    for (uid, pod) in orphans {
      services.logger.info("removing a pod that is no longer wanted", metadata: ["uid": "\(uid)"])
      for sandbox in pod.sandboxes {
        try? await services.runtime.stopSandbox(sandbox.id)
        try? await services.runtime.removeSandbox(sandbox.id)
      }
    }
    await removeOrphanedDirectories()
  }

  private func removeOrphanedDirectories() async {
    guard let names = try? services.files.list("\(services.node.rootDirectory)/pods") else { return }
    for uid in names where workers[uid] == nil && waiting[uid] == nil {
      do {
        try services.volumes.remove(uid)
      } catch {
        services.logger.warning(
          "a pod's directory could not be removed", metadata: ["uid": "\(uid)", "error": "\(error)"])
      }
    }
  }

  /// Something has ended.
  func processEnded(id: String) async {
    for worker in workers.values where await worker.livingIDs.contains(id) {
      return await worker.processEnded(id: id)
    }
  }

  /// The safety net: what should be alive and isn't in the runtime's list has ended without our knowing.
  func compare(sandboxes: [Sandbox], containers: [Container], known before: [String: Set<String>]) async {
    var alive = Set(sandboxes.filter { $0.state == .ready }.map(\.id))
    alive.formUnion(containers.filter { $0.state == .running }.map(\.id))
    for (uid, ids) in before {
      guard let worker = workers[uid] else { continue }
      for id in ids.subtracting(alive) { await worker.processEnded(id: id) }
    }
  }

  /// What should be alive, by pod; taken before the runtime is asked.
  func livingIDs() async -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    for (uid, worker) in workers { result[uid] = await worker.livingIDs }
    return result
  }

  func worker(namespace: String, name: String) -> PodWorker? {
    workers.values.first { $0.key == "\(namespace)/\(name)" }
  }

  func worker(uid: String) -> PodWorker? { workers[uid] }
  var all: [PodWorker] { Array(workers.values) }

  func shutDown() async {
    for worker in workers.values { await worker.shutDown() }
  }
}

extension PodRegistry: EvictionTargets {
  func activePods() async -> [PodDefinition] { await activePods(except: "") }

  func evict(_ uid: String, message: String, isDisruption: Bool) async {
    await workers[uid]?.evict(message: message, isDisruption: isDisruption)
  }
}
