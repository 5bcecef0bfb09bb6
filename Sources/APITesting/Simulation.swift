public import APIMachinery
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs concurrent code one step at a time on a clock of its own: tasks run in a fixed order on the thread of
/// the test, and whenever none can go on, the clock jumps to the next deadline. A day passes in a moment, and
/// the same seed gives the same run.
///
/// It holds for structured tasks (groups, `async let`) and actors without an executor of their own; what waits
/// for the outside world can't be simulated.
public final class Simulation: Sendable {
  /// The clock.
  public let time: ManualTime
  /// The one source of randomness.
  public let random: SeededRandom
  private let executor = StepExecutor()

  /// How far the clock may run before the simulation is given up.
  public static let uptimeLimit: Duration = .seconds(30 * 24 * 3600)

  /// How long, in real time, tasks outside of the simulation are waited for when nothing else can go on. Other tests may
  /// keep all processors busy for minutes.
  private static let patienceMilliseconds = 300_000

  /// Prepares a run whose randomness comes from `seed`.
  public init(seed: UInt64, start: Timestamp = Timestamp(seconds: 1_767_225_600)) {
    time = ManualTime(start: start)
    random = SeededRandom(seed: seed)
  }

  /// Runs `body` until it returns, on a thread of its own.
  public func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let outcome = Outcome<Result>()
    return try await withCheckedThrowingContinuation { continuation in
      Thread.start {
        Task(executorPreference: self.executor) {
          do {
            outcome.set(.success(try await body()))
          } catch {
            outcome.set(.failure(error))
          }
        }
        continuation.resume(with: self.pump(until: { outcome.value }))
      }
    }
  }

  /// Runs jobs, and moves the clock when there are none, until there is an outcome.
  private func pump<Result>(until outcome: () -> Swift.Result<Result, any Error>?) -> Swift.Result<Result, any Error> {
    var patience = Self.patienceMilliseconds
    while true {
      if executor.runNext() {
        patience = Self.patienceMilliseconds
        continue
      }
      if let finished = outcome() { return finished }
      if time.advanceToNextDeadline(limit: Self.uptimeLimit) { continue }
      // An unstructured task may be at work elsewhere.
      guard patience > 0 else { return .failure(SimulationError.stuck(time.uptime())) }
      patience -= 1
      usleep(1000)
    }
  }

  /// Waits, in simulated time, until `condition` holds.
  public func wait(
    upTo limit: Duration = .seconds(600), step: Duration = .milliseconds(100), for what: String,
    until condition: @escaping @Sendable () -> Bool
  ) async throws {
    let deadline = time.uptime() + limit
    while !condition() {
      guard time.uptime() < deadline else { throw SimulationError.timedOut(what, time.uptime()) }
      try await time.sleep(for: step)
    }
  }
}

/// Why a simulation ended early.
public enum SimulationError: Error, CustomStringConvertible {
  /// No task can go on and none sleeps.
  case stuck(Duration)
  /// What was waited for did not come about.
  case timedOut(String, Duration)

  public var description: String {
    switch self {
    case .stuck(let uptime): "the simulation is stuck after \(uptime): every task waits for something else"
    case .timedOut(let what, let uptime): "not reached after \(uptime) of simulated time: \(what)"
    }
  }
}

private final class Outcome<Value: Sendable>: Sendable {
  private let stored = Mutex<Result<Value, any Error>?>(nil)

  var value: Result<Value, any Error>? { stored.withLock { $0 } }

  func set(_ value: Result<Value, any Error>) { stored.withLock { $0 = value } }
}

/// Keeps jobs until the simulation runs them, first come, first served.
private final class StepExecutor: TaskExecutor {
  private let jobs = Mutex<(queue: [UnownedJob], head: Int)>(([], 0))

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.queue.append(job) }
  }

  /// Runs one job; false where there is none.
  func runNext() -> Bool {
    let job = jobs.withLock { jobs -> UnownedJob? in
      guard jobs.head < jobs.queue.count else {
        jobs = ([], 0)
        return nil
      }
      jobs.head += 1
      return jobs.queue[jobs.head - 1]
    }
    guard let job else { return false }
    job.runSynchronously(on: asUnownedTaskExecutor())
    return true
  }
}

/// A thread outside of the pool of Swift's tasks, which a simulation would block.
private enum Thread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(run)).toOpaque()
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, work)
    precondition(result == 0, "no thread could be started")
    pthread_detach(thread)
  }
}
