internal import APIMachinery
internal import Telemetry

/// An answer that leads to a name outside the zone. Programs take an alias without an address for no address at all, so
/// the target is asked for here, as CoreDNS does.
struct DNSAlias: Sendable, Equatable {
  var answer: DNSAnswer
  var target: DNSName

  /// Nil when there is nothing to follow.
  init?(_ answer: DNSAnswer, _ type: DNSType) {
    guard type == .a || type == .aaaa, case .canonicalName(let target)? = answer.answers.last?.content else {
      return nil
    }
    self.answer = answer
    self.target = target
  }
}

extension DNSResponder {
  /// What takes time: asks others, and gives the answer. Only for ``Outcome/forward(_:)`` and
  /// ``Outcome/follow(_:_:)``.
  func complete(_ outcome: Outcome, message: [UInt8], overTCP: Bool) async -> [UInt8]? {
    switch outcome {
    case .ignore: return nil
    case .answer(let bytes): return bytes
    case .forward(let query): return await forward(query, message: message, overTCP: overTCP)
    case .follow(let query, let alias): return await follow(query, alias, overTCP: overTCP)
    }
  }

  private func follow(_ query: DNSQuery, _ alias: DNSAlias, overTCP: Bool) async -> [UInt8] {
    var answer = alias.answer
    let message = DNSWriter.question(alias.target, query.type)
    if let question = try? DNSQuery(message) {
      let bytes: [UInt8]
      if let kept = kept(for: question) {
        bytes = kept
      } else {
        bytes = await forward(question, message: message, overTCP: overTCP)
      }
      answer.answers += ForwardedAnswer.records(bytes, to: question)
    }
    metrics.responses.with(answer.code.name).increment()
    return DNSWriter.encode(answer, to: query, limit: overTCP ? 65535 : DNSWriter.datagramLimit(query))
  }
}

extension ForwardedAnswer {
  /// The addresses and aliases that another server answered with; none where the answer can't be read.
  static func records(_ bytes: [UInt8], to query: DNSQuery) -> [DNSRecord] {
    guard ForwardedAnswer(bytes, to: query) != nil else { return [] }
    var reader = DNSReader(bytes, at: 6)
    guard let count = reader.word(), reader.skip(4 + query.question.count) else { return [] }
    var records: [DNSRecord] = []
    for _ in 0..<count {
      guard let name = reader.name(), let type = reader.word(), reader.word() != nil, let ttl = reader.long(),
        let length = reader.word()
      else { break }
      let begin = reader.position
      guard reader.skip(Int(length)) else { break }
      switch DNSType(rawValue: type) {
      case .a where length == 4, .aaaa where length == 16:
        if let address = IPAddress(bytes: bytes[begin..<(begin + Int(length))]) {
          records.append(DNSRecord(name: name, ttl: ttl, content: .address(address)))
        }
      case .cname:
        var target = DNSReader(bytes, at: begin)
        if let target = target.name() {
          records.append(DNSRecord(name: name, ttl: ttl, content: .canonicalName(target)))
        }
      default: break
      }
    }
    return records
  }
}
