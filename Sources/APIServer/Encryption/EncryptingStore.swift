import APIMachinery
import Storage
import Synchronization

/// The store of one resource whose values are encrypted: encrypts what is written, decrypts what is read and watched.
/// The records that errors carry are left as they are; nobody looks at their values.
struct EncryptingStore: Store {
  let base: any Store
  let resource: GroupResource
  let encryption: EncryptionAtRest

  private func encrypt(_ value: [UInt8], key: String) throws -> [UInt8] {
    guard let transformer = encryption.transformer(for: resource) else { return value }
    do throws(EncryptionError) {
      return try transformer.stored(value, key: key)
    } catch {
      throw StoreError.engine(message: "\(key) can't be encrypted: \(error.message)")
    }
  }

  private func prepare(_ record: StoredRecord) async throws(StoreError) {
    guard let transformer = encryption.transformer(for: resource), transformer.isRemote else { return }
    do throws(EncryptionError) {
      try await transformer.prepare(record.value[...])
    } catch {
      throw Self.failure(record, error)
    }
  }

  private func decrypt(_ record: StoredRecord) throws(StoreError) -> StoredRecord {
    guard let transformer = encryption.transformer(for: resource) else { return record }
    var record = record
    do throws(EncryptionError) {
      record.value = try transformer.value(of: record.value[...], key: record.key).bytes
    } catch {
      throw Self.failure(record, error)
    }
    return record
  }

  private static func failure(_ record: StoredRecord, _ error: EncryptionError) -> StoreError {
    .engine(
      message: "unable to transform key \(quoted(record.key)): \(error.message); is its key in the configuration of "
        + "encryption?")
  }

  /// Whether the value under `key` would be written in another form today.
  func isStale(_ key: String) async throws -> Bool {
    guard let record = try await base.get(key), let transformer = encryption.transformer(for: resource) else {
      return false
    }
    if transformer.isRemote { try await transformer.prepare(record.value[...]) }
    return try transformer.value(of: record.value[...], key: key).isStale
  }

  var currentRevision: Revision { get async throws { try await base.currentRevision } }
  var oldestRevision: Revision { get async throws { try await base.oldestRevision } }

  func create(_ key: String, _ value: [UInt8], timeToLive: Duration?) async throws -> Revision {
    try await base.create(key, try encrypt(value, key: key), timeToLive: timeToLive)
  }

  func update(_ key: String, _ value: [UInt8], expected: Revision, timeToLive: Duration?) async throws -> Revision {
    try await base.update(key, try encrypt(value, key: key), expected: expected, timeToLive: timeToLive)
  }

  func delete(_ key: String, expected: Revision) async throws -> Revision {
    try await base.delete(key, expected: expected)
  }

  func get(_ key: String, at revision: Revision?) async throws -> StoredRecord? {
    guard let record = try await base.get(key, at: revision) else { return nil }
    try await prepare(record)
    return try decrypt(record)
  }

  func list(_ range: KeyRange, at revision: Revision?, limit: Int?) async throws -> StoredPage {
    var page = try await base.list(range, at: revision, limit: limit)
    for index in page.records.indices {
      try await prepare(page.records[index])
      page.records[index] = try decrypt(page.records[index])
    }
    return page
  }

  /// Changes come to `sink` in order: history first, whose keys may have to be asked for, then what was written since.
  func subscribe(_ range: KeyRange, after revision: Revision, _ sink: any StoreSink) async throws -> StoreSubscription {
    let decrypting = DecryptingSink(sink: sink) { record throws(StoreError) in try decrypt(record) }
    let subscription = try await base.subscribe(range, after: revision, decrypting)
    do {
      for record in decrypting.heldRecords { try await prepare(record) }
      try decrypting.letGo()
    } catch {
      subscription.cancel()
      throw error
    }
    return subscription
  }

  func compact(before revision: Revision) async throws { try await base.compact(before: revision) }
  func removeExpired() async throws -> Int { try await base.removeExpired() }
  func close() async { await base.close() }
}

/// Decrypts changes on their way to `sink`. Holds them back until ``letGo()``; the history that a subscription starts
/// with bounds how many that are.
private final class DecryptingSink: StoreSink {
  private struct Delivery: Sendable {
    var events: [StoreEvent]
    var revision: Revision
  }

  private let sink: any StoreSink
  private let decrypt: @Sendable (StoredRecord) throws(StoreError) -> StoredRecord
  /// nil once nothing is held back.
  private let held = Mutex<[Delivery]?>([])

  init(sink: any StoreSink, decrypt: @escaping @Sendable (StoredRecord) throws(StoreError) -> StoredRecord) {
    self.sink = sink
    self.decrypt = decrypt
  }

  var heldRecords: [StoredRecord] {
    held.withLock { held in
      (held ?? []).flatMap(\.events).compactMap { event in
        if case .put(let record, _) = event.change { record } else { nil }
      }
    }
  }

  /// Throws where the history can't be read; nothing was given to `sink` then.
  func letGo() throws(StoreError) {
    try held.withLock { held throws(StoreError) in
      var plain: [Delivery] = []
      for delivery in held ?? [] {
        var events: [StoreEvent] = []
        for event in delivery.events { events.append(try self.plain(event)) }
        plain.append(Delivery(events: events, revision: delivery.revision))
      }
      for delivery in plain { sink.receive(delivery.events, through: delivery.revision) }
      held = nil
    }
  }

  func receive(_ events: [StoreEvent], through revision: Revision) {
    let isHeld = held.withLock { held in
      guard held != nil else { return false }
      held?.append(Delivery(events: events, revision: revision))
      return true
    }
    guard !isHeld else { return }
    // A value that can't be decrypted is given as it is: the cache says in the log that it is no object.
    sink.receive(events.map { event in (try? plain(event)) ?? event }, through: revision)
  }

  func finish(_ error: StoreError) { sink.finish(error) }

  private func plain(_ event: StoreEvent) throws(StoreError) -> StoreEvent {
    guard case .put(let record, let previous) = event.change else { return event }
    return StoreEvent(revision: event.revision, change: .put(try decrypt(record), previous: previous))
  }
}
