/// One rule of a type's defaults that needs more than a value on a field: a condition, another field's
/// value, or a function. Rules run in the order of the schema, after the type's unconditional defaults
/// and before those of its members.
public struct DefaultRule: Sendable {
  /// What the rule does where its conditions hold.
  public enum Action: Sendable {
    /// Sets the member at the path, where it is absent or zero; missing structs on the way are made.
    case set([String], JSONValue)
    /// Copies the value of the second path to the first, where that is absent or zero.
    case copy([String], from: [String])
    /// Sets the current time, in whole seconds, where the member is absent.
    case setNow([String])
    /// Removes the member.
    case clear([String])
    /// Runs a function of ``DefaultFunctions``.
    case function(String)
  }

  /// What must hold for a rule to apply.
  public enum Condition: Sendable {
    /// The string at the path is one of these.
    case isOneOf([String], [String])
    /// The member at the path is there and not empty.
    case isSet([String])
    /// The member at the path is absent, null or empty.
    case isAbsent([String])
  }

  public var action: Action
  /// All must hold.
  public var conditions: [Condition]
  /// Must be on for the rule to apply.
  public var featureGate: String?

  public init(action: Action, conditions: [Condition] = [], featureGate: String? = nil) {
    self.action = action
    self.conditions = conditions
    self.featureGate = featureGate
  }
}
