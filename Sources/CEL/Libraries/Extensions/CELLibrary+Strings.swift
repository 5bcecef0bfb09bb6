extension CELLibrary {
  /// Text: `charAt`, `indexOf`, `replace`, `split`, `format` and more, all counting in code points.
  public static let strings = strings(quotesNested: false, hasReverse: true)

  /// As version 2 of the library, which Kubernetes uses.
  static let kubernetesStrings = strings(quotesNested: true, hasReverse: false)

  /// - Parameter quotesNested: `%s` writes strings within lists and maps in quotes.
  private static func strings(quotesNested: Bool, hasReverse: Bool) -> CELLibrary {
    var library = CELLibrary()
    library.functions =
      searches + pieces + cases + [
        CELFunction(
          "format",
          [
            .member("string_format", "string, list(dyn) -> string") { format, arguments throws(CELError) in
              guard case .string(let format) = format, case .list(let arguments) = arguments else {
                throw .noSuchOverload
              }
              return .string(try StringFormat(quotesNested: quotesNested).apply(format, arguments))
            }
          ]),
        CELFunction(
          "strings.quote",
          [
            .global("strings_quote", "string -> string") { value throws(CELError) in
              .string(TextOperations.quoted(try value.text()))
            }
          ]),
      ]
    if hasReverse {
      library.functions.append(
        CELFunction(
          "reverse",
          [
            .member("string_reverse", "string -> string") { value throws(CELError) in
              .string(String(String.UnicodeScalarView(try value.text().unicodeScalars.reversed())))
            }
          ]))
    }
    return library
  }

  private static let searches = [
    CELFunction(
      "charAt",
      [
        .member("string_char_at_int", "string, int -> string") { text, index throws(CELError) in
          let (scalars, index) = (try text.scalars(), try index.integer())
          guard index >= 0, index <= scalars.count else { throw CELError("index out of range: \(index)") }
          return .string(index == scalars.count ? "" : String(scalars[Int(index)]))
        }
      ]),
    CELFunction(
      "indexOf",
      [
        .member("string_index_of_string", "string, string -> int") { text, part throws(CELError) in
          .int(try TextOperations.index(of: try part.scalars(), in: try text.scalars(), from: 0))
        },
        .memberN("string_index_of_string_int", "string, string, int -> int") { values throws(CELError) in
          .int(
            try TextOperations.index(
              of: try values[1].scalars(), in: try values[0].scalars(), from: try values[2].integer()))
        },
      ]),
    CELFunction(
      "lastIndexOf",
      [
        .member("string_last_index_of_string", "string, string -> int") { text, part throws(CELError) in
          let (text, part) = (try text.scalars(), try part.scalars())
          if part.isEmpty { return .int(Int64(text.count)) }
          if text.count < part.count { return .int(-1) }
          return .int(try TextOperations.lastIndex(of: part, in: text, from: Int64(text.count - 1)))
        },
        .memberN("string_last_index_of_string_int", "string, string, int -> int") { values throws(CELError) in
          .int(
            try TextOperations.lastIndex(
              of: try values[1].scalars(), in: try values[0].scalars(), from: try values[2].integer()))
        },
      ]),
  ]

  private static let pieces = [
    CELFunction(
      "substring",
      [
        .member("string_substring_int", "string, int -> string") { text, start throws(CELError) in
          let (scalars, start) = (try text.scalars(), try start.integer())
          guard start >= 0, start <= scalars.count else { throw CELError("index out of range: \(start)") }
          return .string(TextOperations.string(scalars[Int(start)...]))
        },
        .memberN("string_substring_int_int", "string, int, int -> string") { values throws(CELError) in
          let (scalars, start, end) = (try values[0].scalars(), try values[1].integer(), try values[2].integer())
          guard start <= end else { throw CELError("invalid substring range. start: \(start), end: \(end)") }
          guard start >= 0, start <= scalars.count else { throw CELError("index out of range: \(start)") }
          guard end <= scalars.count else { throw CELError("index out of range: \(end)") }
          return .string(TextOperations.string(scalars[Int(start)..<Int(end)]))
        },
      ]),
    CELFunction(
      "replace",
      [
        .memberN("string_replace_string_string", "string, string, string -> string") { values throws(CELError) in
          .string(
            TextOperations.replace(try values[1].text(), by: try values[2].text(), in: try values[0].text(), limit: -1))
        },
        .memberN("string_replace_string_string_int", "string, string, string, int -> string") {
          values throws(CELError) in
          .string(
            TextOperations.replace(
              try values[1].text(), by: try values[2].text(), in: try values[0].text(),
              limit: try values[3].integer()))
        },
      ]),
    CELFunction(
      "split",
      [
        .member("string_split_string", "string, string -> list(string)") { text, separator throws(CELError) in
          .list(TextOperations.split(try text.text(), by: try separator.text(), limit: -1).map(CELValue.string))
        },
        .memberN("string_split_string_int", "string, string, int -> list(string)") { values throws(CELError) in
          .list(
            TextOperations.split(try values[0].text(), by: try values[1].text(), limit: try values[2].integer())
              .map(CELValue.string))
        },
      ]),
    CELFunction(
      "join",
      [
        .member("list_join", "list(string) -> string") { list throws(CELError) in
          .string(try TextOperations.join(list, separator: ""))
        },
        .member("list_join_string", "list(string), string -> string") { list, separator throws(CELError) in
          .string(try TextOperations.join(list, separator: try separator.text()))
        },
      ]),
  ]

  private static let cases = [
    CELFunction(
      "lowerAscii",
      [
        .member("string_lower_ascii", "string -> string") { value throws(CELError) in
          .string(TextOperations.mapASCII(try value.text()) { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
        }
      ]),
    CELFunction(
      "upperAscii",
      [
        .member("string_upper_ascii", "string -> string") { value throws(CELError) in
          .string(TextOperations.mapASCII(try value.text()) { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 })
        }
      ]),
    CELFunction(
      "trim",
      [
        .member("string_trim", "string -> string") { value throws(CELError) in
          .string(TextOperations.trim(try value.text()))
        }
      ]),
  ]
}

extension CELValue {
  /// The value of an argument that must be of a type.
  func text() throws(CELError) -> String {
    guard case .string(let text) = self else { throw .noSuchOverload }
    return text
  }

  func scalars() throws(CELError) -> [Unicode.Scalar] { Array(try text().unicodeScalars) }

  func integer() throws(CELError) -> Int64 {
    guard case .int(let value) = self else { throw .noSuchOverload }
    return value
  }

  func elements() throws(CELError) -> CELList {
    guard case .list(let list) = self else { throw .noSuchOverload }
    return list
  }
}
