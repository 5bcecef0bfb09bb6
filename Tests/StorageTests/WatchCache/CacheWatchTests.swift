import APIMachinery
import APITesting
import Storage
import Testing

@Suite(.timeLimit(.minutes(20))) struct CacheWatchTests {
  @Test func startsFromARevision() async throws {
    let fixture = CacheFixture()
    let first = try await fixture.create("a")
    try await fixture.cache.load()
    let second = try await fixture.update("a", color: "blue")
    let third = try await fixture.delete("a")
    let watcher = try await fixture.cache.watch(.init(start: .after(first)))
    #expect(try await watcher.summaries() == ["MODIFIED a@\(second)", "DELETED a@\(third)"])
    let now = try await fixture.cache.watch(.init(start: .now))
    let fourth = try await fixture.create("b")
    #expect(try await now.summaries() == ["ADDED b@\(fourth)"])
    #expect(try await watcher.summaries() == ["ADDED b@\(fourth)"])
  }

  @Test func aDeletionCarriesTheLastStateUnderItsOwnRevision() async throws {
    let fixture = CacheFixture()
    let created = try await fixture.create("a", color: "blue")
    let gone = try await fixture.delete("a")
    let watcher = try await fixture.cache.watch(.init(start: .after(created)))
    guard case .object(let watched)? = try await watcher.next()?.first else {
      Issue.record("no event")
      return
    }
    #expect(
      String(decoding: watched.line, as: UTF8.self)
        == #"{"type":"DELETED","object":{"metadata":{"resourceVersion":"\#(gone)","name":"a","namespace":"default","#
        + #""labels":{"color":"blue"}},"spec":{"nodeName":""}}}"# + "\n")
  }

  @Test func objectsEnterAndLeaveASelection() async throws {
    let fixture = CacheFixture()
    let watcher = try await fixture.cache.watch(.init(start: .now, filter: .color("blue")))
    try await fixture.create("a", color: "red")
    let blue = try await fixture.update("a", color: "blue")
    let still = try await fixture.update("a", color: "blue", node: "n1")
    let red = try await fixture.update("a", color: "red")
    try await fixture.delete("a")
    let again = try await fixture.create("a", color: "blue")
    let gone = try await fixture.delete("a")
    #expect(
      try await watcher.summaries() == [
        "ADDED a@\(blue)", "MODIFIED a@\(still)", "DELETED a@\(red)", "ADDED a@\(again)", "DELETED a@\(gone)",
      ])
  }

  @Test func givesInitialEventsAndMarksTheirEnd() async throws {
    let fixture = CacheFixture()
    for number in 1_000..<1_600 { try await fixture.create("\(number)", color: number < 1_300 ? "red" : "blue") }
    let revision = try await fixture.store.currentRevision
    let watcher = try await fixture.cache.watch(
      .init(start: .initialEvents(.newest, endsWithBookmark: true), filter: .color("blue")))
    let next = try await fixture.create("2000", color: "blue")
    var seen: [String] = []
    while seen.last?.hasPrefix("BOOKMARK") != true { seen += try #require(try await watcher.summaries()) }
    #expect(seen.count == 301)
    #expect(seen.first == "ADDED 1300@\(initialRevision + 301)")
    #expect(seen.last == "BOOKMARK initial-events-end@\(revision)")
    #expect(try await watcher.summaries() == ["ADDED 2000@\(next)"])

    let empty = try await fixture.cache.watch(
      .init(scope: .namespace("none"), start: .initialEvents(.any, endsWithBookmark: true)))
    #expect(try await empty.summaries() == ["BOOKMARK initial-events-end@\(next)"])
  }

  /// The objects of a resource that goes are deleted just before its cache ends: those who watch see it all the same.
  @Test(arguments: [true, false]) func whatCameBeforeTheEndIsStillSeen(unloaded: Bool) async throws {
    let fixture = CacheFixture()
    for number in 100..<700 { try await fixture.create("\(number)") }
    let busy = try await fixture.cache.watch(.init(start: .initialEvents(.newest, endsWithBookmark: false)))
    let cancelled = try await fixture.cache.watch(.init(start: .now))
    for number in 100..<700 { try await fixture.delete("\(number)") }
    if unloaded { fixture.cache.unload() } else { fixture.cache.endWatches() }
    cancelled.cancel()
    var kinds: [String: Int] = [:]
    while let seen = try await busy.summaries() {
      for event in seen { kinds[String(event.prefix { $0 != " " }), default: 0] += 1 }
    }
    #expect(kinds == ["ADDED": 600, "DELETED": 600])
    #expect(fixture.cache.watcherCount == 0)
  }

  /// Watchers in every scope and by index, all waiting: each is woken by what is for it and by nothing else.
  @Test func wakesThoseConcerned() async throws {
    let fixture = CacheFixture()
    let cache = fixture.cache
    func node(_ name: String) -> IndexedValue { IndexedValue(index: "spec.nodeName", value: name) }
    let requests: [(String, CacheWatchRequest)] = [
      ("all", .init(start: .now)),
      ("namespace", .init(scope: .namespace("one"), start: .now)),
      ("object", .init(scope: .object(key: CacheFixture.key("a", "one")), start: .now)),
      ("node", .init(start: .now, index: node("n1"))),
      ("node in namespace", .init(scope: .namespace("one"), start: .now, index: node("n1"))),
    ]
    var tasks: [String: Task<[String], any Error>] = [:]
    for (name, request) in requests {
      let watcher = try await cache.watch(request)
      tasks[name] = Task {
        var seen: [String] = []
        while let batch = try await watcher.summaries() {
          seen += batch
          if seen.last?.contains("last") == true { break }
        }
        return seen
      }
    }
    try await cache.waitForWatchers(requests.count)
    for step in [
      { try await fixture.create("a", "one", node: "n2") },
      { try await fixture.create("a", "two", node: "n1") },
      { try await fixture.update("a", "one", node: "n1") },
      { try await fixture.update("a", "two", node: "n3") },
      { try await fixture.delete("a", "one") },
    ] as [() async throws -> Revision] {
      _ = try await step()
      // Each event reaches watchers that wait, not a batch.
      try await cache.waitForWatchers(requests.count)
    }
    // The last one is for all of them: an object named so that the watcher of one object sees it too.
    tasks["object"]?.cancel()
    try await fixture.create("last", "one", node: "n1")
    #expect(
      try await tasks["all"]?.value == [
        "ADDED a@2", "ADDED a@3", "MODIFIED a@4", "MODIFIED a@5", "DELETED a@6", "ADDED last@7",
      ])
    #expect(try await tasks["namespace"]?.value == ["ADDED a@2", "MODIFIED a@4", "DELETED a@6", "ADDED last@7"])
    #expect(try await tasks["object"]?.value == ["ADDED a@2", "MODIFIED a@4", "DELETED a@6"])
    #expect(
      try await tasks["node"]?.value == ["ADDED a@3", "ADDED a@4", "DELETED a@5", "DELETED a@6", "ADDED last@7"])
    #expect(try await tasks["node in namespace"]?.value == ["ADDED a@4", "DELETED a@6", "ADDED last@7"])
  }

  @Test func aThousandWaitingWatchersAllGetEveryEvent() async throws {
    let fixture = CacheFixture()
    let cache = fixture.cache
    try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<1_000 {
        let watcher = try await cache.watch(.init(start: .now))
        group.addTask {
          var seen: [String] = []
          while seen.count < 20, let batch = try await watcher.summaries() { seen += batch }
          return seen
        }
      }
      try await cache.waitForWatchers(1_000)
      var expected: [String] = []
      for number in 0..<20 { expected.append("ADDED \(number)@\(try await fixture.create("\(number)"))") }
      for try await seen in group { #expect(seen == expected) }
    }
  }

  @Test func anEncodingIsMadeOnceForAll() async throws {
    let fixture = CacheFixture()
    var watchers: [CacheWatcher] = []
    for _ in 0..<3 { watchers.append(try await fixture.cache.watch(.init(start: .now))) }
    try await fixture.create("a")
    var made = 0
    var addresses: Set<UnsafeRawPointer?> = []
    for watcher in watchers {
      guard case .object(let watched)? = try await watcher.next()?.first else { continue }
      addresses.insert(watched.line.withUnsafeBytes { $0.baseAddress })
      #expect(
        watched.encoding("table") {
          made += 1
          return [1]
        } == [1])
    }
    #expect(addresses.count == 1)
    #expect(made == 1)
  }
}

extension CacheWatchTests {
  @Test func bookmarksComeEveryMinuteAndOnRequest() async throws {
    let fixture = CacheFixture()
    let watcher = try await fixture.cache.watch(.init(start: .now, bookmarks: true))
    let without = try await fixture.cache.watch(.init(start: .now))
    var next = Task { try await watcher.summaries() }
    let other = Task { try await without.summaries() }
    try await fixture.cache.waitForWatchers(2)
    // Other resources move the store on.
    let elsewhere = try await fixture.store.create("/registry/nodes/n1", .text("{}"))
    fixture.time.advance(by: .seconds(59))
    fixture.cache.tick()
    #expect(fixture.cache.waitingWatchers == 2)
    fixture.time.advance(by: .seconds(1))
    fixture.cache.tick()
    #expect(try await next.value == ["BOOKMARK@\(elsewhere)"])

    next = Task { try await watcher.summaries() }
    try await fixture.cache.waitForWatchers(2)
    fixture.time.advance(by: .seconds(59))
    fixture.cache.tick()
    #expect(fixture.cache.waitingWatchers == 2)
    watcher.requestBookmark()
    #expect(try await next.value == ["BOOKMARK@\(elsewhere)"])

    // One that comes while the watcher is busy is kept, behind the events.
    let created = try await fixture.create("a")
    watcher.requestBookmark()
    #expect(try await watcher.summaries() == ["ADDED a@\(created)"])
    #expect(try await watcher.summaries() == ["BOOKMARK@\(created)"])
    #expect(try await other.value == ["ADDED a@\(created)"])
  }

  @Test func tooOldARevisionIsRefused() async throws {
    let fixture = CacheFixture { $0.historyCountMax = 3 }
    try await fixture.cache.load()
    for number in 0..<6 { try await fixture.create("\(number)") }
    // Revisions 2 to 7, of which 5 to 7 are kept.
    await #expect(throws: APIError(code: 410, reason: .expired, message: "too old resource version: 3 (4)")) {
      try await fixture.cache.watch(.init(start: .after(3)))
    }
    let watcher = try await fixture.cache.watch(.init(start: .after(4)))
    #expect(try await watcher.summaries() == ["ADDED 3@5", "ADDED 4@6", "ADDED 5@7"])
    for number in 6..<10 { try await fixture.create("\(number)") }
    await #expect(throws: APIError(code: 410, reason: .expired, message: "too old resource version: 7 (8)")) {
      try await watcher.next()
    }
  }

  /// A watcher that waits for something rare is not too slow, however much happens that is not for it.
  @Test func waitingLongIsNotFallingBehind() async throws {
    let fixture = CacheFixture { $0.historyCountMax = 3 }
    let watcher = try await fixture.cache.watch(.init(scope: .namespace("rare"), start: .now))
    let next = Task { try await watcher.summaries() }
    try await fixture.cache.waitForWatchers(1)
    for number in 0..<20 { try await fixture.create("\(number)") }
    let rare = try await fixture.create("a", "rare")
    #expect(try await next.value == ["ADDED a@\(rare)"])
  }

  @Test func aRevisionOfTheFutureSkipsWhatComesBefore() async throws {
    let fixture = CacheFixture()
    let watcher = try await fixture.cache.watch(.init(start: .after(4)))
    for number in 0..<5 { try await fixture.create("\(number)") }
    #expect(try await watcher.summaries() == ["ADDED 3@5", "ADDED 4@6"])
  }

  @Test func endsWhenCancelledInAnyWay() async throws {
    let fixture = CacheFixture()
    let first = try await fixture.cache.watch(.init(start: .now))
    let waiting = Task { try await first.next() }
    try await fixture.cache.waitForWatchers(1)
    first.cancel()
    #expect(try await waiting.value == nil)
    #expect(try await first.next() == nil)

    let second = try await fixture.cache.watch(.init(start: .now))
    let cancelled = Task { try await second.next() }
    try await fixture.cache.waitForWatchers(1)
    cancelled.cancel()
    #expect(try await cancelled.value == nil)

    let third = try await fixture.cache.watch(.init(start: .now))
    let closed = Task { try await third.next() }
    try await fixture.cache.waitForWatchers(1)
    await fixture.store.close()
    await #expect(throws: StoreError.closed) { try await closed.value }
    #expect(fixture.cache.watcherCount == 0)
  }

  @Test func watchesGoOnAfterARestart() async throws {
    let store = MemoryStore(time: ManualTime())
    let before = CacheFixture(store)
    let first = try await before.create("a")
    let second = try await before.update("a", color: "blue")
    let third = try await before.delete("a")
    let after = CacheFixture(store)
    let watcher = try await after.cache.watch(.init(start: .after(first), filter: .color("red")))
    #expect(try await watcher.summaries() == ["DELETED a@\(second)"])
    let all = try await after.cache.watch(.init(start: .after(second)))
    #expect(try await all.summaries() == ["DELETED a@\(third)"])
  }
}

extension WatchCache {
  fileprivate func waitForWatchers(_ count: Int) async throws {
    try await eventually("\(count) watchers that wait") { waitingWatchers >= count }
  }
}
