import APIMachinery
import Testing

@testable import Storage

@Suite struct SortedObjectsTests {
  func object(_ key: String, _ revision: Revision = 1) -> CachedObject {
    CachedObject(
      key: key, value: .text("{}"), revision: revision,
      header: ObjectHeader(namespace: "", name: key, uid: "", resourceVersionOffset: 1))
  }

  /// Thousands of random changes, with snapshots taken between, against a plain dictionary.
  @Test(arguments: [41, 42, 43] as [UInt64]) func agreesWithADictionary(_ seed: UInt64) {
    let random = SeededRandom(seed: seed)
    var sorted = SortedObjects()
    var model: [String: CachedObject] = [:]
    var snapshots: [(SortedObjects, [String: CachedObject])] = []
    for step in 0..<6_000 {
      let key = "/\(random.next(below: 3_000))"
      // It grows, then shrinks.
      if random.next(below: 10) < (step < 4_000 ? 2 : 9) {
        #expect(sorted.remove(key) === model.removeValue(forKey: key))
      } else {
        let object = object(key, Revision(step))
        #expect(sorted.set(object) === model.updateValue(object, forKey: key))
      }
      if step % 1_500 == 0 { snapshots.append((sorted, model)) }
    }
    for (sorted, model) in snapshots + [(sorted, model)] {
      let expected = model.keys.sorted()
      var seen: [String] = []
      sorted.forEach(in: KeyRange(prefix: "")) {
        seen.append($0.key)
        return true
      }
      #expect(seen == expected, "seed \(seed)")
      #expect(sorted.count == expected.count)
      for prefix in ["/1", "/12", "/2999", "/3", "/"] {
        #expect(sorted.count(in: KeyRange(prefix: prefix)) == expected.count { $0.hasPrefix(prefix) })
      }
      for key in expected.prefix(50) { #expect(sorted.get(key) === model[key]) }
    }
  }
}

@Suite struct EventHistoryTests {
  func event(_ revision: Revision, bytes: Int = 10) -> CacheEvent {
    let header = ObjectHeader(namespace: "", name: "", uid: "", resourceVersionOffset: 1)
    let previous = CachedObject(
      key: "/\(revision)", value: [UInt8](repeating: 0, count: bytes), revision: revision - 1, header: header)
    return CacheEvent(revision: revision, current: nil, previous: previous)
  }

  @Test func isBoundedByCount() {
    var history = EventHistory(after: 1, bounds: .init(countMin: 2, countMax: 4))
    for revision in 2...9 { history.append(event(Revision(revision)), uptime: .zero) }
    #expect(history.completeAfter == 5)
    #expect(history.firstNumber == 4)
    #expect(history.endNumber == 8)
    #expect(history.number(after: 4) == nil)
    #expect(history.number(after: 5) == 4)
    #expect(history.number(after: 7) == 6)
    #expect(history.number(after: 99) == 8)
    #expect(history.events(from: 6, countMax: 9).map(\.revision) == [8, 9])
    #expect(history.events(from: 4, countMax: 2).map(\.revision) == [6, 7])
    #expect(history.events(from: 8, countMax: 2).isEmpty)
  }

  @Test func isBoundedByTheBytesItHolds() {
    var history = EventHistory(after: 1, bounds: .init(countMin: 2, countMax: 100, bytesMax: 10_000))
    for revision in 2...9 { history.append(event(Revision(revision), bytes: 3_000), uptime: .zero) }
    #expect(history.endNumber - history.firstNumber == 2)
  }

  @Test func forgetsByAgeButKeepsTheNewest() {
    var history = EventHistory(after: 1, bounds: .init(countMin: 2, countMax: 100, age: .seconds(75)))
    for revision in 2...9 { history.append(event(Revision(revision)), uptime: .seconds(revision)) }
    history.prune(uptime: .seconds(79))
    #expect(history.completeAfter == 3)
    history.prune(uptime: .seconds(1_000))
    #expect(history.completeAfter == 7)
  }
}
