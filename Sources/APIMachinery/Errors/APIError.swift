/// An error as the API reports it: the content of a `Status` object. The server makes these where a
/// request fails and turns them into a response in one place; clients decode them from it.
public struct APIError: Error, Sendable, Equatable {
  /// The HTTP status.
  public var code: Int
  public var reason: Reason
  /// For a person, and for the clients that match on upstream's wording.
  public var message: String
  public var details: Details?
  /// `metadata.continue` of the `Status`: how to go on with a list the continue token of which has expired.
  public var continueToken = ""

  /// `metav1.StatusReason`.
  public struct Reason: RawRepresentable, Sendable, Hashable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let unknown = Reason(rawValue: "")
    public static let unauthorized = Reason(rawValue: "Unauthorized")
    public static let forbidden = Reason(rawValue: "Forbidden")
    public static let notFound = Reason(rawValue: "NotFound")
    public static let alreadyExists = Reason(rawValue: "AlreadyExists")
    public static let conflict = Reason(rawValue: "Conflict")
    public static let gone = Reason(rawValue: "Gone")
    public static let invalid = Reason(rawValue: "Invalid")
    public static let serverTimeout = Reason(rawValue: "ServerTimeout")
    public static let timeout = Reason(rawValue: "Timeout")
    public static let tooManyRequests = Reason(rawValue: "TooManyRequests")
    public static let badRequest = Reason(rawValue: "BadRequest")
    public static let methodNotAllowed = Reason(rawValue: "MethodNotAllowed")
    public static let notAcceptable = Reason(rawValue: "NotAcceptable")
    public static let requestEntityTooLarge = Reason(rawValue: "RequestEntityTooLarge")
    public static let unsupportedMediaType = Reason(rawValue: "UnsupportedMediaType")
    public static let internalError = Reason(rawValue: "InternalError")
    public static let expired = Reason(rawValue: "Expired")
    public static let serviceUnavailable = Reason(rawValue: "ServiceUnavailable")
  }

  /// `metav1.StatusDetails`.
  public struct Details: Sendable, Equatable {
    public var name: String
    public var group: String
    /// The resource or kind, as upstream fills it.
    public var kind: String
    public var uid: String
    public var causes: [Cause]
    public var retryAfterSeconds: Int

    public init(
      name: String = "", group: String = "", kind: String = "", uid: String = "", causes: [Cause] = [],
      retryAfterSeconds: Int = 0
    ) {
      self.name = name
      self.group = group
      self.kind = kind
      self.uid = uid
      self.causes = causes
      self.retryAfterSeconds = retryAfterSeconds
    }
  }

  /// `metav1.StatusCause`.
  public struct Cause: Sendable, Equatable {
    public var reason: String
    public var message: String
    public var field: String

    public init(reason: String, message: String, field: String) {
      self.reason = reason
      self.message = message
      self.field = field
    }
  }

  public init(code: Int, reason: Reason, message: String, details: Details? = nil) {
    self.code = code
    self.reason = reason
    self.message = message
    self.details = details
  }
}

extension APIError: CustomStringConvertible {
  public var description: String { message }
}
