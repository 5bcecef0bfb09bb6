public import APIMachinery
import Synchronization

/// One request on its way through the pipeline.
public struct RequestContext: Sendable {
  public let request: APIRequest
  public let info: RequestInfo
  public let user: UserInfo
  /// When the request came in, by the wall clock: the time that goes into objects.
  public let receivedAt: Timestamp
  /// What the caller will be told beside the answer.
  public let warnings: WarningRecorder
  /// What the request's audit event will say beside what was asked and answered.
  public let auditAnnotations: AuditAnnotations
  /// The request's audit; nil where it isn't audited.
  let audit: AuditRecord?
  /// The IP address of the caller; empty for callers in this process.
  public let remoteAddress: String

  public init(
    request: APIRequest, info: RequestInfo, user: UserInfo, receivedAt: Timestamp,
    warnings: WarningRecorder = WarningRecorder(), auditAnnotations: AuditAnnotations = AuditAnnotations(),
    remoteAddress: String = ""
  ) {
    self.request = request
    self.info = info
    self.user = user
    self.receivedAt = receivedAt
    self.warnings = warnings
    self.auditAnnotations = auditAnnotations
    self.remoteAddress = remoteAddress
    audit = nil
  }

  init(
    request: APIRequest, info: RequestInfo, user: UserInfo, receivedAt: Timestamp, warnings: WarningRecorder,
    auditAnnotations: AuditAnnotations, audit: AuditRecord?, remoteAddress: String
  ) {
    self.request = request
    self.info = info
    self.user = user
    self.receivedAt = receivedAt
    self.warnings = warnings
    self.auditAnnotations = auditAnnotations
    self.audit = audit
    self.remoteAddress = remoteAddress
  }

  /// The name the caller goes by in managedFields when it gives none: its User-Agent up to the first slash.
  public var userAgentName: String {
    let agent = request.headers["User-Agent"] ?? ""
    let name = agent.prefix { $0 != "/" }
    return name.isEmpty ? "unknown" : String(name.prefix(128))
  }
}

/// Collects the warnings of one request, each text once, in order (`Warning: 299` headers).
public final class WarningRecorder: Sendable {
  /// As upstream (`truncateAtTotalRunes`, `truncateItemRunes`), since headers are bounded: once all texts together are
  /// longer than this each of them is cut off, and when those are, no more is added.
  private static let lengthMax = 4 * 1024
  private static let textLengthMax = 256

  private struct State {
    var texts: [String] = []
    var known: Set<String> = []
    /// In scalars, of what is said of the texts.
    var length = 0
    var isCut = false

    func shown(_ text: String) -> String {
      guard isCut, text.unicodeScalars.count > WarningRecorder.textLengthMax else { return text }
      return String(text.unicodeScalars.prefix(WarningRecorder.textLengthMax))
    }
  }

  private let state = Mutex(State())

  public init() {}

  /// A `Warning` header for the answer; the same text is sent once.
  public func add(_ text: String) {
    guard !text.isEmpty else { return }
    state.withLock { state in
      guard !state.isCut || state.length < Self.lengthMax, state.known.insert(text).inserted else { return }
      state.texts.append(text)
      state.length += state.shown(text).unicodeScalars.count
      guard !state.isCut, state.length > Self.lengthMax else { return }
      state.isCut = true
      state.length = state.texts.reduce(0) { $0 + state.shown($1).unicodeScalars.count }
    }
  }

  /// As ``add(_:)-(String)``, in their order.
  public func add(_ several: [String]) {
    for text in several { add(text) }
  }

  public var all: [String] { state.withLock { state in state.texts.map(state.shown) } }
}
