/// Why a certificate or key could not be made, read or trusted.
public struct PKIError: Error, Sendable, Equatable, CustomStringConvertible {
  public var code: Code
  /// For the person who must act.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What kind of problem it is.
  public enum Code: Sendable, Equatable {
    /// No PEM, or not of the expected kind.
    case malformed
    /// Keys or algorithms that are not supported.
    case unsupported
    /// Not signed by an authority that is trusted, or not made for this use.
    case untrusted
    case expired
    /// Reading or writing a file failed.
    case file
  }

  public var description: String { message }

  /// Runs `body`; an error of the libraries below becomes one of ours.
  static func wrap<Value>(
    _ code: Code, _ what: @autoclosure () -> String, _ body: () throws -> Value
  ) throws(PKIError) -> Value {
    do {
      return try body()
    } catch let error as PKIError {
      throw error
    } catch {
      throw PKIError(code, "\(what()): \(error)")
    }
  }
}
