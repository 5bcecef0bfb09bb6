import APIMachinery

/// What plugins that ask others to change an object remember of a request: the chain runs once more when one of them
/// changed it, and those who want to see what came after them are asked again then (upstream's `ReinvocationContext`).
struct AdmissionReinvocation: Sendable {
  /// The chain runs for the second time.
  private(set) var isSecondRound = false
  private var isWanted = false
  private var plugins: [String: State] = [:]

  private struct State: Sendable {
    /// The object as the plugin left it.
    var output: JSONValue = .null
    /// Those who want to be asked again when something changes.
    var asked: Set<String> = []
    /// And those for whom it did.
    var due: Set<String> = []

    mutating func requireAll() {
      due.formUnion(asked)
      asked = []
    }
  }

  /// Whether the chain has to run again; it then does, for the second time.
  mutating func beginSecondRound() -> Bool {
    guard isWanted, !isSecondRound else { return false }
    isSecondRound = true
    return true
  }

  /// Before a plugin asks anybody. What other plugins changed in the second round counts as a change.
  mutating func begin(_ plugin: String, _ object: JSONValue) {
    guard isSecondRound, plugins[plugin, default: State()].output != object else { return }
    plugins[plugin, default: State()].requireAll()
  }

  /// After it has asked all.
  mutating func end(_ plugin: String, _ object: JSONValue) {
    plugins[plugin, default: State()].output = object
  }

  /// In the second round only those are asked whom something has changed for.
  func asks(_ plugin: String, _ key: String) -> Bool {
    !isSecondRound || plugins[plugin]?.due.contains(key) == true
  }

  /// Somebody changed the object: those asked before want to see it.
  mutating func noteChange(_ plugin: String) {
    plugins[plugin, default: State()].requireAll()
    isWanted = true
  }

  /// Somebody who wants to be asked again has been asked.
  mutating func noteAsked(_ plugin: String, _ key: String) {
    plugins[plugin, default: State()].asked.insert(key)
  }
}
