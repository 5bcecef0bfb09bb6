/// Chooses objects by the few fields that a resource offers for it (`k8s.io/apimachinery/pkg/fields`).
public struct FieldSelector: Sendable, Equatable {
  /// A field that must have a value, or must not.
  public struct Requirement: Sendable, Equatable {
    public var field: String
    public var isNegated: Bool
    public var value: String

    public init(field: String, isNegated: Bool = false, value: String) {
      self.field = field
      self.isNegated = isNegated
      self.value = value
    }
  }

  public var requirements: [Requirement]

  public init(_ requirements: [Requirement]) {
    self.requirements = requirements
  }

  public static let everything = FieldSelector([])

  public var isEmpty: Bool { requirements.isEmpty }

  /// - Parameter lookup: The value of a field; nil counts as empty.
  public func matches(_ lookup: (String) -> String?) -> Bool {
    requirements.allSatisfy { ((lookup($0.field) ?? "") == $0.value) != $0.isNegated }
  }

  /// The value that the field must have to match, if the selector says so.
  public func requiredValue(of field: String) -> String? {
    requirements.first { $0.field == field && !$0.isNegated }?.value
  }

  /// Reads a selector such as `metadata.name=x,status.phase!=Running`; throws upstream's message.
  public static func parse(_ text: String) throws(ParseError) -> FieldSelector {
    var requirements: [Requirement] = []
    for term in terms(of: text).sorted(by: { $0.lexicographicallyPrecedes($1) }) where !term.isEmpty {
      guard let sign = term.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "!") }),
        let split = operatorStart(in: term, from: sign)
      else {
        let part = String(decoding: term, as: UTF8.self)
        throw ParseError("invalid selector: '\(text)'; can't understand '\(part)'")
      }
      let isNegated = term[split] == UInt8(ascii: "!")
      let isDouble = isNegated || (split + 1 < term.count && term[split + 1] == UInt8(ascii: "="))
      let field = String(decoding: term[..<split], as: UTF8.self)
      let value = try unescaped(term[(split + (isDouble ? 2 : 1))...])
      // A term without field and value restricts nothing.
      if field.isEmpty && value.isEmpty { continue }
      requirements.append(Requirement(field: field, isNegated: isNegated, value: value))
    }
    return FieldSelector(requirements)
  }

  /// The first `=` or `!=`.
  private static func operatorStart(in term: [UInt8], from start: Int) -> Int? {
    for index in start..<term.count {
      if term[index] == UInt8(ascii: "=") { return index }
      if term[index] == UInt8(ascii: "!"), index + 1 < term.count, term[index + 1] == UInt8(ascii: "=") { return index }
    }
    return nil
  }

  /// The parts between commas that have no backslash before them.
  private static func terms(of text: String) -> [[UInt8]] {
    var terms: [[UInt8]] = []
    var term: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8 {
      if !isEscaped, byte == UInt8(ascii: ",") {
        terms.append(term)
        term = []
        continue
      }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      term.append(byte)
    }
    return terms + [term]
  }

  private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(ParseError) -> String {
    var result = ""
    var isEscaped = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if isEscaped {
        guard scalar == "\\" || scalar == "," || scalar == "=" else {
          throw ParseError("invalid field selector: invalid escape sequence: \\\(scalar)")
        }
        result.unicodeScalars.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "," || scalar == "=" {
        throw ParseError("invalid field selector: unescaped character in value: \(scalar.value)")
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    if isEscaped { throw ParseError("invalid field selector: invalid escape sequence: \\") }
    return result
  }

  /// The value with `\`, `,` and `=` escaped, to be put into a selector.
  public static func escaped(_ value: String) -> String {
    var result = ""
    for character in value.unicodeScalars {
      if character == "\\" || character == "," || character == "=" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result
  }
}

extension FieldSelector: CustomStringConvertible {
  public var description: String {
    requirements.map { "\($0.field)\($0.isNegated ? "!=" : "=")\(Self.escaped($0.value))" }.joined(separator: ",")
  }
}
