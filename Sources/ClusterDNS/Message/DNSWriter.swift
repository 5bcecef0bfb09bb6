internal import APIMachinery

/// Makes the bytes of an answer.
struct DNSWriter {
  private var bytes: [UInt8] = []
  private let query: DNSQuery
  private let limit: Int

  /// Over UDP an answer is no longer than the asker takes, and never than what passes networks whole.
  static let datagramMax = 1232

  /// - Parameter limit: In bytes; what is more is left out and the answer marked as cut.
  static func encode(_ answer: DNSAnswer, to query: DNSQuery, limit: Int) -> [UInt8] {
    var writer = DNSWriter(query: query, limit: limit)
    return writer.write(answer)
  }

  /// A question of our own, for the recursion of others.
  static func question(_ name: DNSName, _ type: DNSType) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    for label in name.labels { bytes += [UInt8(truncatingIfNeeded: label.utf8.count)] + Array(label.utf8) }
    return bytes + [0, UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xFF), 0, 1]
  }

  /// The most bytes that a query's answer may have over UDP.
  static func datagramLimit(_ query: DNSQuery) -> Int {
    min(Int(query.datagramSize ?? 512), max(datagramMax, 512))
  }

  /// The answer to what is no question.
  static func formatError(identifier: UInt16) -> [UInt8] {
    [
      UInt8(identifier >> 8), UInt8(identifier & 0xFF), 0x80, DNSResponseCode.formatError.rawValue, 0, 0, 0, 0, 0, 0, 0,
      0,
    ]
  }

  private init(query: DNSQuery, limit: Int) {
    self.query = query
    self.limit = limit
    bytes.reserveCapacity(512)
  }

  private mutating func write(_ answer: DNSAnswer) -> [UInt8] {
    word(query.identifier)
    var flags: UInt16 = 0x8000 | UInt16(query.operation) << 11 | UInt16(answer.code.rawValue)
    if answer.isAuthoritative { flags |= 0x0400 }
    if query.wantsRecursion { flags |= 0x0100 }
    flags |= 0x0080
    if query.checkingDisabled { flags |= 0x0010 }
    word(flags)
    for count in [1, 0, 0, 0] { word(UInt16(count)) }
    bytes += query.question

    let extensionLength = query.datagramSize == nil ? 0 : 11
    var counts = [0, 0, 0]
    for (section, records) in [answer.answers, answer.authorities, answer.additional].enumerated() {
      for record in records {
        let before = bytes.count
        append(record)
        if bytes.count + extensionLength > limit {
          bytes.removeLast(bytes.count - before)
          // Only what was asked for makes the answer incomplete.
          if section < 2 { bytes[2] |= 0x02 }
          break
        }
        counts[section] += 1
      }
    }
    if query.datagramSize != nil {
      bytes += [0, 0, 41, UInt8(Self.datagramMax >> 8), UInt8(Self.datagramMax & 0xFF), 0, 0, 0, 0, 0, 0]
      counts[2] += 1
    }
    for (index, count) in counts.enumerated() {
      bytes[6 + 2 * index] = UInt8(truncatingIfNeeded: count >> 8)
      bytes[7 + 2 * index] = UInt8(truncatingIfNeeded: count)
    }
    return bytes
  }

  private mutating func append(_ record: DNSRecord) {
    name(record.name)
    word(record.type.rawValue)
    word(1)
    long(record.ttl)
    let lengthAt = bytes.count
    word(0)
    switch record.content {
    case .address(let address): bytes += address.bytes
    case .canonicalName(let target), .nameServer(let target), .pointer(let target): name(target)
    case .text(let text):
      let content = Array(text.utf8.prefix(255))
      bytes.append(UInt8(content.count))
      bytes += content
    case .service(let priority, let weight, let port, let target):
      word(priority)
      word(weight)
      word(port)
      name(target, compressed: false)
    case .authority(let server, let mail, let serial, let minimum):
      name(server)
      name(mail)
      long(serial)
      for value: UInt32 in [7200, 1800, 86400] { long(value) }
      long(minimum)
    }
    let length = bytes.count - lengthAt - 2
    bytes[lengthAt] = UInt8(truncatingIfNeeded: length >> 8)
    bytes[lengthAt + 1] = UInt8(truncatingIfNeeded: length)
  }

  /// The question's name, or the end of it, is pointed to; that's nearly every name of an answer.
  private mutating func name(_ name: DNSName, compressed: Bool = true) {
    var rest = name.labels[...]
    while let label = rest.first {
      if compressed, let offset = offset(of: rest) {
        word(0xC000 | UInt16(offset))
        return
      }
      let content = label.utf8.prefix(DNSName.labelBytesMax)
      bytes.append(UInt8(content.count))
      bytes += content
      rest = rest.dropFirst()
    }
    bytes.append(0)
  }

  private func offset(of labels: ArraySlice<String>) -> Int? {
    let asked = query.name.labels
    guard labels.count <= asked.count, asked.suffix(labels.count).elementsEqual(labels) else { return nil }
    return asked.dropLast(labels.count).reduce(DNSQuery.headerLength) { $0 + 1 + $1.utf8.count }
  }

  private mutating func word(_ value: UInt16) {
    bytes.append(UInt8(value >> 8))
    bytes.append(UInt8(value & 0xFF))
  }

  private mutating func long(_ value: UInt32) {
    word(UInt16(value >> 16))
    word(UInt16(value & 0xFFFF))
  }
}
