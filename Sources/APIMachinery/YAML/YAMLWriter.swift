/// Writes YAML as go-yaml v2 does for kubectl: block style, members sorted, lists not indented below their key, long
/// lines folded at 80 columns.
struct YAMLWriter {
  private static let width = 80
  private static let step = 2

  private(set) var bytes: [UInt8] = []
  private var column = 0

  mutating func document(_ value: JSONValue) {
    switch value {
    case .object(let object) where !object.isEmpty: mapping(object, indent: 0)
    case .array(let elements) where !elements.isEmpty: sequence(elements, indent: 0)
    default:
      scalar(value, indent: Self.step, isKey: false)
      lineBreak()
    }
  }

  // MARK: Collections

  private mutating func mapping(_ object: JSONObject, indent: Int) {
    var isFirst = true
    for member in object.members.sorted(by: { YAMLKeyOrder.precedes($0.key, $1.key) }) {
      if !isFirst { write(indent: indent) }
      isFirst = false
      if column < indent { write(indent: indent) }
      scalar(.string(member.key), indent: indent + Self.step, isKey: true)
      put(":")
      self.member(member.value, indent: indent)
    }
  }

  private mutating func member(_ value: JSONValue, indent: Int) {
    switch value {
    case .object(let object) where !object.isEmpty:
      lineBreak()
      write(indent: indent + Self.step)
      mapping(object, indent: indent + Self.step)
    case .array(let elements) where !elements.isEmpty:
      lineBreak()
      sequence(elements, indent: indent)
    default:
      put(" ")
      scalar(value, indent: indent + Self.step, isKey: false)
      lineBreak()
    }
  }

  private mutating func sequence(_ elements: [JSONValue], indent: Int) {
    var isFirst = true
    for element in elements {
      if !isFirst || column < indent { write(indent: indent) }
      isFirst = false
      put("- ")
      switch element {
      case .object(let object) where !object.isEmpty: mapping(object, indent: indent + Self.step)
      case .array(let inner) where !inner.isEmpty: sequence(inner, indent: indent + Self.step)
      default:
        scalar(element, indent: indent + Self.step, isKey: false)
        lineBreak()
      }
    }
  }

  // MARK: Scalars

  private mutating func scalar(_ value: JSONValue, indent: Int, isKey: Bool) {
    switch value {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .integer(let value): put("\(value)")
    case .number(let value):
      put(value.isFinite ? GoFormat.plain(value) : (value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf"))
    case .array: put("[]")
    case .object: put("{}")
    case .string(let text):
      let scalars = Array(text.unicodeScalars)
      switch YAMLStyle.choose(text, scalars, isKey: isKey) {
      case .plain: plain(scalars, indent: indent, mayBreak: !isKey)
      case .singleQuoted: singleQuoted(scalars, indent: indent, mayBreak: !isKey)
      case .doubleQuoted: doubleQuoted(scalars, indent: indent, mayBreak: !isKey)
      case .literal: literal(scalars, indent: indent)
      }
    }
  }

  private mutating func plain(_ text: [Unicode.Scalar], indent: Int, mayBreak: Bool) {
    var afterSpace = false
    for (position, scalar) in text.enumerated() {
      if scalar == " " {
        let nextIsSpace = position + 1 < text.count && text[position + 1] == " "
        if mayBreak, !afterSpace, column > Self.width, !nextIsSpace {
          fold(indent)
        } else {
          put(scalar)
        }
        afterSpace = true
      } else {
        put(scalar)
        afterSpace = false
      }
    }
  }

  private mutating func singleQuoted(_ text: [Unicode.Scalar], indent: Int, mayBreak: Bool) {
    put("'")
    var afterSpace = false
    var afterBreak = false
    for (position, scalar) in text.enumerated() {
      if scalar == " " {
        let nextIsSpace = position + 1 < text.count && text[position + 1] == " "
        let isInside = position > 0 && position < text.count - 1
        if mayBreak, !afterSpace, column > Self.width, isInside, !nextIsSpace {
          fold(indent)
        } else {
          put(scalar)
        }
        afterSpace = true
      } else if YAMLStyle.isBreak(scalar) {
        if !afterBreak, scalar == "\n" { lineBreak() }
        lineBreak(scalar)
        afterBreak = true
      } else {
        if afterBreak { write(indent: indent) }
        if scalar == "'" { put(scalar) }
        put(scalar)
        afterSpace = false
        afterBreak = false
      }
    }
    put("'")
  }

  private mutating func doubleQuoted(_ text: [Unicode.Scalar], indent: Int, mayBreak: Bool) {
    put("\"")
    var afterSpace = false
    for (position, scalar) in text.enumerated() {
      if scalar == " " {
        let isInside = position > 0 && position < text.count - 1
        if mayBreak, !afterSpace, column > Self.width, isInside {
          fold(indent)
          if text[position + 1] == " " { put("\\") }
        } else {
          put(scalar)
        }
        afterSpace = true
      } else if scalar == "\"" || scalar == "\\" || !YAMLStyle.isPrintable(scalar) || YAMLStyle.isBreak(scalar) {
        put(YAMLStyle.escape(scalar))
        afterSpace = false
      } else {
        put(scalar)
        afterSpace = false
      }
    }
    put("\"")
  }

  private mutating func literal(_ text: [Unicode.Scalar], indent: Int) {
    put("|")
    if let first = text.first, first == " " || YAMLStyle.isBreak(first) { put("\(Self.step)") }
    if let last = text.last {
      if !YAMLStyle.isBreak(last) {
        put("-")
      } else if text.count == 1 || YAMLStyle.isBreak(text[text.count - 2]) {
        put("+")
      }
    }
    lineBreak()
    var afterBreak = true
    for (position, scalar) in text.enumerated() {
      if YAMLStyle.isBreak(scalar) {
        // The last line's end is written by whoever goes on.
        if position < text.count - 1 || scalar != "\n" { lineBreak(scalar) }
        afterBreak = true
      } else {
        if afterBreak { write(indent: indent) }
        put(scalar)
        afterBreak = false
      }
    }
  }

  // MARK: Characters

  private mutating func fold(_ indent: Int) {
    lineBreak()
    write(indent: indent)
  }

  private mutating func write(indent: Int) {
    while column < indent {
      bytes.append(0x20)
      column += 1
    }
  }

  private mutating func lineBreak(_ scalar: Unicode.Scalar = "\n") {
    put(scalar)
    column = 0
  }

  private mutating func put(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    column += text.unicodeScalars.count
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    column += 1
  }
}
