import APITesting
import Storage
import Testing

/// What every engine must do. Tests here take the engine as their argument.
@Suite struct StoreContract {}

extension StoreContract {
  @Suite struct Writes {
    @Test(arguments: Engine.allCases) func revisionsGrowByOne(_ engine: Engine) async throws {
      try await engine.withStore { store in
        #expect(try await store.currentRevision == initialRevision)
        #expect(try await store.oldestRevision == initialRevision)
        let first = try await store.create("/a", .text("1"))
        #expect(first == initialRevision + 1)
        let second = try await store.update("/a", .text("2"), expected: first)
        #expect(second == first + 1)
        let third = try await store.delete("/a", expected: second)
        #expect(third == second + 1)
        #expect(try await store.create("/a", .text("3")) == third + 1)
        #expect(try await store.currentRevision == third + 1)
      }
    }

    @Test(arguments: Engine.allCases) func keepsBothRevisionsOfARecord(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let created = try await store.create("/a", .text("1"))
        let changed = try await store.update("/a", .text("2"), expected: created)
        let record = try await store.get("/a")
        #expect(record == StoredRecord(key: "/a", value: .text("2"), createRevision: created, modRevision: changed))
        let gone = try await store.delete("/a", expected: changed)
        #expect(try await store.get("/a") == nil)
        let again = try await store.create("/a", .text("3"))
        #expect(again == gone + 1)
        #expect(try await store.get("/a")?.createRevision == again)
      }
    }

    @Test(arguments: Engine.allCases) func createsOnlyWhatIsNotThere(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let created = try await store.create("/a", .text("1"))
        let existing = StoredRecord(key: "/a", value: .text("1"), createRevision: created, modRevision: created)
        await #expect(throws: StoreError.keyExists(existing)) { try await store.create("/a", .text("2")) }
        #expect(try await store.currentRevision == created)
      }
    }

    @Test(arguments: Engine.allCases) func updatesAndDeletesOnlyTheExpected(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let created = try await store.create("/a", .text("1"))
        let changed = try await store.update("/a", .text("2"), expected: created)
        let current = StoredRecord(key: "/a", value: .text("2"), createRevision: created, modRevision: changed)
        for wrong in [created, changed + 1, 0] {
          await #expect(throws: StoreError.conflict(current: current)) {
            try await store.update("/a", .text("3"), expected: wrong)
          }
          await #expect(throws: StoreError.conflict(current: current)) {
            try await store.delete("/a", expected: wrong)
          }
        }
        await #expect(throws: StoreError.conflict(current: nil)) {
          try await store.update("/b", .text("3"), expected: changed)
        }
        await #expect(throws: StoreError.conflict(current: nil)) { try await store.delete("/b", expected: 0) }
        #expect(try await store.currentRevision == changed)
        _ = try await store.delete("/a", expected: changed)
        await #expect(throws: StoreError.conflict(current: nil)) { try await store.delete("/a", expected: changed) }
      }
    }

    @Test(arguments: Engine.allCases) func keepsAnyBytes(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let values: [[UInt8]] = [[], [0], Array(0...255), [UInt8](repeating: 7, count: 2 << 20)]
        for (index, value) in values.enumerated() {
          _ = try await store.create("/\(index)", value)
          #expect(try await store.get("/\(index)")?.value == value)
        }
        #expect(try await store.list(KeyRange(prefix: "/")).records.map(\.value) == values)
      }
    }

    @Test(arguments: Engine.allCases) func refusesKeysThatAreNotPaths(_ engine: Engine) async throws {
      try await engine.withStore { store in
        let wrong = ["", "/ü", "/a b", "/a\0", "/\u{7F}", "/" + String(repeating: "a", count: 1_024)]
        for key in wrong {
          await #expect(throws: StoreError.invalidKey(key)) { try await store.create(key, .text("1")) }
        }
        _ = try await store.create("/" + String(repeating: "a", count: 1_023), .text("1"))
      }
    }

    @Test(arguments: Engine.allCases) func refusesEverythingOnceClosed(_ engine: Engine) async throws {
      try await engine.withStore { store in
        _ = try await store.create("/a", .text("1"))
        let sink = RecordingSink()
        _ = try await store.subscribe(KeyRange(prefix: "/"), after: initialRevision, sink)
        await store.close()
        #expect(sink.end == .closed)
        await #expect(throws: StoreError.closed) { try await store.create("/b", .text("1")) }
        await #expect(throws: StoreError.closed) { try await store.get("/a") }
        await #expect(throws: StoreError.closed) { try await store.currentRevision }
        await store.close()
      }
    }
  }
}

extension StoreContract {
  @Suite struct Expiry {
    @Test(arguments: Engine.allCases) func removesWhatHasOutlivedItsTime(_ engine: Engine) async throws {
      let time = ManualTime()
      try await engine.withStore(time: time) { store in
        let sink = RecordingSink()
        _ = try await store.subscribe(KeyRange(prefix: "/"), after: initialRevision, sink)
        _ = try await store.create("/short", .text("1"), timeToLive: .seconds(60))
        _ = try await store.create("/long", .text("2"), timeToLive: .seconds(3_600))
        let stays = try await store.create("/stays", .text("3"))

        time.advance(by: .seconds(59))
        #expect(try await store.removeExpired() == 0)
        time.advance(by: .seconds(1))
        #expect(try await store.get("/short") != nil)
        #expect(try await store.removeExpired() == 1)
        #expect(try await store.get("/short") == nil)
        #expect(try await store.currentRevision == stays + 1)
        #expect(sink.events.last?.summary == "\(stays + 1) delete /short")

        time.advance(by: .seconds(3_600))
        #expect(try await store.removeExpired() == 1)
        #expect(try await store.removeExpired() == 0)
        #expect(try await store.list(KeyRange(prefix: "/")).records.map(\.key) == ["/stays"])
      }
    }

    @Test(arguments: Engine.allCases) func anUpdateSetsANewTime(_ engine: Engine) async throws {
      let time = ManualTime()
      try await engine.withStore(time: time) { store in
        let renewed = try await store.create("/renewed", .text("1"), timeToLive: .seconds(60))
        let kept = try await store.create("/kept", .text("1"), timeToLive: .seconds(60))
        time.advance(by: .seconds(30))
        _ = try await store.update("/renewed", .text("2"), expected: renewed, timeToLive: .seconds(60))
        _ = try await store.update("/kept", .text("2"), expected: kept)
        time.advance(by: .seconds(30))
        #expect(try await store.removeExpired() == 0)
        time.advance(by: .seconds(30))
        #expect(try await store.removeExpired() == 1)
        #expect(try await store.list(KeyRange(prefix: "/")).records.map(\.key) == ["/kept"])
      }
    }

    @Test(arguments: Engine.allCases) func removesManyAtOnce(_ engine: Engine) async throws {
      let time = ManualTime()
      try await engine.withStore(time: time) { store in
        for number in 0..<1_200 { _ = try await store.create("/\(number)", .text("1"), timeToLive: .seconds(1)) }
        time.advance(by: .seconds(1))
        #expect(try await store.removeExpired() == 1_200)
        #expect(try await store.list(KeyRange(prefix: "/")).records.isEmpty)
      }
    }
  }
}
