/// Turns a parsed document into an object of a type, in place: what Go does when it decodes into a struct and
/// encodes the struct again.
///
/// Members the type doesn't have are dropped, those whose feature is off too; null becomes the zero value; times,
/// quantities and base64 get their canonical form; zero values are left out or written as the type says; members
/// come in the order of the schema and map keys sorted. Decoding the result again changes nothing.
public struct ObjectDecoder: Sendable {
  /// What happens to members that the type doesn't have and to those that occur twice.
  public enum FieldValidation: String, Sendable {
    case ignore = "Ignore"
    case warn = "Warn"
    case strict = "Strict"
  }

  /// What a decoding found.
  public struct Findings: Sendable {
    /// For the client (`unknown field "spec.foo"`), empty unless the validation is `warn`.
    public var warnings: [String] = []
    /// There is a list or map that is written though it has no elements.
    public var hasEmptyLists: Bool
  }

  private let gates: FeatureGates
  private let nullsEmptyLists: Bool

  /// Upstream reports no more problems than this at once.
  static let problemsMaximum = 100

  /// - Parameter nullsEmptyLists: Lists and maps without elements are written as null where they are always written,
  ///   as after a way through protobuf, which doesn't tell them from absent ones.
  public init(gates: FeatureGates = FeatureGates(), nullsEmptyLists: Bool = false) {
    self.gates = gates
    self.nullsEmptyLists = nullsEmptyLists
  }

  /// Decodes `value` in place.
  ///
  /// - Parameters:
  ///   - duplicates: The paths of members that occur twice, as the JSON parser reports them.
  ///   - validation: What to do about unknown and duplicate members.
  ///   - known: An object of the type that was decoded, defaulted and decoded before. Parts of `value` that are still
  ///     the same storage as there are left alone, so that decoding costs as much as was changed.
  /// - Throws: What is wrong, in upstream's words: Go's type errors, or `strict decoding error: …`.
  public func decode(
    _ value: inout JSONValue, as type: ObjectType, duplicates: [String] = [], validation: FieldValidation = .ignore,
    since known: JSONValue? = nil
  ) throws(ParseError) -> Findings {
    var pass = DecodingPass(
      gates: gates, collectsUnknown: validation != .ignore, nullsEmptyLists: nullsEmptyLists)
    do throws(DecodingFailure) {
      try pass.object(&value, type, since: known?.objectValue)
    } catch {
      throw error.error
    }
    var findings = Findings(hasEmptyLists: pass.hasEmptyLists)
    guard validation != .ignore else { return findings }
    let problems =
      duplicates.map { "duplicate field \(GoFormat.quoted($0))" }
      + pass.unknown.map { "unknown field \(GoFormat.quoted($0))" }
    guard validation == .strict, !problems.isEmpty else {
      findings.warnings = Array(problems.prefix(Self.problemsMaximum))
      return findings
    }
    throw ParseError("strict decoding error: " + problems.prefix(Self.problemsMaximum).joined(separator: ", "))
  }

  /// Decodes `value` in place and drops what the type doesn't have. Parameters and errors as in
  /// ``decode(_:as:duplicates:validation:since:)``.
  public func decode(_ value: inout JSONValue, as type: ObjectType, since known: JSONValue? = nil) throws(ParseError) {
    _ = try decode(&value, as: type, duplicates: [], validation: .ignore, since: known)
  }
}
