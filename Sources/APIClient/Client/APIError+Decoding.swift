public import APIMachinery

extension APIError {
  /// The error in the body of a failed response: a `Status`, or whatever a proxy on the way answered, of
  /// which the first 2,048 bytes become the message, as in client-go.
  static func decoded(from bytes: [UInt8], status: Int) -> APIError {
    if let json = try? JSONParser.parse(bytes), json["kind"]?.stringValue == "Status" {
      var error = APIError(status: json)
      if error.code == 0 { error.code = status }
      return error
    }
    let text = String(decoding: bytes.prefix(2048), as: UTF8.self)
    let message =
      text.isEmpty ? "the server answered with HTTP status \(status)" : text
    return APIError(code: status, reason: Reason(httpStatus: status), message: message)
  }

  /// The object isn't there.
  public var isNotFound: Bool { reason == .notFound }
  /// The object changed since it was read, or an identity doesn't match.
  public var isConflict: Bool { reason == .conflict }
  /// An object of that name is already there.
  public var isAlreadyExists: Bool { reason == .alreadyExists }
  /// The resource version asked for is no longer in history.
  public var isExpired: Bool { reason == .expired || reason == .gone || code == 410 }
  /// The request can't succeed because its namespace is being deleted.
  public var isNamespaceTerminating: Bool {
    code == 403 && (details?.causes.contains { $0.reason == "NamespaceTerminating" } ?? false)
  }
}

extension APIError.Reason {
  /// The reason that goes with an HTTP status where the body gives none.
  init(httpStatus: Int) {
    switch httpStatus {
    case 400: self = .badRequest
    case 401: self = .unauthorized
    case 403: self = .forbidden
    case 404: self = .notFound
    case 405: self = .methodNotAllowed
    case 406: self = .notAcceptable
    case 409: self = .conflict
    case 410: self = .gone
    case 413: self = .requestEntityTooLarge
    case 415: self = .unsupportedMediaType
    case 422: self = .invalid
    case 429: self = .tooManyRequests
    case 500: self = .internalError
    case 503: self = .serviceUnavailable
    case 504: self = .timeout
    default: self = .unknown
    }
  }
}

/// Runs `body`; gives nil instead of a "not found" error.
public func ifFound<Result>(_ body: () async throws -> Result) async throws -> Result? {
  do {
    return try await body()
  } catch let error as APIError where error.isNotFound {
    return nil
  }
}
