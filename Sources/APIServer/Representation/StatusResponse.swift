import APIMachinery

/// The one place where an error becomes an answer.
enum StatusResponse {
  static func make(for error: APIError, request: APIRequest, negotiation: Negotiation = Negotiation()) -> APIResponse {
    let form = (try? negotiation.form(of: request)) ?? .plainJSON
    var headers = Headers()
    if let seconds = error.details?.retryAfterSeconds, seconds > 0 { headers["Retry-After"] = "\(seconds)" }
    return ObjectResponse.make(
      error.bounded.status, type: SchemaRegistry.builtIn.type(named: "meta/v1.Status"), status: error.code, form: form,
      headers: headers)
  }

  /// For a request whose body was not read.
  static func bodyTooLarge(_ request: APIRequest) -> APIResponse {
    make(for: .requestEntityTooLarge("Request entity too large: limit is 3145728"), request: request)
  }
}
