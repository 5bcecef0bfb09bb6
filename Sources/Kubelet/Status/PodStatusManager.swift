import APIClient
import APIMachinery
import KubernetesAPI
import Logging

/// Writes the status of pods to the API: of each pod one write at a time, always the newest status, until it has
/// arrived.
actor PodStatusManager: PodStatusSink {
  private struct Entry {
    var pod: PodDefinition
    var wanted: JSONValue
    var written: JSONValue?
    var writer: Task<Void, Never>?
  }

  private let client: APIClient
  private let time: any TimeSource
  private let logger: Logger
  private var entries: [String: Entry] = [:]

  static let pods = GroupVersionResource(group: "", version: "v1", resource: "pods")
  private static let retryDelayMax: Duration = .seconds(10)

  init(client: APIClient, time: any TimeSource, logger: Logger) {
    self.client = client
    self.time = time
    self.logger = logger
  }

  func publish(_ status: JSONValue, of pod: PodDefinition) {
    var entry = entries[pod.uid] ?? Entry(pod: pod, wanted: status)
    entry.pod = pod
    entry.wanted = status
    if entry.writer == nil { entry.writer = Task { await self.write(pod.uid) } }
    entries[pod.uid] = entry
  }

  /// Writes until what is written is what is wanted. Ends for good when the object is gone.
  private func write(_ uid: String) async {
    var delay: Duration = .milliseconds(100)
    while let entry = entries[uid], entry.wanted != entry.written {
      do {
        try await send(entry.wanted, after: entry.written ?? entry.pod.json["status"] ?? .null, entry.pod)
        entries[uid]?.written = entry.wanted
        delay = .milliseconds(100)
      } catch {
        if !entry.pod.isStatic, let error = error as? APIError, await isPointless(error, entry.pod) {
          entries[uid] = nil
          return
        }
        logger.log(
          level: delay > .seconds(1) ? .warning : .debug, "a pod's status could not be written",
          metadata: ["pod": "\(entry.pod.key)", "error": "\(error)"])
        do { try await time.sleep(for: delay) } catch { break }
        delay = min(delay + delay, Self.retryDelayMax)
      }
    }
    entries[uid]?.writer = nil
  }

  /// The object is gone, or another one has its name. A deletion tells so by a conflict, which may also be one with
  /// another writer; a patch by what it may not change.
  private func isPointless(_ error: APIError, _ pod: PodDefinition) async -> Bool {
    if error.reason == .notFound { return true }
    guard error.reason == .conflict || error.reason == .invalid else { return false }
    do {
      let present = try await client.get(ResourcePath(Self.pods, namespace: pod.namespace), name: pod.name)
      return present["metadata"]?.string("uid") != pod.uid
    } catch let error as APIError {
      return error.reason == .notFound
    } catch {
      return false
    }
  }

  private func send(_ status: JSONValue, after former: JSONValue, _ pod: PodDefinition) async throws {
    var patch: JSONValue = ["status": Self.complete(status, after: former)]
    // A static pod's object has a uid of its own; others must be the very pod.
    if !pod.isStatic { patch["metadata"] = ["uid": .string(pod.uid)] }
    _ = try await client.patch(
      ResourcePath(Self.pods, namespace: pod.namespace), name: pod.name, .strategic(patch), subresource: "status")
  }

  /// Conditions that are only there while what they tell of lasts.
  private static let passingConditions: Set<String> = ["PodResizePending", "PodResizeInProgress"]

  /// What an earlier status may have had and this one hasn't is taken away.
  private static func complete(_ status: JSONValue, after former: JSONValue) -> JSONValue {
    var status = status
    // Addresses are merged by their value: those of a sandbox that was replaced would stay beside the new ones.
    let addresses = status.list("podIPs")
    if !addresses.isEmpty { status["podIPs"] = .array([["$patch": "replace"]] + addresses) }
    let present = Set(status.list("conditions").map { $0.string("type") })
    let over = former.list("conditions").map { $0.string("type") }.filter {
      passingConditions.contains($0) && !present.contains($0)
    }
    if !over.isEmpty {
      status["conditions"] = .array(
        status.list("conditions") + over.map { ["$patch": "delete", "type": .string($0)] })
    }
    for key in ["reason", "message", "podIP", "podIPs"] where status[key] == nil { status[key] = .null }
    return status
  }

  func finish(_ status: JSONValue, of pod: PodDefinition) async {
    if pod.isStatic {
      // Its mirror goes with the file; nobody waits for the last status.
      entries.removeValue(forKey: pod.uid)?.writer?.cancel()
      return
    }
    publish(status, of: pod)
    await entries[pod.uid]?.writer?.value
    entries[pod.uid] = nil
    guard pod.deletion != nil else { return }
    var delay: Duration = .milliseconds(100)
    while !Task.isCancelled {
      do {
        try await client.delete(
          ResourcePath(Self.pods, namespace: pod.namespace), name: pod.name,
          options: DeletionOptions(gracePeriodSeconds: 0, uid: pod.uid))
        return
      } catch {
        if let error = error as? APIError, await isPointless(error, pod) { return }
        logger.debug("a pod's object could not be deleted", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
        do { try await time.sleep(for: delay) } catch { return }
        delay = min(delay + delay, Self.retryDelayMax)
      }
    }
  }
}
