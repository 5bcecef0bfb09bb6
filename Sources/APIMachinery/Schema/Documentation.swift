/// The one-line description of a type or field.
///
/// Descriptions of built-in types stay where the linker put them, in the embedded schema files, and
/// become strings only for those who ask (OpenAPI, `explain`): thousands of lines that a server rarely
/// reads then cost no memory of their own.
public struct Documentation: @unchecked Sendable, ExpressibleByStringLiteral {
  private enum Storage {
    case text(String)
    /// Bytes that live as long as the program.
    case embedded(UnsafeRawBufferPointer)
  }

  private let storage: Storage

  public static let none = Documentation("")

  public init(_ text: String) { storage = .text(text) }

  public init(stringLiteral value: String) { self.init(value) }

  /// `bytes` must stay valid for as long as the program runs.
  init(embedded bytes: UnsafeRawBufferPointer) { storage = .embedded(bytes) }

  public var isEmpty: Bool {
    switch storage {
    case .text(let text): text.isEmpty
    case .embedded(let bytes): bytes.isEmpty
    }
  }

  public var text: String {
    switch storage {
    case .text(let text): text
    case .embedded(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }
}
