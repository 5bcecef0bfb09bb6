import APIMachinery

extension CELLibrary {
  /// Lists as sets: `sets.contains`, `sets.equivalent`, `sets.intersects`.
  public static let sets: CELLibrary = {
    var library = CELLibrary()
    library.functions = [
      operation("contains") { list, other in other.elements.allSatisfy(list.contains) },
      operation("equivalent") { list, other in
        list.elements.allSatisfy(other.contains) && other.elements.allSatisfy(list.contains)
      },
      operation("intersects") { list, other in other.elements.contains(where: list.contains) },
    ]
    return library
  }()

  private static func operation(_ name: String, _ test: @escaping @Sendable (CELList, CELList) -> Bool) -> CELFunction {
    CELFunction(
      "sets.\(name)",
      [
        .global("list_sets_\(name)_list", "list(A), list(A) -> bool") { list, other throws(CELError) in
          .bool(test(try list.elements(), try other.elements()))
        }
      ])
  }

  /// Base64 of bytes.
  public static let encoders: CELLibrary = {
    var library = CELLibrary()
    library.functions = [
      CELFunction(
        "base64.decode",
        [
          .global("base64_decode_string", "string -> bytes") { value throws(CELError) in
            .bytes(try decode(try value.text()))
          }
        ]),
      CELFunction(
        "base64.encode",
        [
          .global("base64_encode_bytes", "bytes -> string") { value throws(CELError) in
            guard case .bytes(let bytes) = value else { throw .noSuchOverload }
            return .string(Base64.encode(bytes))
          }
        ]),
    ]
    return library
  }()

  /// Padding may be missing.
  private static func decode(_ text: String) throws(CELError) -> [UInt8] {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    do {
      return try Base64.decode(text + padding)
    } catch {
      throw CELError(error.message)
    }
  }
}
