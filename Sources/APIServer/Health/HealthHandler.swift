import APIMachinery
import Storage

/// `/healthz`, `/livez`, `/readyz` and their single checks.
struct HealthHandler: PathHandler {
  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    guard context.request.method == "GET" else { throw .methodNotAllowed }
    let parts = context.info.path.split(separator: "/").map(String.init)
    let endpoint = parts.first ?? "healthz"
    var checks = HealthCheck.all(endpoint, server)
    if parts.count > 1 {
      let name = parts.dropFirst().joined(separator: "/")
      guard let check = checks.first(where: { $0.name == name }) else { return PathHandlers.pageNotFound }
      checks = [check]
    }
    let excluded = Set(context.request.query.filter { $0.name == "exclude" }.map(\.value))
    var lines: [String] = []
    var isHealthy = true
    for check in checks {
      if excluded.contains(check.name) {
        lines.append("[+]\(check.name) excluded: ok")
      } else if await check.passes(server) {
        lines.append("[+]\(check.name) ok")
      } else {
        isHealthy = false
        lines.append("[-]\(check.name) failed: reason withheld")
      }
    }
    let unknown = excluded.subtracting(HealthCheck.all(endpoint, server).map(\.name)).sorted()
    if !unknown.isEmpty {
      let names = unknown.map(quoted).joined(separator: ",")
      lines.append("warn: some health checks cannot be excluded: no matches for \(names)")
    }
    let headers = Headers([
      ("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff"),
      ("Cache-Control", "no-cache, private"),
    ])
    guard isHealthy else {
      let text = lines.joined(separator: "\n") + "\n\(endpoint) check failed\n"
      return APIResponse(status: 500, headers: headers, body: .bytes(Array(text.utf8)))
    }
    if context.request.query("verbose") != nil {
      let text = lines.joined(separator: "\n") + "\n\(endpoint) check passed\n"
      return APIResponse(status: 200, headers: headers, body: .bytes(Array(text.utf8)))
    }
    return APIResponse(status: 200, headers: headers, body: .bytes(Array("ok".utf8)))
  }
}

/// One thing that must be well.
struct HealthCheck: Sendable {
  var name: String
  var passes: @Sendable (APIServer) async -> Bool

  /// Upstream's hooks of which this server has a counterpart.
  private static let hooks = [
    "generic-apiserver-start-informers", "priority-and-fairness-config-consumer", "priority-and-fairness-filter",
    "start-apiextensions-informers", "start-apiextensions-controllers", "crd-informer-synced",
    "start-system-namespaces-controller", "start-cluster-authentication-info-controller", "rbac/bootstrap-roles",
    "scheduling/bootstrap-system-priority-classes", "priority-and-fairness-config-producer", "bootstrap-controller",
    "apiservice-registration-controller", "kube-apiserver-autoregistration",
  ]

  static func all(_ endpoint: String, _ server: APIServer) -> [HealthCheck] {
    let ping = HealthCheck(name: "ping") { _ in true }
    let log = HealthCheck(name: "log") { _ in true }
    // Upstream's name for the store, whatever it is.
    let store = HealthCheck(name: "etcd") { server in (try? await server.store.currentRevision) != nil }
    let started = hooks.map { name in
      HealthCheck(name: "poststarthook/\(name)") { server in server.isBootstrapped }
    }
    var checks = [ping, log, store]
    if endpoint == "readyz" {
      checks.append(HealthCheck(name: "etcd-readiness", passes: store.passes))
      checks.append(HealthCheck(name: "informer-sync") { server in server.caches.all.allSatisfy(\.isReady) })
    }
    checks += started
    checks.append(HealthCheck(name: "autoregister-completion") { server in server.isBootstrapped })
    if !server.encryption.plugins.isEmpty {
      checks.append(
        HealthCheck(name: "kms-providers") { server in server.encryption.plugins.allSatisfy { $0.failure == nil } })
    }
    if endpoint == "readyz" { checks.append(HealthCheck(name: "shutdown") { server in !server.isShuttingDown }) }
    return checks
  }
}
