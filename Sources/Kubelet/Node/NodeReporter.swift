import APIClient
import APIMachinery
import ContainerRuntime
import KubernetesAPI
import LinuxSupport
import Logging

/// Keeps the Node object and its Lease: registers the node, says how it is, and that it is alive.
actor NodeReporter {
  let client: APIClient
  let runtime: any ContainerRuntime
  let options: KubeletOptions
  let node: NodeSettings
  let facts: HostFacts
  let time: any TimeSource
  let logger: Logger
  let pressures: NodePressures
  let recorder: EventRecorder?
  private var transitions: [String: (status: String, since: Timestamp)] = [:]
  private var runtimeVersion: RuntimeVersion?
  private var written: JSONValue?
  private var writtenAt: Timestamp?
  private var uid = ""

  static let nodes = ResourcePath(GroupVersionResource(group: "", version: "v1", resource: "nodes"))
  static let leases = ResourcePath(
    GroupVersionResource(group: "coordination.k8s.io", version: "v1", resource: "leases"), namespace: "kube-node-lease")
  /// An unchanged status is written this often nevertheless.
  private static let reportFrequency: Duration = .seconds(300)

  init(
    client: APIClient, runtime: any ContainerRuntime, options: KubeletOptions, node: NodeSettings, facts: HostFacts,
    pressures: NodePressures, recorder: EventRecorder? = nil, time: any TimeSource, logger: Logger
  ) {
    self.recorder = recorder
    self.pressures = pressures
    self.client = client
    self.runtime = runtime
    self.options = options
    self.node = node
    self.facts = facts
    self.time = time
    self.logger = logger
  }

  /// Makes the Node object, or brings the labels of an existing one up to date. Tries until it succeeds.
  func register() async throws {
    recorder?.normal(subject, "Starting", "Starting kubelet.")
    var delay: Duration = .milliseconds(100)
    while true {
      do {
        return try await registerOnce()
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        logger.warning("the node could not be registered yet", metadata: ["error": "\(error)"])
        try await time.sleep(for: delay)
        delay = min(delay + delay, .seconds(7))
      }
    }
  }

  /// Events of a node name it by its name in place of a uid, as upstream's.
  private var subject: EventSubject {
    EventSubject(
      apiVersion: "v1", kind: "Node", key: ObjectKey(namespace: "", name: node.nodeName), uid: node.nodeName)
  }

  private func registerOnce() async throws {
    let labels = NodeObject.labels(node: node, facts: facts, extra: options.nodeLabels)
    do {
      let existing = try await client.get(Self.nodes, name: node.nodeName)
      uid = existing["metadata"]?.string("uid") ?? ""
      let bootID = existing[path: "status", "nodeInfo", "bootID"]?.stringValue ?? ""
      if !bootID.isEmpty, bootID != facts.bootID {
        recorder?.warning(
          subject, "Rebooted", "Node \(node.nodeName) has been rebooted, boot id: \(facts.bootID)")
      }
      for condition in existing["status"]?.list("conditions") ?? [] {
        guard let since = condition.time("lastTransitionTime") else { continue }
        transitions[condition.string("type")] = (condition.string("status"), since)
      }
      let present = existing["metadata"]?.stringMap("labels") ?? [:]
      let changed = labels.filter { present[$0.key] != $0.value }
      if !changed.isEmpty {
        let patch: JSONValue = ["metadata": ["labels": .stringMap(changed)]]
        _ = try await client.patch(Self.nodes, name: node.nodeName, .merge(patch))
      }
    } catch let error as APIError where error.reason == .notFound {
      var object = NodeObject.object(
        node: node, labels: labels, taints: options.registerWithTaints)
      object["status"] = await currentStatus()
      let created = try await client.create(Self.nodes, object)
      uid = created["metadata"]?.string("uid") ?? ""
      logger.info("the node is registered", metadata: ["node": "\(node.nodeName)"])
    }
  }

  /// Renews the Lease until the task is cancelled.
  func holdLease() async throws {
    var lease: JSONValue?
    while true {
      do {
        lease = try await renew(lease)
      } catch is CancellationError {
        return
      } catch let error as APIError where error.reason == .conflict || error.reason == .notFound {
        lease = nil
        try await time.sleep(for: .milliseconds(200))
        continue
      } catch {
        logger.debug("the node's lease could not be renewed", metadata: ["error": "\(error)"])
        lease = nil
        try await time.sleep(for: .seconds(1))
        continue
      }
      try await time.sleep(for: .seconds(options.nodeLeaseDurationSeconds) / 4)
    }
  }

  private func renew(_ held: JSONValue?) async throws -> JSONValue {
    let now = time.now().rfc3339Micro
    var lease = held
    if lease == nil {
      do {
        lease = try await client.get(Self.leases, name: node.nodeName)
      } catch let error as APIError where error.reason == .notFound {
        lease = nil
      }
    }
    guard var lease else {
      var metadata: JSONValue = ["name": .string(node.nodeName), "namespace": "kube-node-lease"]
      if !uid.isEmpty {
        metadata["ownerReferences"] = [
          ["apiVersion": "v1", "kind": "Node", "name": .string(node.nodeName), "uid": .string(uid)]
        ]
      }
      return try await client.create(
        Self.leases,
        [
          "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata,
          "spec": [
            "holderIdentity": .string(node.nodeName),
            "leaseDurationSeconds": .integer(options.nodeLeaseDurationSeconds), "renewTime": .string(now),
          ],
        ])
    }
    lease["spec"]?["renewTime"] = .string(now)
    lease["spec"]?["holderIdentity"] = .string(node.nodeName)
    return try await client.update(Self.leases, name: node.nodeName, lease)
  }

  /// Writes the node's status: often until it is ready, then when something changes or the time has come.
  func reportStatus() async throws {
    while true {
      let status = await currentStatus()
      do {
        try await write(status)
      } catch is CancellationError {
        return
      } catch let error as APIError where error.reason == .notFound {
        try await register()
      } catch {
        logger.debug("the node's status could not be written", metadata: ["error": "\(error)"])
      }
      let isReady = status.list("conditions").contains { $0.string("type") == "Ready" && $0.string("status") == "True" }
      await pressures.changed.wait(upTo: isReady ? options.nodeStatusUpdateFrequency : .milliseconds(100), time)
      try Task.checkCancellation()
    }
  }

  private func write(_ status: JSONValue) async throws {
    let now = time.now()
    // Heartbeat times alone are no change: the Lease is the heartbeat.
    let essence = Self.withoutHeartbeats(status)
    if essence == written, let writtenAt, now - writtenAt < Self.reportFrequency { return }
    _ = try await client.patch(
      Self.nodes, name: node.nodeName, .strategic(["status": status]), subresource: "status")
    written = essence
    writtenAt = now
  }

  private static func withoutHeartbeats(_ status: JSONValue) -> JSONValue {
    var status = status
    status["conditions"] = .array(
      status.list("conditions").map { condition in
        var condition = condition
        condition["lastHeartbeatTime"] = nil
        return condition
      })
    return status
  }

  private func currentStatus() async -> JSONValue {
    if runtimeVersion == nil { runtimeVersion = try? await runtime.version() }
    let readiness: RuntimeReadiness
    do {
      readiness = try await runtime.status()
    } catch {
      readiness = RuntimeReadiness(runtimeProblem: "container runtime is down: \(error)")
    }
    let now = time.now()
    var conditions: [JSONValue] = []
    for condition in NodeObject.conditions(readiness: readiness, pressures: pressures.current) {
      var since = now
      if let known = transitions[condition.type], known.status == condition.status { since = known.since }
      if let reason = condition.event, transitions[condition.type]?.status != condition.status {
        recorder?.normal(subject, reason, "Node \(node.nodeName) status is now: \(reason)")
      }
      transitions[condition.type] = (condition.status, since)
      conditions.append([
        "type": .string(condition.type), "status": .string(condition.status),
        "lastHeartbeatTime": .string(now.rfc3339), "lastTransitionTime": .string(since.rfc3339),
        "reason": .string(condition.reason), "message": .string(condition.message),
      ])
    }
    var status = NodeObject.status(
      node: node, facts: facts, options: options, runtime: runtimeVersion)
    status["conditions"] = .array(conditions)
    status["images"] = .array(NodeObject.images((try? await runtime.images()) ?? []))
    return status
  }
}
