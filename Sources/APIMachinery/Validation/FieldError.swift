/// What is wrong with one field, in upstream's words (`k8s.io/apimachinery/pkg/util/validation/field`).
public struct FieldError: Error, Sendable, Equatable {
  /// The reason of the cause in a `Status`.
  public enum Kind: String, Sendable {
    case notFound = "FieldValueNotFound"
    case required = "FieldValueRequired"
    case duplicate = "FieldValueDuplicate"
    case invalid = "FieldValueInvalid"
    case notSupported = "FieldValueNotSupported"
    case forbidden = "FieldValueForbidden"
    case tooLong = "FieldValueTooLong"
    case tooShort = "FieldValueTooShort"
    case tooMany = "FieldValueTooMany"
    case tooFew = "FieldValueTooFew"
    case internalError = "InternalError"
    case typeInvalid = "FieldValueTypeInvalid"

    fileprivate var text: String {
      switch self {
      case .notFound: "Not found"
      case .required: "Required value"
      case .duplicate: "Duplicate value"
      case .invalid, .typeInvalid: "Invalid value"
      case .notSupported: "Unsupported value"
      case .forbidden: "Forbidden"
      case .tooLong: "Too long"
      case .tooShort: "Too short"
      case .tooMany: "Too many"
      case .tooFew: "Too few"
      case .internalError: "Internal error"
      }
    }

    /// Whether messages show the value.
    fileprivate var showsValue: Bool {
      switch self {
      case .required, .forbidden, .tooLong, .tooShort, .internalError: false
      default: true
      }
    }
  }

  public var kind: Kind
  /// The path of the field as text.
  public var field: String
  /// The value complained about; nil where the message leaves it out.
  public var value: JSONValue?
  public var detail: String

  public init(_ kind: Kind, field: String, value: JSONValue?, detail: String) {
    self.kind = kind
    self.field = field
    self.value = value
    self.detail = detail
  }

  public init(_ kind: Kind, _ path: FieldPath, value: JSONValue?, detail: String = "") {
    self.init(kind, field: path.description, value: value, detail: detail)
  }

  /// The message without the field: what a cause of a `Status` says.
  public var body: String {
    var text = kind.text
    if kind.showsValue, let value { text += ": " + Self.print(value) }
    if !detail.isEmpty { text += ": " + detail }
    return text
  }

  private static func print(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): GoFormat.quoted(text)
    case .number(let number): GoFormat.plain(number)
    default: GoFormat.htmlEscaped(value.jsonText)
    }
  }
}

extension FieldError: CustomStringConvertible {
  /// `spec.replicas: Invalid value: -1: must be greater than or equal to 0`
  public var description: String { "\(field): \(body)" }
}

extension FieldError {
  /// The value names what isn't there.
  public static func notFound(_ path: FieldPath, _ value: JSONValue) -> FieldError {
    FieldError(.notFound, path, value: value)
  }

  /// A value is missing.
  public static func required(_ path: FieldPath, _ detail: String = "") -> FieldError {
    FieldError(.required, path, value: "", detail: detail)
  }

  /// The value stands in the list before.
  public static func duplicate(_ path: FieldPath, _ value: JSONValue) -> FieldError {
    FieldError(.duplicate, path, value: value)
  }

  /// The value isn't one that may be here.
  public static func invalid(_ path: FieldPath, _ value: JSONValue?, _ detail: String) -> FieldError {
    FieldError(.invalid, path, value: value, detail: detail)
  }

  /// The value is of another type.
  public static func typeInvalid(_ path: FieldPath, _ value: JSONValue?, _ detail: String) -> FieldError {
    FieldError(.typeInvalid, path, value: value, detail: detail)
  }

  /// - Parameter supported: The allowed values, in the order the message lists them.
  public static func notSupported(_ path: FieldPath, _ value: JSONValue, supported: [String]) -> FieldError {
    let list = supported.map(GoFormat.quoted).joined(separator: ", ")
    return FieldError(.notSupported, path, value: value, detail: supported.isEmpty ? "" : "supported values: \(list)")
  }

  /// The field may not be set here, or not be changed.
  public static func forbidden(_ path: FieldPath, _ detail: String) -> FieldError {
    FieldError(.forbidden, path, value: "", detail: detail)
  }

  /// The value has too many bytes.
  public static func tooLong(_ path: FieldPath, maximumBytes: Int) -> FieldError {
    let detail = "may not be more than \(maximumBytes) \(maximumBytes == 1 ? "byte" : "bytes")"
    return FieldError(.tooLong, path, value: "<value omitted>", detail: detail)
  }

  /// The value has too many characters.
  public static func tooLong(_ path: FieldPath, maximumCharacters: Int) -> FieldError {
    let detail = "may not be more than \(maximumCharacters) \(maximumCharacters == 1 ? "character" : "characters")"
    return FieldError(.tooLong, path, value: "<value omitted>", detail: detail)
  }

  /// The value has too few characters.
  public static func tooShort(_ path: FieldPath, _ value: JSONValue, minimumCharacters: Int) -> FieldError {
    let detail = "must be at least \(minimumCharacters) \(minimumCharacters == 1 ? "character" : "characters")"
    return FieldError(.tooShort, path, value: value, detail: detail)
  }

  /// - Parameter count: How many there are; nil leaves it out.
  public static func tooMany(_ path: FieldPath, count: Int?, maximum: Int) -> FieldError {
    FieldError(
      .tooMany, path, value: count.map { .integer(Int64($0)) },
      detail: "must have at most \(maximum) \(maximum == 1 ? "item" : "items")")
  }

  /// The list has too few elements.
  public static func tooFew(_ path: FieldPath, count: Int?, minimum: Int) -> FieldError {
    FieldError(
      .tooFew, path, value: count.map { .integer(Int64($0)) },
      detail: "must have at least \(minimum) \(minimum == 1 ? "item" : "items")")
  }

  /// The value could not be checked.
  public static func internalError(_ path: FieldPath, _ detail: String) -> FieldError {
    FieldError(.internalError, path, value: nil, detail: detail)
  }
}

/// Everything that is wrong with an object, in the order it was found.
public typealias FieldErrorList = [FieldError]

extension [FieldError] {
  /// The messages as upstream joins them: one as it is, several in brackets, repeated ones once.
  public var joinedMessage: String {
    ErrorText.joined(map(\.description))
  }
}

/// Messages of several errors in one.
public enum ErrorText {
  /// One message as it is, several as `[a, b]`, repeated ones once (`k8s.io/apimachinery/pkg/util/errors`).
  public static func joined(_ messages: [String]) -> String {
    var seen: Set<String> = []
    let unique = messages.filter { seen.insert($0).inserted }
    return unique.count == 1 ? unique[0] : "[" + unique.joined(separator: ", ") + "]"
  }
}
