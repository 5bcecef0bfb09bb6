import APIMachinery
import Testing

struct IPAddressTests {
  @Test(arguments: [
    ("1.2.3.4", "1.2.3.4"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
    ("fe80::1", "fe80::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
  ])
  func parsesAndPrints(text: String, printed: String) throws {
    let address = try #require(IPAddress(text))
    #expect("\(address)" == printed)
    #expect(IPAddress(bytes: address.bytes) == address)
    #expect(IPAddress(printed) == address)
  }

  @Test(arguments: [
    "", ".", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.-4", "a.b.c.d", ":", ":::", "1:2", "1::2::3",
    "12345::",
    "1:2:3:4:5:6:7:8:9", "::1.2.3", "1:", "fe80::1%eth0", "1:2:3:4:5:6:7::8:9", "+1::",
  ])
  func refuses(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func ranges() throws {
    let range = try #require(CIDR("10.42.3.7/24"))
    #expect("\(range)" == "10.42.3.0/24")
    #expect(range.contains(.v4(0x0A2A_03FF)))
    #expect(!range.contains(.v4(0x0A2A_0400)))
    #expect(range.address(at: 1)?.description == "10.42.3.1")
    #expect(range.address(at: 256) == nil)
    let whole = try #require(CIDR("0.0.0.0/0"))
    #expect(whole.contains(range) && whole.overlaps(range) && !range.contains(whole))
    #expect(CIDR("10.0.0.0/33") == nil && CIDR("10.0.0.0/-1") == nil && CIDR("10.0.0.0/08") == nil)
    let six = try #require(CIDR("fd00:1::5/64"))
    #expect("\(six)" == "fd00:1::/64")
    #expect(six.address(at: 10)?.description == "fd00:1::a")
  }
}
