internal import APIMachinery

/// Answers of other servers, kept as long as they allow and 30 s at most; bounded, the oldest go first.
struct AnswerCache: Sendable {
  private struct Key: Hashable {
    var name: DNSName
    var type: DNSType
  }

  private struct Entry {
    var bytes: [UInt8]
    /// Where the records' times to live are.
    var ttlOffsets: [Int]
    var storedAt: Duration
    var expiresAt: Duration
  }

  private var entries: [Key: Entry] = [:]
  /// Keys in the order of their first storing, to find the oldest.
  private var order: [Key] = []
  private var oldest = 0
  private let capacity: Int

  static let secondsMax: UInt32 = 30

  init(capacity: Int = 10_000) {
    self.capacity = capacity
  }

  var count: Int { entries.count }

  /// The stored answer to `query`: with its identifier and question, and what is left of the times to live.
  func answer(to query: DNSQuery, now: Duration) -> [UInt8]? {
    guard let entry = entries[Key(name: query.name, type: query.type)], now < entry.expiresAt else { return nil }
    var bytes = entry.bytes
    bytes[0] = UInt8(query.identifier >> 8)
    bytes[1] = UInt8(query.identifier & 0xFF)
    let end = DNSQuery.headerLength + query.question.count
    guard bytes.count >= end else { return nil }
    bytes.replaceSubrange(DNSQuery.headerLength..<end, with: query.question)
    let age = UInt32(clamping: (now - entry.storedAt).components.seconds)
    for offset in entry.ttlOffsets {
      let ttl = bytes[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let left = ttl > age ? ttl - age : 0
      for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: left >> (24 - 8 * UInt32(index))) }
    }
    return bytes
  }

  /// Keeps an answer, unless it is cut, a failure, or says that it must not be kept.
  mutating func store(_ bytes: [UInt8], for query: DNSQuery, now: Duration) {
    guard let parsed = ForwardedAnswer(bytes, to: query), parsed.isCacheable, parsed.seconds > 0 else { return }
    let key = Key(name: query.name, type: query.type)
    if entries[key] == nil {
      if entries.count >= capacity, oldest < order.count {
        entries[order[oldest]] = nil
        oldest += 1
        if oldest > capacity {
          order.removeFirst(oldest)
          oldest = 0
        }
      }
      order.append(key)
    }
    entries[key] = Entry(
      bytes: bytes, ttlOffsets: parsed.ttlOffsets, storedAt: now,
      expiresAt: now + .seconds(Int64(min(parsed.seconds, Self.secondsMax))))
  }
}

/// Another server's answer, looked at as far as passing it on needs.
struct ForwardedAnswer {
  var code: UInt8
  var isCut: Bool
  var ttlOffsets: [Int] = []
  /// How long it may be kept.
  var seconds: UInt32 = 0

  var isCacheable: Bool { !isCut && (code == 0 || code == 3) }

  /// nil when it is no answer to `query`, or can't be read.
  init?(_ bytes: [UInt8], to query: DNSQuery) {
    guard bytes.count >= DNSQuery.headerLength, bytes[2] & 0x80 != 0 else { return nil }
    var reader = DNSReader(bytes, at: 4)
    guard reader.word() == 1, let answers = reader.word(), let authorities = reader.word(),
      let additional = reader.word(), let name = reader.name(), name == query.name,
      reader.word() == query.type.rawValue, reader.word() == query.classNumber,
      reader.position - DNSQuery.headerLength == query.question.count
    else { return nil }
    code = bytes[3] & 0xF
    isCut = bytes[2] & 0x02 != 0
    var least: UInt32?
    for index in 0..<(Int(answers) + Int(authorities) + Int(additional)) {
      guard reader.skipName(), let type = reader.word(), reader.word() != nil else { return nil }
      let offset = reader.position
      guard let ttl = reader.long(), let length = reader.word(), reader.skip(Int(length)) else { return nil }
      if DNSType(rawValue: type) == .opt { continue }
      ttlOffsets.append(offset)
      if index < Int(answers) + Int(authorities) { least = min(least ?? ttl, ttl) }
    }
    seconds = least ?? 0
  }
}
