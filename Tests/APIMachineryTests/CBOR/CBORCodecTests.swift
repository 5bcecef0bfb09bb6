import Testing

@testable import APIMachinery

@Suite struct CBORCodecTests {
  /// Examples of RFC 8949, appendix A, as far as JSON can say them.
  static let examples: [(hex: String, json: String)] = [
    ("00", "0"), ("17", "23"), ("1818", "24"), ("1903e8", "1000"), ("1a000f4240", "1000000"),
    ("1b000000e8d4a51000", "1000000000000"), ("20", "-1"), ("3903e7", "-1000"), ("f90000", "0.0"), ("f93c00", "1.0"),
    ("fb3ff199999999999a", "1.1"), ("f93e00", "1.5"), ("f97bff", "65504.0"), ("fa47c35000", "100000.0"),
    ("fa7f7fffff", "3.4028234663852886e+38"), ("fb7e37e43c8800759c", "1.0e+300"), ("f90001", "5.960464477539063e-8"),
    ("f90400", "0.00006103515625"), ("f9c400", "-4.0"), ("fbc010666666666666", "-4.1"), ("f4", "false"),
    ("f5", "true"), ("f6", "null"), ("60", "\"\""), ("6161", "\"a\""), ("62c3bc", "\"ü\""), ("4161", "\"a\""),
    ("80", "[]"), ("83010203", "[1,2,3]"), ("8301820203820405", "[1,[2,3],[4,5]]"),
    ("a26161016162820203", "{\"a\":1,\"b\":[2,3]}"), ("5f42616243636465ff", "\"abcde\""),
    ("7f657374726561646d696e67ff", "\"streaming\""), ("9f018202039f0405ffff", "[1,[2,3],[4,5]]"),
    ("bf6346756ef563416d7421ff", "{\"Fun\":true,\"Amt\":-2}"), ("d9d9f7a0", "{}"), ("d64401020304", "\"AQIDBA==\""),
    ("d54401fbff04", "\"Afv_BA\""), ("d74401020304", "\"01020304\""),
    ("c074323031332d30332d32315432303a30343a30305a", "\"2013-03-21T20:04:00Z\""),
    ("c11a514b67b0", "\"2013-03-21T20:04:00Z\""),
  ]

  @Test(arguments: examples.indices) func readsTheExamples(index: Int) throws {
    let (hex, json) = Self.examples[index]
    #expect(try CBORCodec.decode(Self.bytes(hex)) == JSONParser.parse(json), "\(hex)")
  }

  static let refused: [(hex: String, message: String)] = [
    ("", "unexpected EOF"), ("18", "unexpected EOF"), ("4261", "unexpected EOF"),
    ("9bffffffffffffffff", "unexpected EOF"),
    ("bbffffffffffffffff", "unexpected EOF"), ("0000", "cbor: 1 bytes of extraneous data starting at index 1"),
    ("1bffffffffffffffff", "positive integer"), ("3bffffffffffffffff", "negative integer"),
    ("c249010000000000000000", "bignum"), ("f97e00", "NaN"), ("f97c00", "infinity"), ("f7", "simple value 23"),
    ("f0", "simple value 16"), ("f820", "simple value 32"), ("62ff", "unexpected EOF"), ("61ff", "invalid UTF-8"),
    ("a10102", "into Go value of type string"), ("a2616101616102", "duplicate map key \"a\""),
    ("a241610161", "unexpected EOF"), ("a2416101616102", "duplicate map key"),
    ("1c", "invalid additional information 28"),
    ("ff", "invalid additional information 31"), ("5f6161ff", "wrong element type"), ("c000", "tag number 0"),
    ("c0616e", "cannot set n for time.Time"), ("1f", "invalid additional information 31"),
  ]

  @Test(arguments: refused.indices) func refuses(index: Int) {
    let (hex, message) = Self.refused[index]
    do {
      let value = try CBORCodec.decode(Self.bytes(hex))
      Issue.record("\(hex) is \(value.jsonText)")
    } catch {
      #expect(error.message.contains(message), "\(hex): \(error.message)")
    }
  }

  @Test func depthIsLimited() {
    let deep = [UInt8](repeating: 0x81, count: 100_000) + [0x00]
    #expect(throws: ParseError("cbor: exceeded max nested level \(JSONValue.maximumDepth)")) {
      try CBORCodec.decode(deep)
    }
    let tags = [UInt8](repeating: 0xC6, count: 100_000) + [0x00]
    #expect(throws: ParseError.self) { try CBORCodec.decode(tags) }
  }

  @Test func writesDeterministically() throws {
    let value = try JSONParser.parse(#"{"bb":1.5,"a":[null,true,-5,1.1,70000],"aa":"x"}"#)
    #expect(
      CBORCodec.encode(value)
        == Self.bytes(
          "d9d9f7a3416185f6f524fb3ff199999999999a1a0001117042616141784262 62f93e00".replacing(" ", with: "")))
    #expect(CBORCodec.watchEvent(type: "ADDED", object: [:]).starts(with: CBORCodec.magic + [0xA2]))
  }

  @Test func halvesAreExact() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfFloat(bits: bits).value
      guard value.isFinite else { continue }
      #expect(HalfFloat(Float(value))?.bits == bits)
    }
  }

  @Test func whateverJSONSaysSurvives() throws {
    var random = SplitMix(state: 20_261_121)
    for round in 0..<400 {
      let value = Self.value(&random, depth: 5)
      let encoded = CBORCodec.encode(value)
      #expect(try CBORCodec.decode(encoded) == value, "round \(round)")
      #expect(CBORCodec.encode(try CBORCodec.decode(encoded)) == encoded, "round \(round)")
    }
  }

  @Test func damageNeverCrashes() throws {
    var random = SplitMix(state: 7)
    for _ in 0..<400 {
      var bytes = CBORCodec.encode(Self.value(&random, depth: 4))
      for _ in 0..<3 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
      if let value = try? CBORCodec.decode(bytes) { #expect(try CBORCodec.decode(CBORCodec.encode(value)) == value) }
      _ = try? CBORCodec.decode(Array(bytes.prefix(Int(random.next() % UInt64(bytes.count)))))
    }
  }

  /// Small and repeatable.
  private struct SplitMix {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static func value(_ random: inout SplitMix, depth: Int) -> JSONValue {
    switch random.next() % (depth > 0 ? 8 : 6) {
    case 0: return .null
    case 1: return .bool(random.next() % 2 == 0)
    case 2: return .integer(Int64(bitPattern: random.next()) >> Int64(random.next() % 64))
    case 3: return .number(Double(Int32(truncatingIfNeeded: random.next())) / Double(1 + random.next() % 1000))
    case 4: return .number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: random.next()) & 0x7F7F_FFFF)))
    case 5: return .string(String(repeating: "aé☃", count: Int(random.next() % 40)))
    case 6: return .array((0..<random.next() % 5).map { _ in value(&random, depth: depth - 1) })
    default:
      var object = JSONObject()
      for index in 0..<random.next() % 5 {
        object[String(repeating: "k", count: Int(random.next() % 30)) + "\(index)"] = value(&random, depth: depth - 1)
      }
      return .object(object)
    }
  }

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8).map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
