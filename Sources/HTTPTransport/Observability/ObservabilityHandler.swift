public import APIMachinery
public import Telemetry
internal import Synchronization

/// A question about the health of a part, such as `etcd` or `informer-sync`.
public struct HealthCheck: Sendable {
  public var name: String
  /// Nil when all is well, otherwise what is wrong.
  public var check: @Sendable () async -> String?

  public init(_ name: String, _ check: @escaping @Sendable () async -> String?) {
    self.name = name
    self.check = check
  }

  /// Always well.
  public static let ping = HealthCheck("ping") { nil }
}

/// Serves `/metrics`, `/healthz`, `/livez` and `/readyz` with upstream's texts, for the parts that have no API of
/// their own; other paths are left to `next`.
public struct ObservabilityHandler: HTTPHandler {
  private let metrics: MetricRegistry
  private let health: [HealthCheck]
  private let live: [HealthCheck]
  private let ready: [HealthCheck]
  private let next: (any HTTPHandler)?

  /// - Parameters:
  ///   - live: What a restart could mend.
  ///   - ready: What else must be well before the part can work.
  public init(
    metrics: MetricRegistry, live: [HealthCheck] = [], ready: [HealthCheck] = [], next: (any HTTPHandler)? = nil
  ) {
    self.metrics = metrics
    self.live = [.ping] + live
    self.ready = [.ping] + live + ready
    health = [.ping] + live
    self.next = next
  }

  public func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    switch request.path {
    case "/metrics":
      return APIResponse(
        status: 200, headers: Headers([("Content-Type", MetricRegistry.contentType)]), body: .bytes(metrics.text()))
    case "/healthz": return await Self.answer(request, "healthz", health)
    case "/livez": return await Self.answer(request, "livez", live)
    case "/readyz": return await Self.answer(request, "readyz", ready)
    default:
      for (prefix, checks) in [("healthz", health), ("livez", live), ("readyz", ready)]
      where request.path.hasPrefix("/\(prefix)/") {
        let name = request.path.dropFirst(prefix.utf8.count + 2)
        guard let check = checks.first(where: { $0.name == name }) else { break }
        return await Self.answer(request, prefix, [check])
      }
      if let next { return await next.handle(request, connection: connection) }
      return Self.text("404 page not found\n", status: 404)
    }
  }

  /// Runs `checks` and answers as the health endpoints of k8s.io/apiserver: `ok`, or every check with its outcome
  /// when one fails or the query has `verbose`; `exclude` leaves checks out.
  public static func answer(_ request: APIRequest, _ name: String, _ checks: [HealthCheck]) async -> APIResponse {
    let excluded = Set(request.query.filter { $0.name == "exclude" }.map(\.value))
    var lines = ""
    var failed = false
    for check in checks {
      if excluded.contains(check.name) {
        lines += "[+]\(check.name) excluded: ok\n"
      } else if await check.check() != nil {
        // The reason stays in the log: whoever may ask for health need not be allowed to know it.
        lines += "[-]\(check.name) failed: reason withheld\n"
        failed = true
      } else {
        lines += "[+]\(check.name) ok\n"
      }
    }
    if failed { return text("\(lines)\(name) check failed\n", status: 500) }
    if request.query("verbose") != nil { return text("\(lines)\(name) check passed\n", status: 200) }
    return text("ok", status: 200)
  }

  private static func text(_ text: String, status: Int) -> APIResponse {
    APIResponse(
      status: status,
      headers: Headers([
        ("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff"),
      ]), body: .bytes(Array(text.utf8)))
  }
}
