import APIClient
import APITesting
import Synchronization
import Testing

@Suite struct ExpectationsTests {
  @Test func holdUntilSeen() {
    let expectations = Expectations<String>(time: ManualTime())
    #expect(expectations.areSatisfied("a"))
    expectations.expectCreations(2, for: "a")
    expectations.creationObserved("a")
    #expect(!expectations.areSatisfied("a"))
    expectations.creationObserved("a")
    #expect(expectations.areSatisfied("a"))
    expectations.expectDeletions(["1", "2"], for: "a")
    expectations.deletionObserved("a", uid: "3")
    expectations.deletionObserved("a", uid: "1")
    #expect(!expectations.areSatisfied("a"))
    expectations.deletionObserved("a", uid: "2")
    #expect(expectations.areSatisfied("a"))
  }

  @Test func lapse() {
    let time = ManualTime()
    let expectations = Expectations<String>(time: time)
    expectations.expectCreations(1, for: "a")
    time.advance(by: .seconds(299))
    #expect(!expectations.areSatisfied("a"))
    time.advance(by: .seconds(2))
    #expect(expectations.areSatisfied("a"))
  }

  @Test func slowStartStopsAtTheFirstFailure() async {
    struct Refused: Error {}
    let calls = Mutex(0)
    let result = await slowStartBatch(100) { index in
      calls.withLock { $0 += 1 }
      if index >= 5 { throw Refused() }
    }
    // Batches of 1, 2 and 4; the third has two failures.
    #expect(calls.withLock { $0 } == 7)
    #expect(result.succeeded == 5)
    #expect(result.error is Refused)
  }
}
