/// Why a value can't be encrypted or read again, or a configuration of encryption is wrong. Never holds keys or values.
public struct EncryptionError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }

  public var description: String { message }
}
