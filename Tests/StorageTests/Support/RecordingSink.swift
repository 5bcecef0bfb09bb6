import Storage
import Synchronization

/// Keeps what a subscription delivers, and checks the rules of delivery.
final class RecordingSink: StoreSink {
  private struct State {
    var events: [StoreEvent] = []
    var through: Revision = 0
    var violations: [String] = []
    var end: StoreError?
  }

  private let state = Mutex(State())

  var events: [StoreEvent] { state.withLock { $0.events } }
  var through: Revision { state.withLock { $0.through } }
  var violations: [String] { state.withLock { $0.violations } }
  var end: StoreError? { state.withLock { $0.end } }

  func receive(_ events: [StoreEvent], through revision: Revision) {
    state.withLock { state in
      if revision < state.through { state.violations.append("\(revision) after \(state.through)") }
      for event in events {
        if event.revision <= state.through { state.violations.append("event \(event.revision) came again or late") }
        if event.revision > revision { state.violations.append("event \(event.revision) is beyond \(revision)") }
        state.through = event.revision
        state.events.append(event)
      }
      state.through = revision
    }
  }

  func finish(_ error: StoreError) { state.withLock { $0.end = error } }
}

extension [UInt8] {
  static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension StoreEvent {
  /// `5 put /a=1` or `6 delete /a`.
  var summary: String {
    switch change {
    case .put(let record, _): "\(revision) put \(record.key)=\(String(decoding: record.value, as: UTF8.self))"
    case .deleted(let key, _): "\(revision) delete \(key)"
    }
  }
}

extension StoredRecord {
  var summary: String { "\(key)=\(String(decoding: value, as: UTF8.self))" }
}
