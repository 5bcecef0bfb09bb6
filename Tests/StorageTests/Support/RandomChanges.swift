import APIMachinery
import Storage

/// A random history of a few keys, with the state that it must lead to.
struct RandomChanges {
  private let random: SeededRandom
  private let keys: [String]
  private var records: [String: (value: String, revision: Revision)] = [:]
  private var count = 0

  init(seed: UInt64, prefix: String = "/", keys: Int = 12) {
    random = SeededRandom(seed: seed)
    self.keys = (0..<keys).map { "\(prefix)\($0)" }
  }

  /// `key=value` of every record, in key order.
  var state: [String] { records.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.value)" } }

  func below(_ bound: UInt64) -> UInt64 { random.next(below: bound) }

  /// Makes one change, and returns its revision.
  @discardableResult
  mutating func change(_ store: any Store) async throws -> Revision {
    count += 1
    let key = keys[Int(below(UInt64(keys.count)))]
    guard let current = records[key] else {
      let revision = try await store.create(key, .text("\(count)"))
      records[key] = ("\(count)", revision)
      return revision
    }
    if below(3) == 0 {
      records[key] = nil
      return try await store.delete(key, expected: current.revision)
    }
    let revision = try await store.update(key, .text("\(count)"), expected: current.revision)
    records[key] = ("\(count)", revision)
    return revision
  }
}
