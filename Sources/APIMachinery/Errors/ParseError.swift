/// Text that is not what it should be: a quantity, a time, a selector, a patch, YAML. The message is upstream's where
/// kube-apiserver hands it to clients.
public struct ParseError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }

  public var description: String { message }
}
