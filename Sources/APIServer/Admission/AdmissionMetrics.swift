import Telemetry

/// What is counted of admission, under upstream's names.
struct AdmissionMetrics: Sendable {
  let calls: CounterFamily
  let callSeconds: HistogramFamily
  let rejections: CounterFamily
  let failOpen: CounterFamily
  let exclusions: CounterFamily
  let validatingPolicies: CounterFamily
  let mutatingPolicies: CounterFamily
  let stepSeconds: HistogramFamily
  let pluginSeconds: HistogramFamily

  private static let prefix = "apiserver_admission_"
  private static let buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5]

  init(_ registry: MetricRegistry = MetricRegistry()) {
    calls = registry.counter(
      Self.prefix + "webhook_request_total",
      help: "[ALPHA] Calls of admission webhooks, by name, type, operation, HTTP status code (600 for any above) and "
        + "whether the request was rejected.",
      labels: ["name", "type", "operation", "code", "rejected"])
    callSeconds = registry.histogram(
      Self.prefix + "webhook_admission_duration_seconds",
      help: "[STABLE] How long calls of admission webhooks took, in seconds.",
      labels: ["name", "type", "operation", "rejected"], buckets: Self.buckets + [10, 25])
    rejections = registry.counter(
      Self.prefix + "webhook_rejection_count",
      help: "[ALPHA] Requests that were rejected by or because of admission webhooks, by the kind of error.",
      labels: ["name", "type", "operation", "error_type", "rejection_code"])
    failOpen = registry.counter(
      Self.prefix + "webhook_fail_open_count",
      help: "[ALPHA] Failed calls of admission webhooks that were ignored as their configuration says.",
      labels: ["name", "type"])
    exclusions = registry.counter(
      Self.prefix + "match_condition_exclusions_total",
      help: "[ALPHA] Requests that a webhook was not asked about since a match condition was false.",
      labels: ["name", "kind", "type", "operation"])
    validatingPolicies = registry.counter(
      "apiserver_validating_admission_policy_check_total",
      help: "[BETA] What validating admission policies came to, by the action of the binding.",
      labels: ["policy", "policy_binding", "error_type", "enforcement_action"])
    mutatingPolicies = registry.counter(
      "apiserver_mutating_admission_policy_check_total",
      help: "[ALPHA] Mutations of mutating admission policies, and what kind of error they met.",
      labels: ["policy", "policy_binding", "error_type"])
    stepSeconds = registry.histogram(
      Self.prefix + "step_admission_duration_seconds",
      help: "[STABLE] How long the steps of admission (admit, validate) took, in seconds.",
      labels: ["type", "operation", "rejected"], buckets: Self.buckets)
    pluginSeconds = registry.histogram(
      Self.prefix + "controller_admission_duration_seconds",
      help: "[STABLE] How long admission plugins took, in seconds.",
      labels: ["name", "type", "operation", "rejected"], buckets: Self.buckets)
  }
}
