import APIMachinery

extension CELLibrary {
  /// Named formats: `format.dns1123Label().validate(text)` says what is wrong with a text.
  public static let format: CELLibrary = {
    var library = CELLibrary()
    library.types = ["kubernetes.NamedFormat": CELFormat.type]
    library.functions =
      [
        CELFunction(
          "validate",
          [
            .member("format-validate", "kubernetes.NamedFormat, string -> optional_type(list(string))") {
              format, text throws(CELError) in
              guard case .opaque(let box) = format, let format = box as? CELFormat else { throw .noSuchOverload }
              let problems = format.validate(try text.text())
              return .optional(of: problems.isEmpty ? nil : .list(problems.map(CELValue.string)))
            }
          ]),
        CELFunction(
          "format.named",
          [
            .global("format-named", "string -> optional_type(kubernetes.NamedFormat)") { name throws(CELError) in
              let name = try name.text()
              return .optional(of: NamedFormats.all.first { $0.name == name }.map { .opaque($0.format) })
            }
          ]),
      ]
      + NamedFormats.all.map { name, format in
        CELFunction(
          "format.\(name)", [.globalN("format.\(name)", "-> kubernetes.NamedFormat") { _ in .opaque(format) }])
      }
    return library
  }()
}

/// The formats by the names that expressions use.
enum NamedFormats {
  static let all: [(name: String, format: CELFormat)] = [
    ("dns1123Label", CELFormat("DNS1123Label", regexSizeMax: 30) { NameValidation.dns1123Label($0) }),
    ("dns1123Subdomain", CELFormat("DNS1123Subdomain", regexSizeMax: 60) { NameValidation.dns1123Subdomain($0) }),
    ("dns1035Label", CELFormat("DNS1035Label", regexSizeMax: 30) { NameValidation.dns1035Label($0) }),
    ("qualifiedName", CELFormat("QualifiedName", regexSizeMax: 60) { NameValidation.qualifiedName($0) }),
    (
      "dns1123LabelPrefix",
      CELFormat("DNS1123LabelPrefix", regexSizeMax: 30) { prefix($0, NameValidation.dns1123Label) }
    ),
    (
      "dns1123SubdomainPrefix",
      CELFormat("DNS1123SubdomainPrefix", regexSizeMax: 60) { prefix($0, NameValidation.dns1123Subdomain) }
    ),
    (
      "dns1035LabelPrefix",
      CELFormat("DNS1035LabelPrefix", regexSizeMax: 30) { prefix($0, NameValidation.dns1035Label) }
    ),
    ("labelValue", CELFormat("LabelValue", regexSizeMax: 40) { NameValidation.labelValue($0) }),
    ("uri", CELFormat("URI", regexSizeMax: 1000, validate: uri)),
    ("uuid", CELFormat("uuid", regexSizeMax: 69) { matches($0, uuid) ? [] : ["does not match the UUID format"] }),
    ("byte", CELFormat("byte", regexSizeMax: 90) { isBase64($0) ? [] : ["invalid base64"] }),
    (
      "date",
      CELFormat("date", regexSizeMax: 96) {
        TimestampText.parse($0 + "T00:00:00Z") == nil || $0.utf8.count != 10 ? ["invalid date"] : []
      }
    ),
    (
      "datetime", CELFormat("datetime", regexSizeMax: 96) { TimestampText.parse($0) == nil ? ["invalid datetime"] : [] }
    ),
  ]

  /// A hyphen at the end may be followed by what is generated.
  private static func prefix(_ text: String, _ validate: (String) -> [String]) -> [String] {
    validate(text.utf8.count > 1 && text.hasSuffix("-") ? text.dropLast() + "a" : text)
  }

  private static let uuid = try? LinearRegex("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$")

  private static func matches(_ text: String, _ regex: LinearRegex?) -> Bool { regex?.matches(text) ?? false }

  private static func isBase64(_ text: String) -> Bool { (try? Base64.decode(text)) != nil }

  private static func uri(_ text: String) -> [String] {
    do throws(CELError) {
      _ = try GoURL(request: text)
      return []
    } catch {
      return [error.message]
    }
  }
}
