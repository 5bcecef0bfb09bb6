public import APIMachinery
import DequeModule
import Logging
import Synchronization

/// Reports what a component did to the objects it did it to, as Events that `kubectl describe` shows.
///
/// ``normal(_:_:_:)`` and ``warning(_:_:_:)`` return at once; ``run()`` stores the events. When more than
/// 1,000 wait, new ones are dropped: events are a help, never a reason to wait.
public final class EventRecorder: Sendable {
  private struct State {
    var waiting: Deque<EventRecord> = []
    var correlator = EventCorrelator()
  }

  /// As client-go's broadcaster's queue.
  static let waitingMax = 1000

  private let client: APIClient
  private let component: String
  private let host: String
  private let time: any TimeSource
  private let random: any RandomSource
  private let state = Mutex(State())
  private let added = Signal()

  private static let events = GroupVersionResource(group: "", version: "v1", resource: "events")

  /// - Parameters:
  ///   - client: Where the events are stored.
  ///   - component: Who reports, such as `kubelet` or `deployment-controller`.
  ///   - host: The node it runs on, for the kubelet.
  ///   - time: The clock.
  ///   - random: For names.
  public init(
    client: APIClient, component: String, host: String = "", time: any TimeSource, random: any RandomSource
  ) {
    self.client = client
    self.component = component
    self.host = host
    self.time = time
    self.random = random
  }

  /// Reports something that is as it should be.
  public func normal(_ subject: EventSubject, _ reason: String, _ message: String) {
    record(EventRecord(subject: subject, severity: .normal, reason: reason, message: message))
  }

  /// Reports something that someone may want to look at.
  public func warning(_ subject: EventSubject, _ reason: String, _ message: String) {
    record(EventRecord(subject: subject, severity: .warning, reason: reason, message: message))
  }

  private func record(_ event: EventRecord) {
    var event = event
    // The API refuses longer messages.
    if event.message.utf8.count > 1024 {
      event.message = String(decoding: event.message.utf8.prefix(1021), as: UTF8.self) + "..."
    }
    let bounded = event
    state.withLock { state in
      if state.waiting.count < Self.waitingMax { state.waiting.append(bounded) }
    }
    added.send()
  }

  /// Stores events until the task is cancelled. Called once.
  public func run() async {
    while !Task.isCancelled {
      guard let record = state.withLock({ $0.waiting.popFirst() }) else {
        await added.wait()
        continue
      }
      let now = time.now()
      let name = eventName(for: record.subject)
      let decision = state.withLock { $0.correlator.decide(record, now: now, name: name) }
      do {
        try await carryOut(decision, record)
      } catch {
        if Task.isCancelled { return }
        Logger(label: "events").debug("an event for \(record.subject.key) was lost: \(error)")
      }
    }
  }

  /// `pod-name.` and sixteen hexadecimal digits, as client-go names events by the time in nanoseconds.
  private func eventName(for subject: EventSubject) -> String {
    let digits = String(random.next(), radix: 16)
    return subject.key.name + "." + String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func carryOut(_ decision: EventCorrelator.Decision, _ record: EventRecord) async throws {
    switch decision {
    case .drop: return
    case .create(let draft): try await create(draft, record)
    case .update(let draft):
      let patch: JSONValue = [
        "count": .integer(Int64(draft.count)), "lastTimestamp": .string(draft.last.rfc3339),
        "message": .string(draft.message),
      ]
      let found: JSONValue? = try await ifFound {
        try await client.patch(path(record), name: draft.name, .merge(patch))
      }
      if found == nil { try await create(draft, record) }
    }
  }

  private func create(_ draft: EventCorrelator.EventDraft, _ record: EventRecord) async throws {
    var source: JSONValue = ["component": .string(component)]
    if !host.isEmpty { source["host"] = .string(host) }
    let event: JSONValue = [
      "apiVersion": "v1", "kind": "Event",
      "metadata": ["name": .string(draft.name), "namespace": .string(path(record).namespace ?? "default")],
      "involvedObject": record.subject.json, "reason": .string(record.reason), "message": .string(draft.message),
      "source": source, "firstTimestamp": .string(draft.first.rfc3339), "lastTimestamp": .string(draft.last.rfc3339),
      "count": .integer(Int64(draft.count)), "type": .string(record.severity.rawValue),
      "eventTime": .null, "reportingComponent": .string(component), "reportingInstance": .string(host),
    ]
    do {
      try await client.create(path(record), event)
    } catch {
      state.withLock { $0.correlator.forget(draft.identity) }
      throw error
    }
  }

  private func path(_ record: EventRecord) -> ResourcePath {
    let namespace = record.subject.key.namespace
    return ResourcePath(Self.events, namespace: namespace.isEmpty ? "default" : namespace)
  }
}
