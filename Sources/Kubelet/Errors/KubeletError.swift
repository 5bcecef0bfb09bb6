/// Why the kubelet can't run; the message is for the person who set it up.
public struct KubeletError: Error, Sendable, CustomStringConvertible {
  public var message: String
  public var description: String { message }

  init(_ message: String) { self.message = message }
}
