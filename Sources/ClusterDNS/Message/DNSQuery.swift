/// A question as it came, checked: one question, a name in bounds, nothing that loops.
struct DNSQuery: Sendable, Equatable {
  var identifier: UInt16
  var operation: UInt8
  var wantsRecursion: Bool
  var checkingDisabled: Bool
  var name: DNSName
  var type: DNSType
  /// 1 is the Internet.
  var classNumber: UInt16
  /// The question's own bytes, whose letters' case the answer repeats.
  var question: [UInt8]
  /// Bytes of an answer over UDP that the asker can take; nil without EDNS.
  var datagramSize: UInt16?
  /// The EDNS version that was asked for.
  var extensionVersion: UInt8 = 0

  /// Why a message is no question.
  enum Failure: Error, Equatable {
    /// Not even an identifier to answer to, or an answer itself: nothing is said.
    case ignore
    /// Answered with FORMERR under this identifier.
    case malformed(identifier: UInt16)
  }

  static let headerLength = 12

  init(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.count >= Self.headerLength else { throw .ignore }
    let word = { (at: Int) in UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]) }
    identifier = word(0)
    let flags = word(2)
    guard flags & 0x8000 == 0 else { throw .ignore }
    operation = UInt8(flags >> 11 & 0xF)
    wantsRecursion = flags & 0x0100 != 0
    checkingDisabled = flags & 0x0010 != 0
    let failure = Failure.malformed(identifier: identifier)
    guard word(4) == 1, word(6) == 0, word(8) == 0 || operation == 0 else { throw failure }

    var reader = DNSReader(bytes, at: Self.headerLength)
    guard let name = reader.name(), let type = reader.word(), let classNumber = reader.word() else { throw failure }
    self.name = name
    self.type = DNSType(rawValue: type)
    self.classNumber = classNumber
    question = Array(bytes[Self.headerLength..<reader.position])

    // Among the additional records only EDNS matters.
    for _ in 0..<(Int(word(8)) + Int(word(10))) {
      guard reader.skipName(), let type = reader.word(), let size = reader.word(), let high = reader.word(),
        reader.word() != nil, let length = reader.word(), reader.skip(Int(length))
      else { throw failure }
      if DNSType(rawValue: type) == .opt {
        guard datagramSize == nil else { throw failure }
        datagramSize = max(size, 512)
        extensionVersion = UInt8(high & 0xFF)
      }
    }
  }
}

/// Reads a message piece by piece; nil wherever it has not enough bytes or breaks a rule.
struct DNSReader {
  private let bytes: [UInt8]
  private(set) var position: Int

  init(_ bytes: [UInt8], at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  mutating func word() -> UInt16? {
    guard position + 2 <= bytes.count else { return nil }
    defer { position += 2 }
    return UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
  }

  mutating func long() -> UInt32? {
    guard let high = word(), let low = word() else { return nil }
    return UInt32(high) << 16 | UInt32(low)
  }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, position + count <= bytes.count else { return false }
    position += count
    return true
  }

  mutating func skipName() -> Bool { name() != nil }

  /// A name, in lower case. A pointer must lead further back than anything read of the name so far, so every jump
  /// comes closer to the start and none can loop.
  mutating func name() -> DNSName? {
    var labels: [String] = []
    var at = position
    var limit = position
    var length = 1
    var jumped = false
    while at < bytes.count {
      let count = Int(bytes[at])
      switch count {
      case 0:
        if !jumped { position = at + 1 }
        return DNSName(labels: labels)
      case 1...DNSName.labelBytesMax:
        guard at + 1 + count <= bytes.count else { return nil }
        length += 1 + count
        guard length <= DNSName.bytesMax else { return nil }
        let lower = bytes[(at + 1)...(at + count)].map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        labels.append(String(decoding: lower, as: UTF8.self))
        at += 1 + count
      case 0xC0...:
        guard at + 1 < bytes.count else { return nil }
        let target = (count & 0x3F) << 8 | Int(bytes[at + 1])
        guard target < limit else { return nil }
        if !jumped { position = at + 2 }
        jumped = true
        limit = target
        at = target
      default: return nil
      }
    }
    return nil
  }
}
