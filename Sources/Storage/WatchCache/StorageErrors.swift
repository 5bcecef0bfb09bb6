public import APIMachinery

/// The API's errors about resource versions, in upstream's words (apimachinery/pkg/api/errors, apiserver/pkg/storage).
enum StorageErrors {
  static func expired(_ message: String) -> APIError {
    APIError(code: 410, reason: .expired, message: message)
  }

  static func tooOld(_ revision: Revision, oldest: Revision) -> APIError {
    expired("too old resource version: \(revision) (\(oldest))")
  }

  static var listExpired: APIError { expired("The resourceVersion for the provided list is too old.") }

  /// For a continue token the revision of which is gone; its `continueToken` goes on with the newest state.
  static func continueExpired(start: String) -> APIError {
    var error = expired(
      """
      The provided continue parameter is too old to display a consistent list result. You can start a new list \
      without the continue parameter, or use the continue token in this response to retrieve the remainder of the \
      results. Continuing with the provided token results in an inconsistent list - objects that were created, \
      modified, or deleted between the time the first chunk was returned and now may show up in the list.
      """)
    error.continueToken = ContinueToken(revision: -1, start: start).encoded
    return error
  }
}

extension APIError {
  /// For a read that asks for a revision the store hasn't reached.
  public static func tooLargeResourceVersion(_ revision: Revision, current: Revision) -> APIError {
    APIError(
      code: 504, reason: .timeout, message: "Timeout: Too large resource version: \(revision), current: \(current)",
      details: Details(
        causes: [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")],
        retryAfterSeconds: 1))
  }
}
