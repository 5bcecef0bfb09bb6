import APIMachinery
import Synchronization

/// Refuses events beyond so many a second, of the server or of each namespace, user or subject.
struct EventRateLimit: AdmissionPlugin {
  let name = "EventRateLimit"
  private let limits: [Limit]

  /// One of the limits of `eventratelimit.admission.k8s.io` Configuration.
  private final class Limit: Sendable {
    enum Kind: String {
      case server = "Server"
      case namespace = "Namespace"
      case user = "User"
      case sourceAndObject = "SourceAndObject"
    }

    private static let bucketsDefault = 4096

    private let kind: Kind
    private let perSecond: Double
    private let burst: Double
    /// As many keys are told apart; the one that was used least recently goes.
    private let bucketsMax: Int
    private let buckets = Mutex((byKey: [String: Bucket](), uses: UInt64(0)))

    private struct Bucket {
      var tokens: Double
      var at: Duration
      var lastUse: UInt64
    }

    init(_ json: JSONValue) throws(APIError) {
      let type = json["type"]?.stringValue ?? ""
      guard let kind = Kind(rawValue: type), let qps = json["qps"]?.integerValue, qps > 0,
        let burst = json["burst"]?.integerValue, burst > 0
      else { throw .badRequest("EventRateLimit: a limit needs a type, and qps and burst above zero: \(json.jsonText)") }
      self.kind = kind
      perSecond = Double(qps)
      self.burst = Double(burst)
      let size = Int(clamping: json["cacheSize"]?.integerValue ?? 0)
      bucketsMax = kind == .server ? 1 : size > 0 ? size : Self.bucketsDefault
    }

    /// nil when the request fits in.
    func refusal(_ request: AdmissionRequest, now: Duration) -> APIError? {
      let key = key(request)
      let isAccepted = buckets.withLock { buckets in
        buckets.uses += 1
        var bucket = buckets.byKey[key] ?? Bucket(tokens: burst, at: now, lastUse: 0)
        bucket.tokens = min(burst, bucket.tokens + perSecond * ((now - bucket.at) / .seconds(1)))
        (bucket.at, bucket.lastUse) = (now, buckets.uses)
        let isAccepted = bucket.tokens >= 1
        if isAccepted { bucket.tokens -= 1 }
        if buckets.byKey[key] == nil, buckets.byKey.count >= bucketsMax,
          let oldest = buckets.byKey.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
          buckets.byKey[oldest.key] = nil
        }
        buckets.byKey[key] = bucket
        return isAccepted
      }
      guard !isAccepted else { return nil }
      return APIError(
        code: 429, reason: .tooManyRequests, message: "limit reached on type \(kind.rawValue) for key \(key)")
    }

    private func key(_ request: AdmissionRequest) -> String {
      switch kind {
      case .server: return ""
      case .namespace: return request.namespace
      case .user: return request.user.name
      case .sourceAndObject:
        let event = request.object
        let source = event["source"] ?? event["deprecatedSource"] ?? .null
        let object = event["involvedObject"] ?? event["regarding"] ?? .null
        return ["component", "host"].map { source[$0]?.stringValue ?? "" }.joined()
          + ["kind", "namespace", "name", "uid", "apiVersion"].map { object[$0]?.stringValue ?? "" }.joined()
      }
    }
  }

  private let time: any TimeSource

  /// - Throws: What is wrong with the configuration.
  init(_ configuration: JSONValue, time: any TimeSource) throws(APIError) {
    var limits: [Limit] = []
    for limit in configuration["limits"]?.arrayValue ?? [] { limits.append(try Limit(limit)) }
    self.limits = limits
    self.time = time
  }

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update) && request.kind == "Event" && !limits.isEmpty
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let now = time.uptime()
    // All of them count the event, and the last that refuses it is the one that is heard.
    if let refusal = limits.compactMap({ $0.refusal(request, now: now) }).last { throw refusal }
  }
}
