/// What went wrong on the client's side; what the server refuses is an `APIError`.
public struct ClientError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public struct Code: Sendable, Hashable {
    private enum Value: Hashable {
      case invalidResponse, invalidObject, invalidConfiguration, unsupportedConfiguration, fileUnreadable, shutDown
      case leadershipLost
    }

    private var value: Value

    /// The server's answer can't be understood.
    public static let invalidResponse = Code(value: .invalidResponse)
    /// An object has not the form its kind asks for.
    public static let invalidObject = Code(value: .invalidObject)
    /// A kubeconfig or command-line option makes no sense.
    public static let invalidConfiguration = Code(value: .invalidConfiguration)
    /// A kubeconfig asks for something that this client doesn't do.
    public static let unsupportedConfiguration = Code(value: .unsupportedConfiguration)
    /// A file named by the configuration can't be read.
    public static let fileUnreadable = Code(value: .fileUnreadable)
    /// The component is being shut down.
    public static let shutDown = Code(value: .shutDown)
    /// Another instance leads now.
    public static let leadershipLost = Code(value: .leadershipLost)
  }

  /// What kind of failure it is.
  public var code: Code
  /// For the person who must act.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
