import APIMachinery
import Storage
import Telemetry

/// `/metrics` in Prometheus' text format, under upstream's names.
struct MetricsHandler: PathHandler {
  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    guard context.request.method == "GET" else { throw .methodNotAllowed }
    var text = ""
    write(requests: server.metrics.snapshot, to: &text)
    let inFlight = server.flowControl.inFlight.inFlight
    text += "# TYPE apiserver_current_inflight_requests gauge\n"
    text += "apiserver_current_inflight_requests{request_kind=\"mutating\"} \(inFlight.mutating)\n"
    text += "apiserver_current_inflight_requests{request_kind=\"readOnly\"} \(inFlight.reading)\n"
    text += "# TYPE apiserver_resource_objects gauge\n"
    for cache in server.caches.all.sorted(by: { $0.configuration.prefix < $1.configuration.prefix }) {
      let name = cache.configuration.prefix.split(separator: "/").dropFirst().joined(separator: "/")
      text += "apiserver_resource_objects{resource=\"\(name)\"} \(cache.count)\n"
    }
    if let auditor = server.auditor { text += auditor.metrics }
    text += FlowControlMetrics.text(server.flowControl)
    text += "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds \(server.startedAt.seconds)\n"
    return APIResponse(
      status: 200, headers: Headers([("Content-Type", "text/plain; version=0.0.4; charset=utf-8")]),
      body: .bytes(server.partMetrics.text() + Array(text.utf8)))
  }

  private func write(requests: [RequestMetrics.Key: RequestMetrics.Series], to text: inout String) {
    let sorted = requests.sorted { Self.labels($0.key) < Self.labels($1.key) }
    text += "# TYPE apiserver_request_total counter\n"
    for (key, series) in sorted {
      let dryRun = key.isDryRun ? "All" : ""
      text +=
        "apiserver_request_total{code=\"\(key.code)\",dry_run=\"\(dryRun)\",\(Self.labels(key))} \(series.count)\n"
    }
    text += "# TYPE apiserver_request_duration_seconds histogram\n"
    var merged: [String: RequestMetrics.Series] = [:]
    for (key, series) in requests { merged[Self.labels(key), default: .init()].merge(series) }
    for (labels, series) in merged.sorted(by: { $0.key < $1.key }) {
      var total = 0
      for (bound, count) in zip(RequestMetrics.bounds, series.buckets) {
        total += count
        text += "apiserver_request_duration_seconds_bucket{\(labels),le=\"\(bound)\"} \(total)\n"
      }
      text += "apiserver_request_duration_seconds_bucket{\(labels),le=\"+Inf\"} \(series.count)\n"
      text += "apiserver_request_duration_seconds_sum{\(labels)} \(series.seconds)\n"
      text += "apiserver_request_duration_seconds_count{\(labels)} \(series.count)\n"
    }
  }

  private static func labels(_ key: RequestMetrics.Key) -> String {
    "component=\"apiserver\",group=\"\(key.group)\",resource=\"\(key.resource)\",scope=\"\(key.scope)\","
      + "subresource=\"\(key.subresource)\",verb=\"\(key.verb)\",version=\"\(key.version)\""
  }
}

extension RequestMetrics.Series {
  fileprivate mutating func merge(_ other: RequestMetrics.Series) {
    count += other.count
    seconds += other.seconds
    for index in buckets.indices { buckets[index] += other.buckets[index] }
  }
}
