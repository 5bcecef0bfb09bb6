/// What went wrong with the container runtime, the image tools or the supervised containerd.
public struct ContainerRuntimeError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is; more may come.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Value: String {
      case notFound, alreadyExists, unavailable, deadlineExceeded, invalidArgument, cancelled, failed
      case damagedImage, cannotStart
    }
    private let value: Value

    /// The sandbox, container or image isn't there (any more).
    public static let notFound = Code(value: .notFound)
    public static let alreadyExists = Code(value: .alreadyExists)
    /// No connection to the runtime, or it was lost during the call; the call may or may not have happened.
    public static let unavailable = Code(value: .unavailable)
    public static let deadlineExceeded = Code(value: .deadlineExceeded)
    public static let invalidArgument = Code(value: .invalidArgument)
    public static let cancelled = Code(value: .cancelled)
    /// Everything else the runtime reports.
    public static let failed = Code(value: .failed)
    /// An image archive that can't be read.
    public static let damagedImage = Code(value: .damagedImage)
    /// containerd could not be started.
    public static let cannotStart = Code(value: .cannotStart)

    public var description: String { value.rawValue }
  }

  public var code: Code
  /// For the person who must act: what was tried and what the runtime said.
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
