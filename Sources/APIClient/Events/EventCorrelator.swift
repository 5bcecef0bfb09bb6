import APIMachinery

/// One occurrence, as a component reports it.
struct EventRecord: Sendable, Hashable {
  enum Severity: String, Sendable { case normal = "Normal", warning = "Warning" }

  var subject: EventSubject
  var severity: Severity
  var reason: String
  var message: String
}

/// Decides what becomes of an occurrence: a new Event, a higher count of an earlier one, or nothing.
///
/// As client-go's `EventCorrelator`: more than ten similar events (same subject and reason, different messages)
/// within ten minutes become one; equal events are counted up; and one subject may cause 25 events at once and
/// one in five minutes after that. No clocks or I/O inside: times come as arguments. Each table is bounded.
struct EventCorrelator {
  enum Decision: Equatable {
    case create(EventDraft)
    case update(EventDraft)
    case drop
  }

  /// An Event to be stored.
  struct EventDraft: Equatable {
    /// What equal events have in common; the answer to a create is reported under it.
    var identity: EventRecord
    var message: String
    var name: String
    var count: Int
    var first: Timestamp
    var last: Timestamp
  }

  private struct Similar: Hashable {
    var subject: EventSubject
    var severity: EventRecord.Severity
    var reason: String
  }

  private struct Aggregate {
    var messages: Set<String> = []
    var last: Timestamp
  }

  private struct Known {
    var name: String
    var count: Int
    var first: Timestamp
  }

  private struct Bucket {
    var tokens: Double
    var refilled: Timestamp
  }

  static let similarMax = 10
  static let similarInterval = Duration.seconds(600)
  static let burst = 25.0
  static let tokensPerSecond = 1.0 / 300
  /// Entries per table, as client-go's caches.
  static let tableMax = 4096

  private var aggregates: [Similar: Aggregate] = [:]
  private var known: [EventRecord: Known] = [:]
  private var buckets: [EventSubject: Bucket] = [:]

  /// - Parameters:
  ///   - record: What happened.
  ///   - now: When.
  ///   - name: The name of a new Event.
  mutating func decide(_ record: EventRecord, now: Timestamp, name: String) -> Decision {
    forgetIfFull()
    var identity = record
    identity.subject.resourceVersion = ""
    let message = aggregate(&identity, now)
    guard takeToken(identity.subject, now) else { return .drop }
    if var entry = known[identity] {
      entry.count += 1
      known[identity] = entry
      return .update(draft(identity, message, entry, now))
    }
    let entry = Known(name: name, count: 1, first: now)
    known[identity] = entry
    return .create(draft(identity, message, entry, now))
  }

  /// The stored Event is gone (events expire): the next equal one is created anew.
  mutating func forget(_ identity: EventRecord) { known[identity] = nil }

  private func draft(_ identity: EventRecord, _ message: String, _ entry: Known, _ now: Timestamp) -> EventDraft {
    EventDraft(
      identity: identity, message: message, name: entry.name, count: entry.count, first: entry.first, last: now)
  }

  /// The message to store; changes `identity` to the aggregate's where there are too many similar ones.
  private mutating func aggregate(_ identity: inout EventRecord, _ now: Timestamp) -> String {
    let similar = Similar(subject: identity.subject, severity: identity.severity, reason: identity.reason)
    var entry = aggregates[similar] ?? Aggregate(last: now)
    if now - entry.last > Self.similarInterval { entry.messages = [] }
    entry.last = now
    if entry.messages.count < Self.similarMax { entry.messages.insert(identity.message) }
    aggregates[similar] = entry
    guard entry.messages.count >= Self.similarMax else { return identity.message }
    let message = "(combined from similar events): " + identity.message
    identity.message = ""
    return message
  }

  private mutating func takeToken(_ subject: EventSubject, _ now: Timestamp) -> Bool {
    var bucket = buckets[subject] ?? Bucket(tokens: Self.burst, refilled: now)
    let elapsed = now - bucket.refilled
    bucket.tokens = min(Self.burst, bucket.tokens + Double(elapsed.components.seconds) * Self.tokensPerSecond)
    if elapsed >= .seconds(1) { bucket.refilled = now }
    defer { buckets[subject] = bucket }
    guard bucket.tokens >= 1 else { return false }
    bucket.tokens -= 1
    return true
  }

  /// Starting a table anew costs at worst a few events that could have been counted up.
  private mutating func forgetIfFull() {
    if aggregates.count >= Self.tableMax { aggregates = [:] }
    if known.count >= Self.tableMax { known = [:] }
    if buckets.count >= Self.tableMax { buckets = [:] }
  }
}
