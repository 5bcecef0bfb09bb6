import APIMachinery
import Testing

@testable import APIServer

@Suite struct AllocatorTests {
  @Test func lowPortsAreLeftForThoseThatNameTheirs() throws {
    let ports = PortAllocator(range: 30000...30063, random: SeededRandom(seed: 11))
    let first = try (0..<48).map { _ in try ports.allocateAny() }
    #expect(Set(first) == Set(30016...30063))
    try ports.allocate(30003)
    #expect(throws: PortAllocator.Failure.allocated) { try ports.allocate(30003) }
    let rest = try (0..<15).map { _ in try ports.allocateAny() }
    #expect(Set(rest) == Set(30000...30015).subtracting([30003]))
    #expect(throws: PortAllocator.Failure.full) { try ports.allocateAny() }
    ports.release(30020)
    #expect(try ports.allocateAny() == 30020)
    #expect(throws: PortAllocator.Failure.notInRange(30000...30063)) { try ports.allocate(80) }
  }

  @Test func smallRangesAreUsedWhole() throws {
    let ports = PortAllocator(range: 5...20, random: SeededRandom(seed: 3))
    #expect(try Set((0..<16).map { _ in try ports.allocateAny() }) == Set(5...20))
  }

  @Test func dryRunsTakeNothing() throws {
    let ports = PortAllocator(range: 30000...30063, random: SeededRandom(seed: 11))
    try ports.allocate(30001)
    var operation = PortOperation(ports, isDryRun: true)
    #expect(throws: PortAllocator.Failure.allocated) { try operation.allocate(30001) }
    try operation.allocate(80)
    #expect(throws: PortAllocator.Failure.allocated) { try operation.allocate(80) }
    #expect(try PortOperation(ports, isDryRun: true).takingAny() == 32769)
    operation.rollback()
    #expect(ports.isTaken(30001) && !ports.isTaken(80))
  }

  static let ranges: [(cidr: String, first: String, last: String, count: Int)] = [
    ("10.0.0.0/28", "10.0.0.1", "10.0.0.14", 14), ("10.0.0.0/26", "10.0.0.1", "10.0.0.62", 62),
    ("fd00::/124", "fd00::1", "fd00::f", 15), ("10.0.0.0/32", "", "", 0), ("10.0.0.0/31", "", "", 0),
  ]

  @Test(arguments: ranges.indices) func everyAddressIsFoundOnce(index: Int) throws {
    let (text, first, last, count) = Self.ranges[index]
    let cidr = try #require(CIDR(text))
    let allocator = AddressAllocator(random: SeededRandom(seed: 5))
    allocator.set(.init(ranges: [AddressRange(cidr)], isReady: true), named: "a")
    let found = try (0..<count).map { _ in try allocator.allocateAny(cidr.family) }
    #expect(Set(found).count == count && found.allSatisfy(cidr.contains))
    #expect(throws: AddressAllocator.Failure.full) { try allocator.allocateAny(cidr.family) }
    guard count > 0 else { return }
    #expect(found.min()?.description == first && found.max()?.description == last)
    #expect(throws: AddressAllocator.Failure.mismatchedNetwork) { try allocator.allocate(cidr.network) }
  }

  @Test func lowAddressesAreLeftForThoseThatNameTheirs() throws {
    let allocator = AddressAllocator(random: SeededRandom(seed: 5))
    allocator.set(.init(ranges: [AddressRange(try #require(CIDR("10.0.0.0/26")))], isReady: true), named: "a")
    let upper = try (0..<46).map { _ in try allocator.allocateAny(.v4) }
    #expect(upper.allSatisfy { $0.bytes[3] > 16 })
  }

  @Test func networksComeAndGo() throws {
    let allocator = AddressAllocator(random: SeededRandom(seed: 5))
    let address = try #require(IPAddress("10.0.0.5"))
    #expect(throws: AddressAllocator.Failure.mismatchedNetwork) { try allocator.allocate(address) }
    allocator.set(.init(ranges: [AddressRange(try #require(CIDR("10.0.0.0/24")))], isReady: false), named: "a")
    #expect(throws: AddressAllocator.Failure.mismatchedNetwork) { try allocator.allocate(address) }
    allocator.set(.init(ranges: [AddressRange(try #require(CIDR("10.0.0.0/24")))], isReady: true), named: "a")
    try allocator.allocate(address)
    #expect(throws: AddressAllocator.Failure.allocated) { try allocator.allocate(address) }
    allocator.release(address)
    try allocator.allocate(address)
    allocator.removeNetwork(named: "a")
    #expect(throws: AddressAllocator.Failure.full) { try allocator.allocateAny(.v4) }
  }
}

extension PortOperation {
  fileprivate func takingAny() throws -> Int {
    var operation = self
    return try operation.allocateAny()
  }
}
