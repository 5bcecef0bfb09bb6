import APIMachinery

/// What a client asks for beside the object when it writes (`CreateOptions`, `UpdateOptions`, `PatchOptions`).
struct WriteOptions: Sendable {
  enum Kind: String { case create = "CreateOptions", update = "UpdateOptions", patch = "PatchOptions" }

  enum FieldValidation: String {
    case strict = "Strict"
    case warn = "Warn"
    case ignore = "Ignore"
  }

  var isDryRun = false
  /// Empty when the client gave none.
  var fieldManager = ""
  var fieldValidation: FieldValidation = .warn
  private var isFieldValidationGiven = false
  /// Server-side apply takes fields from other managers.
  var force: Bool?

  init(_ kind: Kind, _ request: APIRequest, isApply: Bool = false) throws(APIError) {
    var errors: [FieldError] = []
    let dryRun = request.query.filter { $0.name == "dryRun" }.map(\.value)
    isDryRun = !dryRun.isEmpty
    errors += Self.check(dryRun: dryRun)
    fieldManager = request.query("fieldManager") ?? ""
    errors += Self.check(fieldManager: fieldManager)
    if let text = request.query("fieldValidation"), !text.isEmpty {
      if let value = FieldValidation(rawValue: text) {
        fieldValidation = value
        isFieldValidationGiven = true
      } else {
        errors.append(
          .notSupported(FieldPath("fieldValidation"), .string(text), supported: ["Ignore", "Strict", "Warn"]))
      }
    }
    if kind == .patch {
      if let text = request.query("force") { force = try Self.bool(text) }
      if isApply {
        if fieldManager.isEmpty {
          errors.append(.required(FieldPath("fieldManager"), "is required for apply patch"))
        }
      } else if force != nil {
        errors.append(.forbidden(FieldPath("force"), "may not be specified for non-apply patch"))
      }
    }
    guard errors.isEmpty else {
      throw .invalid(GroupKind(group: "meta.k8s.io", kind: kind.rawValue), "", errors)
    }
  }

  /// The server's own writes.
  init(isDryRun: Bool = false, fieldManager: String = "") {
    self.isDryRun = isDryRun
    self.fieldManager = fieldManager
  }

  /// The options as admission plugins see them.
  func json(_ kind: Kind) -> JSONValue {
    var options: JSONValue = ["kind": .string(kind.rawValue), "apiVersion": "meta.k8s.io/v1"]
    if isDryRun { options["dryRun"] = ["All"] }
    if !fieldManager.isEmpty { options["fieldManager"] = .string(fieldManager) }
    if isFieldValidationGiven { options["fieldValidation"] = .string(fieldValidation.rawValue) }
    return options
  }

  static func check(dryRun: [String]) -> [FieldError] {
    guard !dryRun.isEmpty, dryRun.contains(where: { $0 != "All" }) else { return [] }
    return [.notSupported(FieldPath("dryRun"), .array(dryRun.map { .string($0) }), supported: ["All"])]
  }

  private static func check(fieldManager: String) -> [FieldError] {
    var errors: [FieldError] = []
    if fieldManager.utf8.count > 128 {
      errors.append(.tooLong(FieldPath("fieldManager"), maximumBytes: 128))
    }
    if let position = fieldManager.unicodeScalars.enumerated().first(where: { !$0.element.isPrintable })?.offset {
      errors.append(
        .invalid(
          FieldPath("fieldManager"), .string(fieldManager),
          "invalid character \(fieldManager.unicodeScalars.map(codePoint)[position]) (at position \(position))"))
    }
    return errors
  }

  /// Such as `U+0007`, as Go writes characters that can't be shown.
  private static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// As Go's strconv.ParseBool, which the query's decoder uses.
  static func bool(_ text: String) throws(APIError) -> Bool {
    switch text {
    case "", "0", "false", "False", "FALSE", "f", "F": return false
    default: return true
    }
  }
}

extension Unicode.Scalar {
  /// As Go's unicode.IsPrint, near enough: letters, marks, numbers, punctuation, symbols and the ASCII space.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }
}
