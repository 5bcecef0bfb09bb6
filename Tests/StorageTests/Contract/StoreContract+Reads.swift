import Storage
import Testing

extension StoreContract {
  @Suite struct Reads {
    @Test(arguments: Engine.allCases) func listsARangeInKeyOrder(_ engine: Engine) async throws {
      try await engine.withStore { store in
        for key in ["/b/2", "/b/10", "/a/1", "/b", "/b0", "/b/1", "/b-/1"] {
          _ = try await store.create(key, .text(""))
        }
        let page = try await store.list(KeyRange(prefix: "/b/"))
        #expect(page.records.map(\.key) == ["/b/1", "/b/10", "/b/2"])
        #expect(page.remaining == 0)
        #expect(page.revision == (try await store.currentRevision))
        #expect(try await store.list(KeyRange(prefix: "/b")).records.count == 6)
        #expect(try await store.list(KeyRange(prefix: "")).records.count == 7)
        #expect(try await store.list(KeyRange(key: "/b")).records.map(\.key) == ["/b"])
        #expect(try await store.list(KeyRange(start: "/b/2", end: "")).records.map(\.key) == ["/b/2", "/b0"])
        #expect(try await store.list(KeyRange(start: "/b/2", end: "/b/2")).records.isEmpty)
        #expect(try await store.list(KeyRange(start: "/c", end: "/a")).records.isEmpty)
        #expect(try await store.list(KeyRange(prefix: "/~")).records.isEmpty)
      }
    }

    @Test(arguments: Engine.allCases) func givesPagesAndWhatRemains(_ engine: Engine) async throws {
      try await engine.withStore { store in
        for number in 10..<20 { _ = try await store.create("/a/\(number)", .text("\(number)")) }
        let gone = try #require(try await store.get("/a/15"))
        _ = try await store.delete("/a/15", expected: gone.modRevision)
        let revision = try await store.currentRevision

        var range = KeyRange(prefix: "/a/")
        var seen: [String] = []
        var remaining: [Int] = []
        while true {
          let page = try await store.list(range, at: revision, limit: 4)
          #expect(page.revision == revision)
          seen += page.records.map(\.key)
          remaining.append(page.remaining)
          guard page.remaining > 0, let last = page.records.last else { break }
          range.start = last.key + "\0"
          // What happens between pages is not seen.
          _ = try await store.create("/a/1\(seen.count)x", .text(""))
        }
        #expect(seen == (10..<20).filter { $0 != 15 }.map { "/a/\($0)" })
        #expect(remaining == [5, 1, 0])
      }
    }

    @Test(arguments: Engine.allCases) func readsThePast(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let first = try await store.create("/a", .text("1"))
        let second = try await store.update("/a", .text("2"), expected: first)
        let third = try await store.create("/b", .text("3"))
        let fourth = try await store.delete("/a", expected: second)
        let fifth = try await store.create("/a", .text("5"))

        let states = [
          initialRevision: [], first: ["/a=1"], second: ["/a=2"], third: ["/a=2", "/b=3"],
          fourth: ["/b=3"], fifth: ["/a=5", "/b=3"],
        ]
        for (revision, expected) in states {
          let page = try await store.list(KeyRange(prefix: "/"), at: revision, limit: nil)
          #expect(page.records.map(\.summary) == expected, "at \(revision)")
          #expect(page.revision == revision)
          let record = try await store.get("/a", at: revision)
          #expect(record?.summary == expected.first { $0.hasPrefix("/a") })
        }
        #expect(try await store.get("/a", at: fifth)?.createRevision == fifth)
        #expect(try await store.get("/a", at: third)?.modRevision == second)
      }
    }

    @Test(arguments: Engine.allCases) func refusesTheFuture(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let current = try await store.create("/a", .text("1"))
        let error = StoreError.futureRevision(current: current)
        await #expect(throws: error) { try await store.get("/a", at: current + 1) }
        await #expect(throws: error) { try await store.list(KeyRange(prefix: "/"), at: current + 1, limit: nil) }
        await #expect(throws: error) {
          try await store.subscribe(KeyRange(prefix: "/"), after: current + 1, RecordingSink())
        }
        await #expect(throws: error) { try await store.compact(before: current + 1) }
      }
    }
  }
}

extension StoreContract {
  @Suite struct Compaction {
    @Test(arguments: Engine.allCases) func forgetsThePastAndKeepsTheState(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let a1 = try await store.create("/a", .text("1"))
        let b1 = try await store.create("/b", .text("1"))
        let a2 = try await store.update("/a", .text("2"), expected: a1)
        let bGone = try await store.delete("/b", expected: b1)
        let a3 = try await store.update("/a", .text("3"), expected: a2)
        let c1 = try await store.create("/c", .text("1"))

        try await store.compact(before: bGone)
        #expect(try await store.oldestRevision == bGone)
        #expect(try await store.currentRevision == c1)
        let compacted = StoreError.compacted(oldest: bGone)
        await #expect(throws: compacted) { try await store.get("/a", at: a2) }
        await #expect(throws: compacted) { try await store.list(KeyRange(prefix: "/"), at: a2, limit: 1) }
        await #expect(throws: compacted) {
          try await store.subscribe(KeyRange(prefix: "/"), after: a2, RecordingSink())
        }
        let page = try await store.list(KeyRange(prefix: "/"), at: bGone, limit: nil)
        #expect(page.records.map(\.summary) == ["/a=2"])
        #expect(page.records.first?.createRevision == a1)
        #expect(try await store.list(KeyRange(prefix: "/")).records.map(\.summary) == ["/a=3", "/c=1"])

        let sink = RecordingSink()
        _ = try await store.subscribe(KeyRange(prefix: "/"), after: bGone, sink)
        #expect(sink.events.map(\.summary) == ["\(a3) put /a=3", "\(c1) put /c=1"])

        // A second time, and one further back, change nothing.
        try await store.compact(before: bGone)
        try await store.compact(before: a1)
        #expect(try await store.oldestRevision == bGone)
      }
    }

    @Test(arguments: Engine.allCases) func goesOnAfterEverythingWasForgotten(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let created = try await store.create("/a", .text("1"))
        let gone = try await store.delete("/a", expected: created)
        try await store.compact(before: gone)
        #expect(try await store.currentRevision == gone)
        #expect(try await store.create("/a", .text("2")) == gone + 1)
        #expect(try await store.get("/a")?.summary == "/a=2")
      }
    }

    /// Any sequence of changes, compacted anywhere, leaves every later state readable.
    @Test(arguments: Engine.allCases, [1, 2, 3] as [UInt64])
    func keepsEveryLaterState(_ engine: Engine, _ seed: UInt64) async throws {
      try await engine.withStore { store in
        var world = RandomChanges(seed: seed)
        var states: [Revision: [String]] = [:]
        for step in 1...300 {
          try await world.change(store)
          let now = try await store.currentRevision
          states[now] = world.state
          if step % 60 == 0 { try await store.compact(before: now - Int64(world.below(40))) }
        }
        let oldest = try await store.oldestRevision
        for (revision, expected) in states where revision >= oldest {
          let page = try await store.list(KeyRange(prefix: "/"), at: revision, limit: nil)
          #expect(page.records.map(\.summary) == expected, "seed \(seed), revision \(revision)")
        }
      }
    }
  }
}
