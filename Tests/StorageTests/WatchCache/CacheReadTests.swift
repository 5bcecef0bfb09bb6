import APIMachinery
import APITesting
import Storage
import Testing

@Suite(.timeLimit(.minutes(20))) struct CacheReadTests {
  @Test func servesTheObjectWithItsResourceVersion() async throws {
    let fixture = CacheFixture()
    let revision = try await fixture.create("web")
    let object = try #require(try await fixture.cache.get(CacheFixture.key("web")))
    #expect(
      String(decoding: object.bytes, as: UTF8.self)
        == #"{"metadata":{"resourceVersion":"\#(revision)","name":"web","namespace":"default","labels":"#
        + #"{"color":"red"}},"spec":{"nodeName":""}}"#)
    #expect(object.revision == revision)
    #expect(object.storedBytes == CacheFixture.pod("web"))
    #expect(try await fixture.cache.get(CacheFixture.key("other")) == nil)
  }

  /// Many tasks write and read what they wrote at once.
  @Test(arguments: Engine.allCases) func readsItsOwnWrites(_ engine: Engine) async throws {
    try await engine.withStore { store in
      let fixture = CacheFixture(store)
      try await withThrowingTaskGroup { group in
        for writer in 0..<8 {
          group.addTask {
            for number in 0..<25 {
              let revision = try await fixture.create("\(writer)-\(number)")
              let found = try await fixture.cache.get(CacheFixture.key("\(writer)-\(number)"))
              #expect(found?.revision == revision)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await fixture.cache.count(.all) == 200)
    }
  }

  @Test func loadsWhatIsThereAndFollows() async throws {
    let fixture = CacheFixture()
    for number in 100..<1_400 { try await fixture.create("\(number)") }
    try await fixture.delete("777")
    #expect(!fixture.cache.isReady)
    await withTaskGroup { group in
      for _ in 0..<8 { group.addTask { await #expect(throws: Never.self) { try await fixture.cache.load() } } }
    }
    #expect(fixture.cache.isReady)
    #expect(fixture.cache.count == 1_299)
    try await fixture.create("777")
    #expect(fixture.cache.count == 1_300)
  }

  @Test func leavesOutWhatCannotBeRead() async throws {
    let fixture = CacheFixture()
    let broken = CacheFixture.key("broken")
    let revision = try await fixture.store.create(broken, .text("{"))
    try await fixture.create("web")
    #expect(try await fixture.cache.list(.init()).objects.map(\.name) == ["web"])
    // It may become readable, and unreadable again.
    let mended = try await fixture.store.update(broken, CacheFixture.pod("broken"), expected: revision)
    #expect(try await fixture.cache.list(.init()).objects.map(\.name) == ["broken", "web"])
    _ = try await fixture.store.update(broken, .text("["), expected: mended)
    #expect(try await fixture.cache.list(.init()).objects.map(\.name) == ["web"])
  }

  @Test func waitsForARevisionAndGivesUp() async throws {
    let fixture = CacheFixture()
    let current = try await fixture.create("web")
    let key = CacheFixture.key("web")
    #expect(try await fixture.cache.get(key, .notOlderThan(current)) != nil)

    let reached = Task { try await fixture.cache.get(key, .notOlderThan(current + 1)) }
    await fixture.time.waitForSleepers(1)
    let next = try await fixture.update("web", color: "blue")
    #expect(try await reached.value?.revision == next)

    let tooLarge = Task { try await fixture.cache.get(key, .notOlderThan(next + 5)) }
    await fixture.time.waitForSleepers(1)
    fixture.time.advance(by: .seconds(3))
    await #expect(throws: APIError.tooLargeResourceVersion(next + 5, current: next)) { try await tooLarge.value }
    #expect(
      APIError.tooLargeResourceVersion(7, current: 5).message == "Timeout: Too large resource version: 7, current: 5")
  }

  @Test func endsWithTheStoreAndStartsAgainAfterUnloading() async throws {
    let fixture = CacheFixture()
    try await fixture.create("web")
    #expect(try await fixture.cache.list(.init()).objects.count == 1)
    fixture.cache.unload()
    #expect(!fixture.cache.isReady)
    #expect(try await fixture.cache.list(.init()).objects.count == 1)
    await fixture.store.close()
    await #expect(throws: StoreError.closed) { try await fixture.cache.list(.init()) }
  }
}
