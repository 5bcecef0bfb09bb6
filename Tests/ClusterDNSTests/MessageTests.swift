import APIMachinery
import Testing

@testable import ClusterDNS

/// Makes the bytes of a question.
func question(
  _ name: String, _ type: DNSType = .a, identifier: UInt16 = 0x1234, datagramSize: UInt16? = nil,
  classNumber: UInt16 = 1
) -> [UInt8] {
  var bytes: [UInt8] = [
    UInt8(identifier >> 8), UInt8(identifier & 0xFF), 0x01, 0, 0, 1, 0, 0, 0, 0, 0, datagramSize == nil ? 0 : 1,
  ]
  for label in name.split(separator: ".") { bytes += [UInt8(label.utf8.count)] + Array(label.utf8) }
  bytes += [0, UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xFF), 0, UInt8(classNumber)]
  if let size = datagramSize { bytes += [0, 0, 41, UInt8(size >> 8), UInt8(size & 0xFF), 0, 0, 0, 0, 0, 0] }
  return bytes
}

/// An answer taken apart by the reader under test: code, flags, and records as "name type content".
struct ReadAnswer {
  var identifier: UInt16
  var code: UInt8
  var isCut: Bool
  var isAuthoritative: Bool
  var records: [[String]] = [[], [], []]

  init?(_ bytes: [UInt8]) {
    var reader = DNSReader(bytes, at: 0)
    guard let identifier = reader.word(), let flags = reader.word(), reader.word() == 1 else { return nil }
    self.identifier = identifier
    code = UInt8(flags & 0xF)
    isCut = flags & 0x0200 != 0
    isAuthoritative = flags & 0x0400 != 0
    let counts = [reader.word(), reader.word(), reader.word()].compactMap { $0 }
    guard counts.count == 3, reader.name() != nil, reader.skip(4) else { return nil }
    for (section, count) in counts.enumerated() {
      for _ in 0..<count {
        guard let name = reader.name(), let type = reader.word(), reader.word() != nil, reader.long() != nil,
          let length = reader.word()
        else { return nil }
        let start = reader.position
        var inner = reader
        guard reader.skip(Int(length)) else { return nil }
        var text = ""
        switch DNSType(rawValue: type) {
        case .a, .aaaa: text = IPAddress(bytes: bytes[start..<reader.position]).map(String.init(describing:)) ?? "?"
        case .cname, .ptr, .ns: text = inner.name().map(String.init(describing:)) ?? "?"
        case .srv:
          let numbers = [inner.word(), inner.word(), inner.word()].compactMap { $0 }
          text =
            numbers.map(String.init).joined(separator: " ") + " \(inner.name().map(String.init(describing:)) ?? "?")"
        case .txt: text = String(decoding: bytes[(start + 1)..<reader.position], as: UTF8.self)
        case .soa: text = inner.name().map(String.init(describing:)) ?? "?"
        default: break
        }
        records[section].append("\(name) \(DNSType(rawValue: type).name) \(text)")
      }
    }
    guard reader.position == bytes.count else { return nil }
  }
}

struct MessageTests {
  @Test func readsQuestions() throws {
    let query = try DNSQuery(question("Web.Default.SVC.cluster.local", .srv, datagramSize: 4096))
    #expect(query.name == DNSName("web.default.svc.cluster.local"))
    #expect(query.type == .srv && query.datagramSize == 4096 && query.wantsRecursion)
  }

  @Test func pointersThatLoopAreRefused() {
    for target in [12, 13, 14, 255] {
      let bytes: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, UInt8(target), 0, 1, 0, 1]
      #expect(throws: DNSQuery.Failure.malformed(identifier: 1)) { try DNSQuery(bytes) }
    }
    // Two that point at each other.
    let mutual: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 0xC0, 16, 0xC0, 12, 0, 1, 0, 1]
    #expect(throws: DNSQuery.Failure.self) { try DNSQuery(mutual) }
  }

  @Test func answersAreNotAnswered() {
    var bytes = question("a.b")
    bytes[2] |= 0x80
    #expect(throws: DNSQuery.Failure.ignore) { try DNSQuery(bytes) }
    #expect(throws: DNSQuery.Failure.ignore) { try DNSQuery([1, 2, 3]) }
  }

  @Test func whatDoesNotFitIsCutAndSaysSo() throws {
    let query = try DNSQuery(question("many.example"))
    let records = (0..<100).map { DNSRecord(name: query.name, ttl: 5, content: .address(.v4($0))) }
    let cut = DNSWriter.encode(DNSAnswer(answers: records), to: query, limit: DNSWriter.datagramLimit(query))
    let read = try #require(ReadAnswer(cut))
    #expect(cut.count <= 512 && read.isCut && (1..<100).contains(read.records[0].count))
    let whole = try #require(ReadAnswer(DNSWriter.encode(DNSAnswer(answers: records), to: query, limit: 65535)))
    #expect(!whole.isCut && whole.records[0].count == 100)
  }

  @Test func answersRepeatTheQuestionAsItWasAsked() throws {
    let bytes = question("WeB.default.SVC.cluster.local")
    let query = try DNSQuery(bytes)
    let answer = DNSWriter.encode(DNSAnswer(), to: query, limit: 512)
    #expect(Array(answer[12...]) == Array(bytes[12...]))
  }

  /// Any bytes at all get an answer, or none, and never more.
  @Test(arguments: 0..<8)
  func anyBytes(seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    let seeds = [
      question("web.default.svc.cluster.local", .srv, datagramSize: 1232), question("a.b.c.d.e"), question(""),
    ]
    let responder = TestZone.responder()
    for _ in 0..<4000 {
      var bytes = seeds[Int(random.next(below: 3))]
      for _ in 0..<(1 + random.next(below: 6)) {
        switch random.next(below: 4) {
        case 0: bytes.removeLast(min(bytes.count, Int(random.next(below: 8))))
        case 1: bytes.append(UInt8(truncatingIfNeeded: random.next()))
        default:
          if !bytes.isEmpty {
            bytes[Int(random.next(below: UInt64(bytes.count)))] = UInt8(truncatingIfNeeded: random.next())
          }
        }
      }
      guard case .answer(let answer) = responder.respond(to: bytes, overTCP: false) else { continue }
      #expect(answer.count <= 1232 && answer.count >= 12, "seed \(seed)")
      #expect(Array(answer.prefix(2)) == Array(bytes.prefix(2)))
    }
  }
}
