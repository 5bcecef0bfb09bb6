import APIMachinery
import Testing

@Suite struct QuantityTests {
  static let printed: [(String, String)] = [
    ("0", "0"), ("0Ki", "0"), ("00", "0"), ("5", "5"), ("+5", "+5"), ("-5", "-5"), ("100m", "100m"), ("1500m", "1500m"),
    ("1000m", "1"), ("0.1", "100m"), ("0.5", "500m"), (".5", "500m"), ("1.5", "1500m"), ("1.500", "1.500"),
    ("1.", "1."), ("1000", "1k"), ("1500", "1500"), ("12000", "12k"), ("1k", "1k"), ("1M", "1M"), ("1000M", "1G"),
    ("1E", "1E"),
    ("1Ki", "1Ki"), ("1024", "1024"), ("1024Ki", "1Mi"), ("1536Mi", "1536Mi"), ("1.5Gi", "1536Mi"), ("2Gi", "2Gi"),
    ("0.5Ki", "512"), ("1.1Gi", "1181116006400m"), ("0.1Ki", "102400m"), ("100Ki", "100Ki"), ("8Ki", "8Ki"),
    ("1e3", "1e3"), ("12e6", "12e6"), ("1e2", "100"), ("1E3", "1E3"), ("1e-3", "1e-3"), ("1n", "1n"), ("0.1n", "1n"),
    ("1u", "1u"), ("0.0000000001", "1n"), ("1.0000000001", "1000000001n"),
    ("9223372036854775807", "9223372036854775807"),
    ("9223372036854775808Ki", "9223372036854775807"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("64Mi", "64Mi"), ("-1.5Gi", "-1536Mi"), ("3.0Mi", "3Mi"),
  ]

  @Test(arguments: printed)
  func prints(text: String, expected: String) throws {
    #expect(try Quantity(parsing: text).description == expected)
  }

  static let refused: [(String, String)] = [
    ("", "regular"), ("x", "regular"), ("1x", "regular"), ("1 Gi", "regular"), ("1.1.1", "regular"), ("1Gii", "suffix"),
    ("1KiB", "regular"), ("1i", "suffix"), ("1mi", "suffix"), ("1e", "suffix"), ("Mi", "numeric"),
    ("1e99999999999", "suffix"),
    ("--1", "suffix"), ("1e+-3", "regular"),
  ]

  @Test(arguments: refused)
  func refuses(text: String, reason: String) {
    let error = #expect(throws: ParseError.self) { try Quantity(parsing: text) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test func comparesAndCalculates() throws {
    func quantity(_ text: String) throws -> Quantity { try Quantity(parsing: text) }
    #expect(try quantity("1") == quantity("1000m"))
    #expect(try quantity("1").hashValue == quantity("1000m").hashValue)
    #expect(try quantity("1Ki") == quantity("1024"))
    #expect(try quantity("1k") < quantity("1Ki"))
    #expect(try quantity("-1") < quantity("0"))
    #expect(try quantity("1e500") > quantity("9E"))
    #expect(try quantity("1e-500") > quantity("0"))
    #expect(try (quantity("100m") + quantity("1")).description == "1100m")
    #expect(try (quantity("1Gi") + quantity("512Mi")).description == "1536Mi")
    #expect(try (quantity("0") + quantity("1Gi")).description == "1Gi")
    #expect(try (quantity("1") - quantity("100m")).description == "900m")
    #expect(try (quantity("1") - quantity("2")).description == "-1")
    #expect(try (quantity("1e400") + quantity("1")) == quantity("1e400"))
    #expect(try (quantity("250m") * 4).description == "1")
    #expect(try quantity("1100m").value == 2)
    #expect(try quantity("-1100m").value == -2)
    #expect(try quantity("1Gi").value == 1 << 30)
    #expect(try quantity("1500m").milliValue == 1500)
    #expect(try quantity("1u").milliValue == 1)
    #expect(try quantity("1e400").value == .max)
    #expect(try quantity("1500m").exactInteger == nil)
    #expect(try quantity("2k").exactInteger == 2000)
    #expect(try quantity("1.5").approximateDouble == 1.5)
    #expect(Quantity(2048, format: .binarySI).description == "2Ki")
    #expect(Quantity(milli: 250).description == "250m")
    #expect(try Quantity(json: 2) == Quantity(2))
    #expect(try Quantity(json: 0.5) == Quantity(milli: 500))
    #expect(throws: ParseError.self) { try Quantity(json: true) }
  }
}
