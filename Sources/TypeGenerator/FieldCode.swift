internal import APIMachinery

/// The Swift of one field: its declaration, and the calls that read and write it.
struct FieldCode {
  let field: Field
  /// The method of `ObjectReader` and `ObjectWriter`.
  let method: String
  let swiftType: String
  let initialValue: String?
  let wrapper: String?
  let writesAlways: Bool
  let takesAlways: Bool

  /// `isRoot`: the field of an API object, whose parts are kept by reference.
  init?(_ field: Field, isPointer: Bool, isRoot: Bool) {
    self.field = field
    var initial: String?
    var wrapper: String?
    var method: String
    var type: String
    var takesAlways = true
    func scalar(_ name: String, _ swift: String, _ zero: String) {
      method = isPointer ? "optional" + name.prefix(1).uppercased() + name.dropFirst() : name
      type = isPointer ? swift + "?" : swift
      initial = isPointer ? nil : zero
    }
    method = ""
    type = ""
    switch field.type {
    case .string, .duration: scalar("string", "String", "\"\"")
    case .bool: scalar("bool", "Bool", "false")
    case .int32: scalar("int32", "Int32", "0")
    case .int64: scalar("int64", "Int64", "0")
    case .double: scalar("double", "Double", "0")
    case .bytes: (method, type, initial) = ("bytes", "[UInt8]", "[]")
    case .time: (method, type) = ("time", "Timestamp?")
    case .microTime: (method, type) = ("microTime", "Timestamp?")
    case .quantity: (method, type) = ("quantity", "Quantity?")
    case .intOrString: (method, type) = ("intOrString", "IntOrString?")
    case .any, .rawExtension, .fieldsV1, .structural: (method, type) = ("any", "JSONValue?")
    case .object(let object):
      let name = TypeSelection.swiftName(of: object)
      if isPointer {
        (method, type, wrapper) = ("optionalObject", name + "?", "@Boxed")
      } else if isRoot {
        (method, type, wrapper, takesAlways) = ("object", name, "@Shared", false)
      } else {
        (method, type, initial, takesAlways) = ("object", name, name + "()", false)
      }
    case .list(let element):
      guard let (name, swift) = Self.element(element) else { return nil }
      (method, type, initial) = (name + "s", "[\(swift)]", "[]")
    case .map(.list(.string)): (method, type, initial) = ("stringsMap", "[String: [String]]", "[:]")
    case .map(let element):
      guard let (name, swift) = Self.element(element) else { return nil }
      (method, type, initial) = (name + "Map", "[String: \(swift)]", "[:]")
    case .schemaOrBool, .schemaOrArray, .schemaOrStrings: return nil
    }
    self.method = method
    swiftType = type
    initialValue = initial
    self.wrapper = wrapper
    writesAlways = !field.omitsEmpty && !field.omitsZero
    self.takesAlways = takesAlways
  }

  private static func element(_ type: ValueType) -> (method: String, swift: String)? {
    switch type {
    case .string: ("string", "String")
    case .int32: ("int32", "Int32")
    case .int64: ("int64", "Int64")
    case .any, .rawExtension, .structural: ("any", "JSONValue")
    case .bytes: ("bytes", "[UInt8]")
    case .time: ("time", "Timestamp")
    case .quantity: ("quantity", "Quantity")
    case .object(let object): ("object", TypeSelection.swiftName(of: object))
    default: nil
    }
  }

  private static let keywords: Set<String> = [
    "default", "operator", "continue", "protocol", "in", "is", "as", "case", "class", "enum", "for", "func", "if",
    "import", "init", "internal", "let", "public", "repeat", "return", "self", "static", "struct", "switch", "var",
    "where", "while", "extension", "true", "false", "nil",
  ]

  /// In backticks where Swift has a meaning of its own for the name.
  static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

  private var name: String { Self.escaped(field.name) }

  var declaration: String {
    var lines = ""
    let text = field.documentation.text
    if !text.isEmpty { lines += "  /// \(text)\n" }
    lines += "  \(wrapper.map { $0 + " " } ?? "")public var \(name): \(swiftType)"
    if let initialValue { lines += " = \(initialValue)" }
    return lines
  }

  var read: String {
    // Times of both precisions are read alike.
    let reader = method == "microTime" ? "time" : method
    return
      "    \(reader == "any" ? "" : "self.")\(name) = \(reader == "any" ? "" : "try ")reader.\(reader)(\"\(field.name)\")"
  }

  var write: String {
    let always = writesAlways && takesAlways ? ", always: true" : ""
    return "    writer.\(method)(\"\(field.name)\", \(name)\(always))"
  }
}
