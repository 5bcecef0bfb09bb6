import APIMachinery
import Logging
import Synchronization

/// Asks a server whether pods may run their images (`imagepolicy.k8s.io/v1alpha1` ImageReview).
final class ImagePolicyWebhook: AdmissionPlugin {
  /// `imagePolicy` of the plugin's configuration.
  struct Settings: Sendable, Equatable {
    var kubeconfigPath = ""
    var allowTimeToLive = Duration.seconds(300)
    var denyTimeToLive = Duration.seconds(30)
    var retryBackoff = Duration.milliseconds(500)
    /// Pods are let pass while the server can't be asked.
    var allowsByDefault = false
  }

  private struct Answer {
    var status: JSONValue
    var until: Duration
  }

  let name = "ImagePolicyWebhook"
  private static let auditPrefix = "imagepolicywebhook.image-policy.k8s.io/"
  private static let annotationPart = ".image-policy.k8s.io/"
  private static let timeout = Duration.seconds(30)
  /// Answers that are remembered; forgotten together when there are more.
  private static let knownMax = 1024

  private let settings: Settings
  private let webhook: ReviewWebhook
  private let time: any TimeSource
  private let known = Mutex<[[UInt8]: Answer]>([:])
  private let logger = Logger(label: "admission")

  /// - Parameter kubeconfig: The content of the file that the settings name.
  init(_ settings: Settings, kubeconfig: [UInt8], time: any TimeSource) throws(KubeAPIServerError) {
    self.settings = settings
    self.time = time
    webhook = try ReviewWebhook(
      file: kubeconfig, path: settings.kubeconfigPath, timeout: Self.timeout, firstRetry: settings.retryBackoff,
      time: time)
  }

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update)
      && (request.isAbout("pods") || request.isAbout("pods", subresource: "ephemeralcontainers"))
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let spec = Self.spec(request)
    let question = spec.encoded()
    let status: JSONValue
    if let remembered = remembered(question) {
      status = remembered
    } else {
      do throws(RemoteError) {
        let answer = try await webhook.post([
          "kind": "ImageReview", "apiVersion": "imagepolicy.k8s.io/v1alpha1", "metadata": ["creationTimestamp": .null],
          "spec": spec, "status": ["allowed": false],
        ])
        status = answer["status"] ?? [:]
        remember(status, of: question)
      } catch {
        logger.warning("an image policy webhook can't be asked", metadata: ["error": "\(error)"])
        guard settings.allowsByDefault else { throw request.forbidden(error.message) }
        request.context.auditAnnotations.add("\(Self.auditPrefix)failed-open", "true")
        return
      }
    }
    for (key, value) in JSONValue.strings(status["auditAnnotations"]) {
      request.context.auditAnnotations.add(Self.auditPrefix + key, value)
    }
    guard status["allowed"] != true else { return }
    let reason = status["reason"]?.stringValue ?? ""
    throw request.forbidden(
      reason.isEmpty
        ? "one or more images rejected by webhook backend"
        : "image policy webhook backend denied one or more images: \(reason)")
  }

  private static func spec(_ request: AdmissionRequest) -> JSONValue {
    let lists = request.subresource.isEmpty ? ["containers", "initContainers"] : ["ephemeralContainers"]
    let containers = lists.flatMap { request.object[path: "spec", $0]?.arrayValue ?? [] }
    var spec: JSONValue = [:]
    if !containers.isEmpty {
      spec["containers"] = .array(
        containers.map { container in
          let image = container["image"]?.stringValue ?? ""
          return image.isEmpty ? [:] : ["image": .string(image)]
        })
    }
    let annotations = JSONValue.strings(request.object[path: "metadata", "annotations"])
      .filter { $0.key.contains(annotationPart) }.sorted { $0.key < $1.key }
    if !annotations.isEmpty {
      spec["annotations"] = .object(JSONObject(annotations.map { ($0.key, .string($0.value)) }))
    }
    if !request.namespace.isEmpty { spec["namespace"] = .string(request.namespace) }
    return spec
  }

  private func remembered(_ question: [UInt8]) -> JSONValue? {
    let now = time.uptime()
    return known.withLock { $0[question] }.flatMap { now < $0.until ? $0.status : nil }
  }

  private func remember(_ status: JSONValue, of question: [UInt8]) {
    let lifetime = status["allowed"] == true ? settings.allowTimeToLive : settings.denyTimeToLive
    guard lifetime > .zero else { return }
    let answer = Answer(status: status, until: time.uptime() + lifetime)
    known.withLock { known in
      if known.count >= Self.knownMax { known = [:] }
      known[question] = answer
    }
  }
}

extension ImagePolicyWebhook.Settings {
  /// Reads the plugin's configuration; zero stands for what is usual, -1 for none at all.
  init(_ configuration: JSONValue) throws(ParseError) {
    let policy = configuration["imagePolicy"] ?? [:]
    kubeconfigPath = policy["kubeConfigFile"]?.stringValue ?? ""
    allowsByDefault = policy["defaultAllow"] == true
    let span = Duration.seconds(1)...Duration.seconds(1800)
    retryBackoff = try Self.duration(
      policy["retryBackoff"], .milliseconds(1), within: .nanoseconds(1)...(.seconds(300)), usual: retryBackoff)
    allowTimeToLive = try Self.duration(policy["allowTTL"], .seconds(1), within: span, usual: allowTimeToLive)
    denyTimeToLive = try Self.duration(policy["denyTTL"], .seconds(1), within: span, usual: denyTimeToLive)
  }

  /// As upstream's `normalizeConfigDuration`: the lower end isn't allowed itself.
  private static func duration(
    _ value: JSONValue?, _ unit: Duration, within range: ClosedRange<Duration>, usual: Duration
  ) throws(ParseError) -> Duration {
    switch value?.integerValue ?? 0 {
    case 0: return usual
    case -1: return .zero
    case let count:
      let ends = "valid value is between \(GoDuration(range.lowerBound)) and \(GoDuration(range.upperBound))"
      guard let count = Int32(exactly: count) else { throw ParseError("\(ends), got \(count)") }
      let duration = unit * count
      guard duration > range.lowerBound, duration <= range.upperBound else {
        throw ParseError("\(ends), got \(GoDuration(duration))")
      }
      return duration
    }
  }
}
