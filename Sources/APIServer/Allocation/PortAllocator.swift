import APIMachinery
import Synchronization

/// Hands out node ports, each once for every protocol that asks.
final class PortAllocator: Sendable {
  enum Failure: Error, Equatable, CustomStringConvertible {
    case allocated
    case notInRange(ClosedRange<Int>)
    case full

    var description: String {
      switch self {
      case .allocated: "provided port is already allocated"
      case .notInRange(let range):
        "provided port is not in the valid range. The range of valid ports is "
          + "\(range.lowerBound)-\(range.upperBound)"
      case .full: "range is full"
      }
    }
  }

  let range: ClosedRange<Int>
  /// The lower ports, which are left for Services that name theirs as long as others are free. As upstream's
  /// `calculateRangeOffset`.
  private let reserved: Int
  private let taken = Mutex<Set<Int>>([])
  private let random: any RandomSource

  init(range: ClosedRange<Int>, random: any RandomSource) {
    self.range = range
    self.random = random
    reserved = range.count <= 16 ? 0 : min(max(16, range.count / 32), 128)
  }

  func allocate(_ port: Int) throws(Failure) {
    guard range.contains(port) else { throw .notInRange(range) }
    let isNew = taken.withLock { $0.insert(port).inserted }
    if !isNew { throw .allocated }
  }

  func allocateAny() throws(Failure) -> Int {
    let found = taken.withLock { taken -> Int? in
      let split = range.lowerBound + reserved
      for part in [split..<range.upperBound + 1, range.lowerBound..<split] where !part.isEmpty {
        let start = Int(random.next(below: UInt64(part.count)))
        for step in 0..<part.count {
          let port = part.lowerBound + (start + step) % part.count
          if taken.insert(port).inserted { return port }
        }
      }
      return nil
    }
    guard let found else { throw .full }
    return found
  }

  func isTaken(_ port: Int) -> Bool { taken.withLock { $0.contains(port) } }
  func release(_ port: Int) { _ = taken.withLock { $0.remove(port) } }
}

/// The ports that one write of a Service takes and gives back (`PortAllocationOperation` upstream).
struct PortOperation: Sendable {
  let allocator: PortAllocator
  let isDryRun: Bool
  private(set) var taken: [Int] = []
  /// Given back when the write succeeds.
  private(set) var released: [Int] = []

  init(_ allocator: PortAllocator, isDryRun: Bool) {
    self.allocator = allocator
    self.isDryRun = isDryRun
  }

  mutating func allocate(_ port: Int) throws(PortAllocator.Failure) {
    if isDryRun {
      guard !allocator.isTaken(port), !taken.contains(port) else { throw .allocated }
    } else {
      try allocator.allocate(port)
    }
    taken.append(port)
  }

  /// Dry runs look for nothing: they count on from behind what the operation has.
  mutating func allocateAny() throws(PortAllocator.Failure) -> Int {
    let port = isDryRun ? (taken.max() ?? 32768) + 1 : try allocator.allocateAny()
    taken.append(port)
    return port
  }

  mutating func releaseLater(_ port: Int) { released.append(port) }

  func commit() {
    guard !isDryRun else { return }
    for port in released { allocator.release(port) }
  }

  func rollback() {
    guard !isDryRun else { return }
    for port in taken { allocator.release(port) }
  }
}
