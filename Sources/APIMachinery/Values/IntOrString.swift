/// A number or a text: ports by number or name, counts or percentages (`k8s.io/apimachinery/pkg/util/intstr`).
public enum IntOrString: Sendable, Hashable {
  case int(Int32)
  case string(String)

  /// Nil when the value is neither.
  public init?(json: JSONValue) {
    switch json {
    case .string(let text): self = .string(text)
    case .integer(let number):
      guard let number = Int32(exactly: number) else { return nil }
      self = .int(number)
    default: return nil
    }
  }

  /// A number if the text is one that fits 32 bits.
  public init(parsing text: String) {
    if let number = Int32(text) { self = .int(number) } else { self = .string(text) }
  }

  public var json: JSONValue {
    switch self {
    case .int(let number): .integer(Int64(number))
    case .string(let text): .string(text)
    }
  }

  /// The percentage of a text such as `25%`.
  public var percentage: Int? {
    guard case .string(let text) = self, text.hasSuffix("%") else { return nil }
    return Int(text.dropLast())
  }

  /// The number itself, or the percentage of `total`. Nil for other texts.
  public func scaled(total: Int, roundingUp: Bool) -> Int? {
    if case .int(let number) = self { return Int(number) }
    guard let percentage else { return nil }
    let (product, overflows) = percentage.multipliedReportingOverflow(by: total)
    guard !overflows else { return nil }
    let value = (Double(product) / 100).rounded(roundingUp ? .up : .down)
    return Int(exactly: value)
  }
}

extension IntOrString: CustomStringConvertible {
  public var description: String {
    switch self {
    case .int(let number): "\(number)"
    case .string(let text): text
    }
  }
}
