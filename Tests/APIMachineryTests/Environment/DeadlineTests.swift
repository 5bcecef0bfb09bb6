import APIMachinery
import Testing

@Suite struct DeadlineTests {
  /// A clock on which a wait is over at once, or never.
  private struct Clock: TimeSource {
    let isOver: Bool

    func now() -> Timestamp { Timestamp(seconds: 0) }
    func uptime() -> Duration { .zero }
    func sleep(for duration: Duration) async throws { if !isOver { try await Self.forever() } }

    /// Until the task is cancelled.
    static func forever() async throws {
      let (stream, end) = AsyncStream.makeStream(of: Never.self)
      for await _ in stream {}
      end.finish()
      throw CancellationError()
    }
  }

  private struct Failure: Error {}

  @Test func workThatIsDoneInTimeGivesItsValue() async throws {
    #expect(try await Deadline.run(.seconds(1), time: Clock(isOver: false)) { 7 } == 7)
  }

  @Test func workThatTakesTooLongIsCancelled() async throws {
    let value: Int? = try await Deadline.run(.seconds(1), time: Clock(isOver: true)) {
      try await Clock.forever()
      return 7
    }
    #expect(value == nil)
  }

  @Test func whatWorkThrowsIsThrown() async {
    await #expect(throws: Failure.self) {
      try await Deadline.run(.seconds(1), time: Clock(isOver: false)) { throw Failure() } as Void?
    }
  }
}
