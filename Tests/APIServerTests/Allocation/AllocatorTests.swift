import APIMachinery
import Testing

@testable import APIServer

@Suite struct AllocatorTests {
  @Test func lowPortsAreLeftForThoseThatNameTheirs() {
    let ports = PortAllocator(range: 30000...30063, random: SeededRandom(seed: 11))
    let first = (0..<48).compactMap { _ in ports.allocateAny() }
    #expect(Set(first) == Set(30016...30063))
    #expect(ports.allocate(30003) && !ports.allocate(30003))
    let rest = (0..<15).compactMap { _ in ports.allocateAny() }
    #expect(Set(rest) == Set(30000...30015).subtracting([30003]))
    #expect(ports.allocateAny() == nil)
    ports.release(30020)
    #expect(ports.allocateAny() == 30020)
  }

  @Test func smallRangesAreUsedWhole() {
    let ports = PortAllocator(range: 5...20, random: SeededRandom(seed: 3))
    #expect(Set((0..<16).compactMap { _ in ports.allocateAny() }) == Set(5...20))
  }
}
