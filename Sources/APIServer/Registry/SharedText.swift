import APIMachinery
import Synchronization

/// Labels and field values that many objects have alike, kept once: the Pods of a ReplicaSet share all their labels.
/// Bounded: when it is full it forgets what it knows, and what it gave out stays with the objects.
final class SharedText: Sendable {
  private static let countMax = 1_024
  /// Shorter texts are kept in place.
  private static let inlineCount = 15

  private struct State {
    var labels: [[UInt8]: [String: String]] = [:]
    var texts: Set<String> = []
  }

  private let state = Mutex(State())

  /// The labels that `json`, an object of texts, says.
  func labels(_ json: ArraySlice<UInt8>) throws -> [String: String] {
    let key = Array(json)
    if let known = state.withLock({ $0.labels[key] }) { return known }
    let labels = JSONValue.strings(try JSONParser.parse(key))
    state.withLock { state in
      if state.labels.count >= Self.countMax { state.labels = [:] }
      state.labels[key] = labels
    }
    return labels
  }

  /// The same text.
  func text(_ text: String) -> String {
    guard text.utf8.count > Self.inlineCount else { return text }
    return state.withLock { state in
      if state.texts.count >= Self.countMax { state.texts = [] }
      return state.texts.insert(text).memberAfterInsert
    }
  }
}
