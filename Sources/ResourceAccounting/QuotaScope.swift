public import APIMachinery

/// One of the conditions under which a quota counts an object: an entry of `spec.scopes` or of `spec.scopeSelector`.
public struct QuotaScope: Sendable, Equatable {
  /// `BestEffort`, `PriorityClass` …
  public var name: String
  /// `Exists`, `DoesNotExist`, `In` or `NotIn`.
  public var condition: String
  public var values: [String]

  /// The scopes of a ResourceQuota, all of which must hold.
  public static func all(of quota: JSONValue) -> [QuotaScope] {
    let plain = (quota[path: "spec", "scopes"]?.arrayValue ?? []).compactMap(\.stringValue)
      .map { QuotaScope(name: $0, condition: "Exists", values: []) }
    let chosen = (quota[path: "spec", "scopeSelector", "matchExpressions"]?.arrayValue ?? []).map { expression in
      QuotaScope(
        name: expression["scopeName"]?.stringValue ?? "", condition: expression["operator"]?.stringValue ?? "",
        values: (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue))
    }
    return plain + chosen
  }

  /// Whether an object is in the scope; never where its kind knows nothing of it.
  public func holds(for facts: QuotaScopeFacts) -> Bool {
    if let isIn = facts.states[name] { return isIn }
    guard let names = facts.names[name] else { return false }
    switch condition {
    case "In": return names.contains { values.contains($0) }
    case "NotIn": return names.isEmpty || names.contains { !values.contains($0) }
    case "DoesNotExist": return names.isEmpty
    default: return !names.isEmpty
    }
  }
}

/// What is to be known of an object to tell which scopes it is in.
public struct QuotaScopeFacts: Sendable, Equatable {
  /// Of the scopes that an object is in or not.
  public var states: [String: Bool]
  /// Of the scopes that are about names: those the object has.
  public var names: [String: [String]]

  public init(states: [String: Bool] = [:], names: [String: [String]] = [:]) {
    self.states = states
    self.names = names
  }
}
