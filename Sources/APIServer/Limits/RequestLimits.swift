import APIMachinery

/// How long requests may take.
struct RequestLimits: Sendable {
  /// `--request-timeout`: of any request that isn't made to last.
  var requestTimeout = Duration.seconds(60)
  /// `--min-request-timeout`: watches that don't say end after this to twice this.
  var watchTimeout = Duration.seconds(1800)
  /// `--goaway-chance`: of an HTTP/2 client being asked to connect anew, so that clients spread over servers.
  var goawayChance = 0.0

  /// Nil for requests that may last. The client's own limit holds where it is shorter (`timeout` in the query).
  func limit(of request: APIRequest, _ info: RequestInfo) throws(APIError) -> Duration? {
    guard !info.isLongRunning else { return nil }
    guard let text = request.query("timeout"), !text.isEmpty else { return requestTimeout }
    do throws(ParseError) {
      let own = try GoDuration(parsing: text).duration
      return own > .zero && own < requestTimeout ? own : requestTimeout
    } catch {
      throw .badRequest("invalid timeout specified in the request URL - \(error.message)")
    }
  }
}
