/// Why an expression has no value.
public struct CELError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What the error does to the expression around it.
  public enum Kind: Sendable, Equatable {
    /// The expression came to an error, which `&&` and `||` may absorb.
    case evaluation
    /// The budget is used up: nothing absorbs that.
    case budgetExceeded
    /// The task was cancelled.
    case cancelled
  }

  public let kind: Kind
  public let message: String

  public init(_ message: String, kind: Kind = .evaluation) {
    self.message = message
    self.kind = kind
  }

  public var description: String { message }

  static let noSuchOverload = CELError("no such overload")
  static let divisionByZero = CELError("division by zero")
  static let modulusByZero = CELError("modulus by zero")
  static let integerOverflow = CELError("integer overflow")
  static let unsignedOverflow = CELError("unsigned integer overflow")
  static let rangeError = CELError("range error")
  static let durationOverflow = CELError("duration overflow")
  static let timestampOverflow = CELError("timestamp overflow")
  static let budgetExceeded = CELError("operation cancelled: actual cost limit exceeded", kind: .budgetExceeded)
  static let cancelled = CELError("operation interrupted", kind: .cancelled)

  static func noSuchKey(_ key: String) -> CELError { CELError("no such key: \(key)") }
  static func outOfBounds(_ index: Int64) -> CELError { CELError("index out of bounds: \(index)") }
  static func noSuchOverload(_ function: String, _ arguments: [CELValue]) -> CELError {
    CELError("no such overload: \(function)(\(arguments.map(\.type.runtimeName).joined(separator: ", ")))")
  }
}
