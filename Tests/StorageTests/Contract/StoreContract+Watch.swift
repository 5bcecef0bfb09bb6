import APIMachinery
import Storage
import Synchronization
import Testing

extension StoreContract {
  @Suite(.timeLimit(.minutes(20))) struct Watch {
    @Test(arguments: Engine.allCases) func aSubscriberHasAChangeWhenItsWriterIsAnswered(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let sink = RecordingSink()
        let subscription = try await store.subscribe(KeyRange(prefix: "/a/"), after: initialRevision, sink)
        let created = try await store.create("/a/1", .text("1"))
        #expect(sink.events.map(\.summary) == ["\(created) put /a/1=1"])
        #expect(sink.events.first?.change == .put(try #require(try await store.get("/a/1")), previous: nil))
        let other = try await store.create("/b/1", .text("1"))
        #expect(sink.events.count == 1)
        #expect(sink.through == other)
        let changed = try await store.update("/a/1", .text("2"), expected: created)
        #expect(sink.events.last?.change == .put(try #require(try await store.get("/a/1")), previous: created))
        let gone = try await store.delete("/a/1", expected: changed)
        #expect(sink.events.last == StoreEvent(revision: gone, change: .deleted(key: "/a/1", previous: changed)))
        subscription.cancel()
        _ = try await store.create("/a/2", .text("1"))
        #expect(sink.events.count == 3)
        #expect(sink.violations == [])
      }
    }

    /// Whatever revision a subscription starts from, it gets exactly the later changes of its range.
    @Test(arguments: Engine.allCases, [11, 12] as [UInt64])
    func startsFromAnyRevision(_ engine: Engine, _ seed: UInt64) async throws {
      try await engine.withStore { store in
        var world = RandomChanges(seed: seed)
        let all = RecordingSink()
        _ = try await store.subscribe(KeyRange(prefix: ""), after: initialRevision, all)
        for _ in 0..<60 { try await world.change(store) }
        let now = try await store.currentRevision
        var later: [(start: Revision, range: KeyRange, sink: RecordingSink)] = []
        for start in initialRevision...now {
          for range in [KeyRange(prefix: "/"), KeyRange(prefix: "/1"), KeyRange(key: "/3")] {
            let sink = RecordingSink()
            _ = try await store.subscribe(range, after: start, sink)
            #expect(sink.through == now)
            later.append((start, range, sink))
          }
        }
        for _ in 0..<60 { try await world.change(store) }
        for (start, range, sink) in later {
          #expect(sink.events == all.events.filter { $0.revision > start && range.contains($0.key) }, "seed \(seed)")
          #expect(sink.violations == [])
        }
      }
    }

    @Test(arguments: Engine.allCases) func rangesMeetAtTheirBounds(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let ranges = [
          KeyRange(prefix: "/a"), KeyRange(prefix: "/a/"), KeyRange(key: "/a/b"), KeyRange(start: "/a/b", end: ""),
          KeyRange(start: "/a/b", end: "/a/c"), KeyRange(prefix: ""), KeyRange(start: "/x", end: "/x"),
        ]
        let sinks = try await ranges.asyncMap { range in
          let sink = RecordingSink()
          _ = try await store.subscribe(range, after: initialRevision, sink)
          return sink
        }
        let keys = ["/a", "/a/", "/a/a", "/a/b", "/a/b/c", "/a/b0", "/a/c", "/a0", "/b", "/x", "/~"]
        for key in keys { _ = try await store.create(key, .text("")) }
        for (range, sink) in zip(ranges, sinks) {
          #expect(sink.events.map(\.key) == keys.filter { range.contains($0) }, "\(range)")
        }
      }
    }

    @Test(arguments: Engine.allCases) func aWatchIsASequence(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let first = try await store.create("/a", .text("1"))
        let watch = try await store.watch(KeyRange(prefix: "/"), after: initialRevision)
        var iterator = watch.makeAsyncIterator()
        #expect(try await iterator.next()?.map(\.summary) == ["\(first) put /a=1"])
        let next = Task {
          var iterator = watch.makeAsyncIterator()
          return try await iterator.next()
        }
        let second = try await store.update("/a", .text("2"), expected: first)
        #expect(try await next.value?.map(\.summary) == ["\(second) put /a=2"])
        watch.cancel()
        #expect(try await iterator.next() == nil)
      }
    }

    @Test(arguments: Engine.allCases) func aSlowWatcherIsEnded(_ engine: Engine) async throws {
      try await engine.withStore { store in
        for number in 0..<8 { _ = try await store.create("/old/\(number)", .text("")) }
        // History does not count against the capacity.
        let watch = try await store.watch(KeyRange(prefix: "/"), after: initialRevision, capacity: 4)
        for number in 0..<4 { _ = try await store.create("/new/\(number)", .text("")) }
        var iterator = watch.makeAsyncIterator()
        #expect(try await iterator.next()?.count == 12)
        for number in 4..<9 { _ = try await store.create("/new/\(number)", .text("")) }
        await #expect(throws: StoreError.watcherTooSlow) { try await iterator.next() }
      }
    }

    @Test(arguments: Engine.allCases) func aWatchEndsWithItsTask(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let watch = try await store.watch(KeyRange(prefix: "/"), after: initialRevision)
        let task = Task {
          var iterator = watch.makeAsyncIterator()
          return try await iterator.next()
        }
        task.cancel()
        #expect(try await task.value == nil)
      }
    }

    @Test(arguments: Engine.allCases) func aWatchEndsWithTheStore(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let watch = try await store.watch(KeyRange(prefix: "/"), after: initialRevision)
        _ = try await store.create("/a", .text("1"))
        await store.close()
        var iterator = watch.makeAsyncIterator()
        #expect(try await iterator.next()?.count == 1)
        await #expect(throws: StoreError.closed) { try await iterator.next() }
      }
    }
  }
}

extension StoreContract {
  @Suite(.timeLimit(.minutes(20))) struct Concurrency {
    /// Many writers on few keys: every acknowledged change is there exactly once, and none that was refused.
    @Test(arguments: Engine.allCases, [21, 22] as [UInt64])
    func everyAcknowledgedWriteHappensOnce(_ engine: Engine, _ seed: UInt64) async throws {
      try await engine.withStore { store in
        let sink = RecordingSink()
        _ = try await store.subscribe(KeyRange(prefix: "/"), after: initialRevision, sink)
        let acknowledged = Acknowledged()
        try await withThrowingTaskGroup { group in
          for writer in 0..<16 {
            group.addTask {
              let random = SeededRandom(seed: seed &* 1_000 &+ UInt64(writer))
              for count in 0..<40 {
                let key = "/\(random.next(below: 5))"
                let value = "\(writer).\(count)"
                do {
                  let current = try await store.get(key)
                  let revision: Revision
                  let summary: String
                  if let current, random.next(below: 3) == 0 {
                    revision = try await store.delete(key, expected: current.modRevision)
                    summary = "\(revision) delete \(key)"
                  } else if let current {
                    revision = try await store.update(key, .text(value), expected: current.modRevision)
                    summary = "\(revision) put \(key)=\(value)"
                  } else {
                    revision = try await store.create(key, .text(value))
                    summary = "\(revision) put \(key)=\(value)"
                  }
                  acknowledged.add(revision, summary)
                } catch StoreError.keyExists, StoreError.conflict {
                  // Another writer was first.
                }
              }
            }
          }
          try await group.waitForAll()
        }
        let expected = acknowledged.inOrder
        #expect(sink.events.map(\.summary) == expected, "seed \(seed)")
        #expect(sink.violations == [])
        #expect(try await store.currentRevision == initialRevision + Int64(expected.count))
      }
    }

    /// Counting with compare-and-swap loses nothing.
    @Test(arguments: Engine.allCases) func countsExactly(_ engine: Engine) async throws {
      try await engine.withStore { store in
        _ = try await store.create("/count", .text("0"))
        try await withThrowingTaskGroup { group in
          for _ in 0..<8 {
            group.addTask {
              for _ in 0..<25 {
                var record = try await store.get("/count")
                while let current = record {
                  let next = (Int(String(decoding: current.value, as: UTF8.self)) ?? 0) + 1
                  do {
                    _ = try await store.update("/count", .text("\(next)"), expected: current.modRevision)
                    break
                  } catch StoreError.conflict(let found) {
                    record = found
                  }
                }
              }
            }
          }
          try await group.waitForAll()
        }
        #expect(try await store.get("/count")?.summary == "/count=200")
      }
    }

    /// Subscriptions that start in the middle of writing have no gap between history and what comes live.
    @Test(arguments: Engine.allCases) func subscribesWhileOthersWrite(_ engine: Engine) async throws {
      try await engine.withStore { store in
        try await withThrowingTaskGroup { group in
          for writer in 0..<4 {
            group.addTask {
              for count in 0..<200 { _ = try await store.create("/\(writer)/\(count)", .text("")) }
            }
          }
          for _ in 0..<4 {
            group.addTask {
              for _ in 0..<10 {
                let sink = RecordingSink()
                let start = max(initialRevision, try await store.currentRevision - 50)
                let subscription = try await store.subscribe(KeyRange(prefix: "/"), after: start, sink)
                for _ in 0..<20 { await Task.yield() }
                subscription.cancel()
                #expect(sink.violations == [])
                let revisions = sink.events.map(\.revision)
                #expect(revisions == Array((start + 1)..<(start + 1 + Int64(revisions.count))))
              }
            }
          }
          try await group.waitForAll()
        }
        #expect(try await store.currentRevision == initialRevision + 800)
      }
    }
  }
}

/// The changes that writers were told of.
private final class Acknowledged: Sendable {
  private let changes = Mutex<[Revision: String]>([:])

  func add(_ revision: Revision, _ summary: String) { changes.withLock { $0[revision] = summary } }

  var inOrder: [String] { changes.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value) }
}

extension Sequence {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
