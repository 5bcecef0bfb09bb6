/// The errors of the API in upstream's wording (`k8s.io/apimachinery/pkg/api/errors`).
extension APIError {
  /// 404: there is no such object.
  public static func notFound(_ resource: GroupResource, _ name: String) -> APIError {
    APIError(
      code: 404, reason: .notFound, message: "\(resource) \(GoFormat.quoted(name)) not found",
      details: Details(resource, name))
  }

  /// 409: an object of this name is there.
  public static func alreadyExists(_ resource: GroupResource, _ name: String) -> APIError {
    APIError(
      code: 409, reason: .alreadyExists, message: "\(resource) \(GoFormat.quoted(name)) already exists",
      details: Details(resource, name))
  }

  /// The name made from `generateName` was taken every time.
  public static func generateNameConflict(_ resource: GroupResource, _ name: String, retryAfter: Int) -> APIError {
    var details = Details(resource, name)
    details.retryAfterSeconds = retryAfter
    return APIError(
      code: 409, reason: .alreadyExists,
      message: "\(resource) \(GoFormat.quoted(name)) already exists, the server was not able to generate a unique name "
        + "for the object", details: details)
  }

  /// 409: the object has changed since it was read, or is not as expected.
  public static func conflict(_ resource: GroupResource, _ name: String, _ message: String) -> APIError {
    APIError(
      code: 409, reason: .conflict,
      message: "Operation cannot be fulfilled on \(resource) \(GoFormat.quoted(name)): \(message)",
      details: Details(resource, name))
  }

  /// The object was changed since the client read it.
  public static func modified(_ resource: GroupResource, _ name: String) -> APIError {
    conflict(
      resource, name,
      "the object has been modified; please apply your changes to the latest version and try again")
  }

  /// Field managers disagree (server-side apply).
  public static func applyConflict(_ causes: [Cause], _ message: String) -> APIError {
    APIError(code: 409, reason: .conflict, message: message, details: Details(causes: causes))
  }

  /// 422: with a cause for each field.
  public static func invalid(_ kind: GroupKind, _ name: String, _ errors: FieldErrorList) -> APIError {
    let causes = errors.map { Cause(reason: $0.kind.rawValue, message: $0.body, field: $0.field) }
    let text = errors.isEmpty ? "" : ": \(errors.joinedMessage)"
    return APIError(
      code: 422, reason: .invalid, message: "\(kind) \(GoFormat.quoted(name)) is invalid\(text)",
      details: Details(name: name, group: kind.group, kind: kind.kind, causes: causes))
  }

  /// 400.
  public static func badRequest(_ message: String) -> APIError {
    APIError(code: 400, reason: .badRequest, message: message)
  }

  /// 401: nobody knows who asks.
  public static func unauthorized(_ message: String = "Unauthorized") -> APIError {
    APIError(code: 401, reason: .unauthorized, message: message)
  }

  /// - Parameter name: Empty for a collection.
  public static func forbidden(_ resource: GroupResource, _ name: String, _ message: String) -> APIError {
    let text: String
    if resource.resource.isEmpty, resource.group.isEmpty {
      text = "forbidden: \(message)"
    } else if name.isEmpty {
      text = "\(resource) is forbidden: \(message)"
    } else {
      text = "\(resource) \(GoFormat.quoted(name)) is forbidden: \(message)"
    }
    return APIError(code: 403, reason: .forbidden, message: text, details: Details(resource, name))
  }

  /// What was asked for was compacted away: start again from a new list.
  public static func expired(_ message: String) -> APIError {
    APIError(code: 410, reason: .expired, message: message)
  }

  /// 410: history doesn't reach back so far.
  public static func gone(_ message: String) -> APIError {
    APIError(code: 410, reason: .gone, message: message)
  }

  /// 429, to be tried again after so many seconds.
  public static func tooManyRequests(_ message: String, retryAfter: Int) -> APIError {
    APIError(
      code: 429, reason: .tooManyRequests, message: message, details: Details(retryAfterSeconds: retryAfter))
  }

  /// 503.
  public static func serviceUnavailable(_ message: String) -> APIError {
    APIError(code: 503, reason: .serviceUnavailable, message: message)
  }

  /// 405: the resource has no such verb.
  public static func methodNotSupported(_ resource: GroupResource, _ action: String) -> APIError {
    APIError(
      code: 405, reason: .methodNotAllowed,
      message: "\(action) is not supported on resources of kind \(GoFormat.quoted("\(resource)"))",
      details: Details(resource, ""))
  }

  /// The operation may or may not have happened; the client should try again.
  public static func serverTimeout(_ resource: GroupResource, _ operation: String, retryAfter: Int) -> APIError {
    var details = Details(resource, operation)
    details.retryAfterSeconds = retryAfter
    return APIError(
      code: 500, reason: .serverTimeout,
      message: "The \(operation) operation against \(resource) could not be completed at this time, please try again.",
      details: details)
  }

  /// 504, to be tried again after so many seconds.
  public static func timeout(_ message: String, retryAfter: Int) -> APIError {
    APIError(
      code: 504, reason: .timeout, message: "Timeout: \(message)", details: Details(retryAfterSeconds: retryAfter))
  }

  /// 500.
  public static func internalError(_ message: String) -> APIError {
    APIError(
      code: 500, reason: .internalError, message: "Internal error occurred: \(message)",
      details: Details(causes: [Cause(reason: "", message: message, field: "")]))
  }

  /// 413.
  public static func requestEntityTooLarge(_ message: String) -> APIError {
    APIError(code: 413, reason: .requestEntityTooLarge, message: "Request entity too large: \(message)")
  }

  /// 415: the body's type can't be read.
  public static func unsupportedMediaType(_ message: String) -> APIError {
    APIError(code: 415, reason: .unsupportedMediaType, message: message)
  }

  /// 406: no type that the client takes can be written.
  public static func notAcceptable(_ message: String) -> APIError {
    APIError(code: 406, reason: .notAcceptable, message: message)
  }

  /// No such path.
  public static let pathNotFound = APIError(
    code: 404, reason: .notFound, message: "the server could not find the requested resource", details: Details())

  /// No such verb at this path.
  public static let methodNotAllowed = APIError(
    code: 405, reason: .methodNotAllowed,
    message: "the server does not allow this method on the requested resource", details: Details())

  /// What a client makes of an answer that is no `Status`, as client-go words it.
  public static func response(code: Int, body: String) -> APIError {
    let (reason, message): (Reason, String) =
      switch code {
      case 400: (.badRequest, "the server rejected our request for an unknown reason")
      case 401: (.unauthorized, "the server has asked for the client to provide credentials")
      case 403: (.forbidden, body)
      case 404: (.notFound, "the server could not find the requested resource")
      case 405: (.methodNotAllowed, "the server does not allow this method on the requested resource")
      case 406: (.notAcceptable, body)
      case 409: (.conflict, "the server reported a conflict")
      case 410: (.gone, body)
      case 415: (.unsupportedMediaType, body)
      case 422: (.invalid, "the server rejected our request due to an error in our request")
      case 429: (.tooManyRequests, "the server has received too many requests and has asked us to try again later")
      case 503: (.serviceUnavailable, "the server is currently unable to handle the request")
      case 504:
        (
          .timeout,
          "the server was unable to return a response in the time allotted, but may still be processing the request"
        )
      case 500...:
        (.internalError, "an error on the server (\(GoFormat.quoted(body))) has prevented the request from succeeding")
      default: (.unknown, "the server responded with the status code \(code) but did not return more information")
      }
    let cause = Cause(reason: "UnexpectedServerResponse", message: body, field: "")
    return APIError(code: code, reason: reason, message: message, details: Details(causes: [cause]))
  }
}

extension APIError.Details {
  public init(_ resource: GroupResource, _ name: String) {
    self.init(name: name, group: resource.group, kind: resource.resource)
  }
}
