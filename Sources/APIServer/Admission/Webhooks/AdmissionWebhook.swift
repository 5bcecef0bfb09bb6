import APIMachinery

/// One webhook of a configuration, compiled.
struct AdmissionWebhook: Sendable {
  let name: String
  let configuration: String
  /// Tells it from all others of its plugin, also from one of the same name in its configuration.
  let key: String
  let match: RequestMatch
  let conditions: PolicyConditions
  let location: WebhookLocation
  /// The first of those it accepts that is known here; nil where there is none.
  let reviewVersion: AdmissionReview.Version?
  let failsOpen: Bool
  /// Calls for a dry run do no harm; nil where it isn't said.
  let allowsDryRun: Bool?
  let timeout: Duration
  /// Mutating webhooks only: wants to see what others changed after it.
  let isReinvoked: Bool

  /// As upstream defaults it.
  private static let timeoutDefault: Int64 = 10

  /// - Parameter number: How many of the same name come before it in the configuration.
  init(_ json: JSONValue, configuration: String, number: Int) {
    name = json["name"]?.stringValue ?? ""
    self.configuration = configuration
    key = "\(configuration)/\(name)/\(number)"
    match = RequestMatch(webhook: json)
    failsOpen = json["failurePolicy"]?.stringValue == "Ignore"
    conditions = PolicyConditions(json["matchConditions"], failsOpen: failsOpen)
    location = WebhookLocation(clientConfig: json["clientConfig"] ?? [:])
    reviewVersion =
      (json["admissionReviewVersions"]?.arrayValue ?? []).lazy
      .compactMap { $0.stringValue.flatMap(AdmissionReview.Version.init) }.first
    allowsDryRun = json["sideEffects"]?.stringValue.map { $0 == "None" || $0 == "NoneOnDryRun" }
    timeout = .seconds(json["timeoutSeconds"]?.integerValue ?? Self.timeoutDefault)
    isReinvoked = json["reinvocationPolicy"]?.stringValue == "IfNeeded"
  }

  /// All webhooks of one configuration object, in their order.
  static func all(of configuration: JSONValue) -> [AdmissionWebhook] {
    var numbers: [String: Int] = [:]
    return (configuration["webhooks"]?.arrayValue ?? []).map { json in
      let name = json["name"]?.stringValue ?? ""
      defer { numbers[name, default: 0] += 1 }
      return AdmissionWebhook(json, configuration: configuration.name, number: numbers[name, default: 0])
    }
  }
}
