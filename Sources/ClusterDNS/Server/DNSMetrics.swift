internal import Telemetry

/// The DNS's figures, under CoreDNS's names.
struct DNSMetrics: Sendable {
  let registry = MetricRegistry()
  let requests: CounterFamily
  let responses: CounterFamily
  let cacheHits: CounterFamily
  let cacheMisses: CounterFamily
  let rejected: CounterFamily

  init() {
    requests = registry.counter(
      "coredns_dns_requests_total", help: "Counter of DNS requests made per zone, protocol and family.",
      labels: ["proto", "type"])
    responses = registry.counter(
      "coredns_dns_responses_total", help: "Counter of response status codes.", labels: ["rcode"])
    cacheHits = registry.counter("coredns_cache_hits_total", help: "The count of cache hits.")
    cacheMisses = registry.counter("coredns_cache_misses_total", help: "The count of cache misses.")
    rejected = registry.counter(
      "coredns_forward_max_concurrent_rejects_total",
      help: "Counter of the number of queries rejected because the concurrent queries were at maximum.")
  }
}
