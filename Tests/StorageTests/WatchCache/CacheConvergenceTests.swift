import APIMachinery
import Storage
import Testing

/// Watchers with every kind of start and selection, under random concurrent changes: what each was told adds up to
/// exactly what a list with the same selection shows at the end.
@Suite(.timeLimit(.minutes(20))) struct CacheConvergenceTests {
  /// What a client would believe from the events it got.
  struct Belief {
    var objects: [String: CachedObject] = [:]
    var revision: Revision = 0
    var wrong: [String] = []

    mutating func take(_ event: WatchCacheEvent) {
      switch event {
      case .bookmark(let revision, _):
        if revision < self.revision { wrong.append("bookmark steps back to \(revision)") }
        self.revision = revision
      case .object(let watched):
        let object = watched.object
        let known = objects[object.key] != nil
        if (watched.kind == .added) == known { wrong.append("\(event.summary) of an object known: \(known)") }
        objects[object.key] = watched.kind == .deleted ? nil : object
      }
    }
  }

  @Test(arguments: Engine.allCases, [31, 32, 33] as [UInt64])
  func everyWatcherEndsWithTheListedState(_ engine: Engine, _ seed: UInt64) async throws {
    try await engine.withStore { store in
      let fixture = CacheFixture(store)
      let cache = fixture.cache
      let last = CacheFixture.key("last", "zz")
      try await withThrowingTaskGroup { group in
        for writer in 0..<4 {
          group.addTask { try await write(fixture, SeededRandom(seed: seed &* 100 &+ UInt64(writer))) }
        }
        for number in 0..<24 {
          group.addTask {
            let random = SeededRandom(seed: seed &* 1_000 &+ UInt64(number))
            for _ in 0..<random.next(below: 60) { await Task.yield() }
            let scopes: [CacheScope] = [.all, .namespace("one"), .namespace("two")]
            let colors = ["red", "blue", nil]
            let scope = scopes[number % 3]
            let color = colors[number / 3 % 3]
            let filter: ObjectFilter = { $0.name == "last" || color == nil || $0.labels["color"] == color }
            let belief = try await follow(cache, scope, filter, lists: number % 2 == 0, until: last)
            let listed = try await cache.list(.init(scope: scope, filter: filter)).objects
            #expect(belief.wrong == [], "seed \(seed), watcher \(number)")
            #expect(
              belief.objects.values.sorted { $0.key < $1.key } == listed, "seed \(seed), watcher \(number)")
          }
        }
        for _ in 0..<4 { try await group.next() }
        for namespace in ["one", "two"] { try await fixture.create("last", namespace) }
        try await group.waitForAll()
      }
    }
  }

  private func write(_ fixture: CacheFixture, _ random: SeededRandom) async throws {
    for _ in 0..<150 {
      let namespace = random.next(below: 2) == 0 ? "one" : "two"
      let name = "pod\(random.next(below: 8))"
      let color = random.next(below: 2) == 0 ? "red" : "blue"
      do {
        let current = try await fixture.store.get(CacheFixture.key(name, namespace))
        switch (current, random.next(below: 3)) {
        case (nil, _): try await fixture.create(name, namespace, color: color)
        case (_?, 0): try await fixture.delete(name, namespace)
        default: try await fixture.update(name, namespace, color: color)
        }
      } catch is StoreError {
        // Another writer was first.
      }
    }
  }

  private func follow(
    _ cache: WatchCache, _ scope: CacheScope, _ filter: @escaping ObjectFilter, lists: Bool, until last: String
  ) async throws -> Belief {
    var belief = Belief()
    let watcher: CacheWatcher
    if lists {
      let list = try await cache.list(.init(scope: scope, filter: filter))
      for object in list.objects { belief.objects[object.key] = object }
      watcher = try await cache.watch(.init(scope: scope, start: .after(list.revision), filter: filter))
    } else {
      watcher = try await cache.watch(
        .init(scope: scope, start: .initialEvents(.newest, endsWithBookmark: true), filter: filter, bookmarks: true))
    }
    func isComplete() -> Bool {
      let names = belief.objects.values.filter { $0.name == "last" }.count
      return names == (scope == .all ? 2 : 1)
    }
    while !isComplete(), let batch = try await watcher.next() {
      for event in batch { belief.take(event) }
    }
    return belief
  }
}
