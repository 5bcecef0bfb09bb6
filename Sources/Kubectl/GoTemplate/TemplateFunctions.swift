import APIMachinery

/// The functions of templates: Go's built-in ones and kubectl's two.
enum TemplateFunctions {
  static let names: Set<String> = [
    "and", "or", "not", "call", "html", "index", "slice", "js", "len", "print", "printf", "println", "urlquery", "eq",
    "ne", "lt", "le", "gt", "ge", "exists", "base64decode",
  ]

  struct Failure: Error {
    var message: String
    /// The function itself failed, and not how it was called.
    var isCall = true
  }

  static func call(_ name: String, _ arguments: [JSONValue?]) throws -> JSONValue? {
    switch name {
    case "not": return .bool(!GoText.isTrue(try one(name, arguments)))
    case "len": return .integer(try length(try one(name, arguments)))
    case "index": return try index(try atLeastOne(name, arguments))
    case "slice": return try slice(try atLeastOne(name, arguments))
    case "print": return .string(GoText.print(arguments))
    case "println":
      return .string(arguments.map { $0.map(GoText.value) ?? "<nil>" }.joined(separator: " ") + "\n")
    case "printf":
      guard case .string(let format)? = try atLeastOne(name, arguments)[0] else {
        throw Failure(
          message: "wrong type for value; expected string; got \(GoText.typeName(arguments[0]))", isCall: false)
      }
      return .string(GoPrintf.format(format, Array(arguments.dropFirst())))
    case "html": return .string(escapeHTML(GoText.print(arguments)))
    case "js": return .string(escapeJavaScript(GoText.print(arguments)))
    case "urlquery": return .string(escapeQuery(GoText.print(arguments)))
    case "eq": return .bool(try equal(try atLeastOne(name, arguments)))
    case "ne", "lt", "le", "gt", "ge": return .bool(try compare(name, arguments))
    case "exists": return .bool(exists(try atLeastOne(name, arguments)))
    case "base64decode":
      guard case .string(let text)? = try one(name, arguments) else {
        throw Failure(
          message: "wrong type for value; expected string; got \(GoText.typeName(arguments[0]))", isCall: false)
      }
      guard let bytes = try? Base64.decode(text) else {
        throw Failure(message: "base64 decode failed: illegal base64 data")
      }
      return .string(String(decoding: bytes, as: UTF8.self))
    default: throw Failure(message: "\(name) of data is not supported: data hold no functions")
    }
  }

  private static func one(_ name: String, _ arguments: [JSONValue?]) throws -> JSONValue? {
    guard arguments.count == 1 else {
      throw Failure(message: "wrong number of args for \(name): want 1 got \(arguments.count)", isCall: false)
    }
    return arguments[0]
  }

  private static func atLeastOne(_ name: String, _ arguments: [JSONValue?]) throws -> [JSONValue?] {
    guard !arguments.isEmpty else {
      throw Failure(message: "wrong number of args for \(name): want at least 1 got 0", isCall: false)
    }
    return arguments
  }

  private static func length(_ value: JSONValue?) throws -> Int64 {
    switch value {
    case .string(let text): return Int64(text.utf8.count)
    case .array(let elements): return Int64(elements.count)
    case .object(let object): return Int64(object.count)
    case nil, .null: throw Failure(message: "len of nil pointer")
    default: throw Failure(message: "len of type \(GoText.typeName(value))")
    }
  }

  private static func index(_ arguments: [JSONValue?]) throws -> JSONValue? {
    var value = arguments[0]
    for key in arguments.dropFirst() {
      switch (value, key) {
      case (nil, _), (.null, _): throw Failure(message: "index of untyped nil")
      case (.object(let object), .string(let name)?): value = object[name]
      case (.array(let elements), .integer(let position)?):
        guard elements.indices.contains(Int(position)) else {
          throw Failure(message: "index out of range: \(position)")
        }
        value = elements[Int(position)]
      case (.string(let text), .integer(let position)?):
        let bytes = Array(text.utf8)
        guard bytes.indices.contains(Int(position)) else {
          throw Failure(message: "index out of range: \(position)")
        }
        value = .integer(Int64(bytes[Int(position)]))
      case (.object, _): throw Failure(message: "value has type \(GoText.typeName(key)); should be string")
      case (.array, _), (.string, _):
        throw Failure(message: "cannot index slice/array with type \(GoText.typeName(key))")
      default: throw Failure(message: "can't index item of type \(GoText.typeName(value))")
      }
    }
    return value
  }

  private static func slice(_ arguments: [JSONValue?]) throws -> JSONValue? {
    let bounds = try arguments.dropFirst().map { argument -> Int in
      guard case .integer(let value)? = argument else {
        throw Failure(message: "cannot index slice/array with type \(GoText.typeName(argument))")
      }
      return Int(value)
    }
    guard bounds.count <= 3 else { throw Failure(message: "too many slice indexes: \(bounds.count)") }
    func range(_ count: Int) throws -> Range<Int> {
      let start = bounds.first ?? 0
      let end = bounds.count > 1 ? bounds[1] : count
      for bound in bounds where bound < 0 || bound > count { throw Failure(message: "index out of range: \(bound)") }
      guard start <= end else { throw Failure(message: "invalid slice index: \(start) > \(end)") }
      return start..<end
    }
    switch arguments[0] {
    case .string(let text):
      let bytes = Array(text.utf8)
      return .string(String(decoding: bytes[try range(bytes.count)], as: UTF8.self))
    case .array(let elements): return .array(Array(elements[try range(elements.count)]))
    case nil, .null: throw Failure(message: "slice of untyped nil")
    default: throw Failure(message: "can't slice item of type \(GoText.typeName(arguments[0]))")
    }
  }

  private static func exists(_ arguments: [JSONValue?]) -> Bool {
    var value = arguments[0]
    for key in arguments.dropFirst() {
      switch (value, key) {
      case (.object(let object)?, .string(let name)?): value = object[name]
      case (.array(let elements)?, .integer(let position)?):
        value = elements.indices.contains(Int(position)) ? elements[Int(position)] : nil
      default: return false
      }
      if value == nil || value == .null { return false }
    }
    return true
  }

  // MARK: Comparisons

  private static func equal(_ arguments: [JSONValue?]) throws -> Bool {
    guard arguments.count > 1 else { throw Failure(message: "missing argument for comparison") }
    for other in arguments.dropFirst() where try areEqual(arguments[0], other) { return true }
    return false
  }

  private static func areEqual(_ left: JSONValue?, _ right: JSONValue?) throws -> Bool {
    switch (left, right) {
    case (.string, .string), (.integer, .integer), (.number, .number), (.bool, .bool): return left == right
    case (nil, nil), (.null, nil), (nil, .null), (.null, .null): return true
    case (nil, _), (_, nil), (.null, _), (_, .null): return false
    case (.object, _), (.array, _), (_, .object), (_, .array):
      throw Failure(message: "non-comparable type \(GoText.typeName(left)): \(left.map(GoText.value) ?? "")")
    default: throw Failure(message: "incompatible types for comparison")
    }
  }

  private static func compare(_ name: String, _ arguments: [JSONValue?]) throws -> Bool {
    guard arguments.count == 2 else {
      throw Failure(message: "wrong number of args for \(name): want 2 got \(arguments.count)", isCall: false)
    }
    let (left, right) = (arguments[0], arguments[1])
    if name == "ne" { return !(try areEqual(left, right)) }
    func ordered<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
      switch name {
      case "lt": left < right
      case "le": left <= right
      case "gt": left > right
      default: left >= right
      }
    }
    switch (left, right) {
    case (.string(let left), .string(let right)): return ordered(left, right)
    case (.integer(let left), .integer(let right)): return ordered(left, right)
    case (.number(let left), .number(let right)): return ordered(left, right)
    case (.bool, .bool), (nil, nil), (.null, .null): throw Failure(message: "invalid type for comparison")
    default: throw Failure(message: "incompatible types for comparison")
    }
  }

  // MARK: Escapes

  private static func escapeHTML(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\0": result += "\u{FFFD}"
      case "\"": result += "&#34;"
      case "'": result += "&#39;"
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }

  private static func escapeJavaScript(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "'": result += "\\'"
      case "\"": result += "\\\""
      case "<", ">", "&", "=", "\0"..."\u{1F}":
        let code = String(scalar.value, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func escapeQuery(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~".utf8)
    var result = ""
    for byte in text.utf8 {
      if plain.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else if byte == 0x20 {
        result += "+"
      } else {
        let code = String(byte, radix: 16, uppercase: true)
        result += "%" + (code.count == 1 ? "0" : "") + code
      }
    }
    return result
  }
}
