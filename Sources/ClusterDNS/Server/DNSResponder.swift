internal import APIMachinery
internal import Synchronization
internal import Telemetry

/// What becomes of a message: an answer at once from the zone or the cache, or a question for other servers.
final class DNSResponder: Sendable {
  enum Outcome: Sendable, Equatable {
    case ignore
    case answer([UInt8])
    case forward(DNSQuery)
    /// What is known is an alias whose target others know.
    case follow(DNSQuery, DNSAlias)
  }

  let metrics = DNSMetrics()
  private let zone = Mutex(ClusterZone())
  private let cache = Mutex(AnswerCache())
  private let inFlight = Atomic<Int>(0)
  private let resolver: ZoneResolver
  private let forwarder: (any DNSForwarder)?
  private let time: any TimeSource
  private let random: any RandomSource

  /// Questions at other servers at the same time; more are refused (as CoreDNS's `max_concurrent` in Kubernetes).
  static let inFlightMax = 1000

  init(resolver: ZoneResolver, forwarder: (any DNSForwarder)?, time: any TimeSource, random: any RandomSource) {
    self.resolver = resolver
    self.forwarder = forwarder
    self.time = time
    self.random = random
  }

  func change(_ body: (inout ClusterZone) -> Void) { zone.withLock { body(&$0) } }

  /// Never waits.
  func respond(to bytes: [UInt8], overTCP: Bool) -> Outcome {
    let query: DNSQuery
    do throws(DNSQuery.Failure) {
      query = try DNSQuery(bytes)
    } catch {
      switch error {
      case .ignore: return .ignore
      case .malformed(let identifier):
        metrics.responses.with(DNSResponseCode.formatError.name).increment()
        return .answer(DNSWriter.formatError(identifier: identifier))
      }
    }
    metrics.requests.with(overTCP ? "tcp" : "udp", query.type.name).increment()
    guard query.operation == 0 else {
      return finish(DNSAnswer(code: .notImplemented, isAuthoritative: false), query, overTCP)
    }
    guard query.classNumber == 1 || query.classNumber == 255, query.extensionVersion == 0 else {
      return finish(DNSAnswer(code: .refused, isAuthoritative: false), query, overTCP)
    }
    if let answer = zone.withLock({ resolver.resolve(query.name, query.type, in: $0, random: AnyRandom(random)) }) {
      if forwarder != nil, let alias = DNSAlias(answer, query.type) { return .follow(query, alias) }
      return finish(answer, query, overTCP)
    }
    guard forwarder != nil else {
      return finish(DNSAnswer(code: .refused, isAuthoritative: false), query, overTCP)
    }
    if let kept = kept(for: query), overTCP || fits(kept, query) {
      metrics.cacheHits.increment()
      return .answer(kept)
    }
    metrics.cacheMisses.increment()
    return .forward(query)
  }

  /// An answer that came before, as long as it may be kept.
  func kept(for query: DNSQuery) -> [UInt8]? { cache.withLock { $0.answer(to: query, now: time.uptime()) } }

  private func fits(_ answer: [UInt8], _ query: DNSQuery) -> Bool { answer.count <= DNSWriter.datagramLimit(query) }

  private func finish(_ answer: DNSAnswer, _ query: DNSQuery, _ overTCP: Bool) -> Outcome {
    metrics.responses.with(answer.code.name).increment()
    let limit = overTCP ? 65535 : DNSWriter.datagramLimit(query)
    return .answer(DNSWriter.encode(answer, to: query, limit: limit))
  }

  /// Asks another server; the answer to pass on, which may be that it failed.
  func forward(_ query: DNSQuery, message: [UInt8], overTCP: Bool) async -> [UInt8] {
    let failure = { (code: DNSResponseCode) in
      self.metrics.responses.with(code.name).increment()
      return DNSWriter.encode(DNSAnswer(code: code, isAuthoritative: false), to: query, limit: 65535)
    }
    guard let forwarder else { return failure(.refused) }
    guard inFlight.wrappingAdd(1, ordering: .relaxed).newValue <= Self.inFlightMax else {
      inFlight.wrappingSubtract(1, ordering: .relaxed)
      metrics.rejected.increment()
      return failure(.refused)
    }
    defer { inFlight.wrappingSubtract(1, ordering: .relaxed) }
    // An identifier of our own, so that only who saw our question can answer it.
    let own = UInt16(truncatingIfNeeded: random.next())
    var question = message
    question[0] = UInt8(own >> 8)
    question[1] = UInt8(own & 0xFF)
    let answer = await forwarder.ask(question, overTCP: overTCP) { bytes in
      bytes.count > 1 && UInt16(bytes[0]) << 8 | UInt16(bytes[1]) == own && ForwardedAnswer(bytes, to: query) != nil
    }
    guard var answer else { return failure(.serverFailure) }
    answer[0] = UInt8(query.identifier >> 8)
    answer[1] = UInt8(query.identifier & 0xFF)
    cache.withLock { $0.store(answer, for: query, now: time.uptime()) }
    metrics.responses.with(DNSResponseCode(rawValue: answer[3] & 0xF)?.name ?? "other").increment()
    return answer
  }
}

/// Asks other servers.
protocol DNSForwarder: Sendable {
  /// The first message that `isAnswer` accepts; nil when none comes in time from any server.
  func ask(_ message: [UInt8], overTCP: Bool, isAnswer: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8]?
}

/// Some source of randomness, for generic code.
struct AnyRandom: RandomSource {
  private let source: any RandomSource

  init(_ source: any RandomSource) {
    self.source = source
  }

  func next() -> UInt64 { source.next() }
}
