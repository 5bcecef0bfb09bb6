import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The machine's own clock. One of the few places allowed to read it (see HouseRulesTests).
public struct SystemTime: TimeSource {
  private static let start = ContinuousClock().now

  public init() {}

  public func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
  }

  public func uptime() -> Duration {
    Self.start.duration(to: ContinuousClock().now)
  }

  public func sleep(for duration: Duration) async throws {
    try await Task.sleep(for: duration)
  }

  /// The processor time this process has used, in all its threads. A busy machine changes it little.
  public static func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}

/// The machine's random numbers.
public struct SystemRandom: RandomSource {
  public init() {}

  public func next() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

/// A reproducible sequence (SplitMix64), for tests and simulation.
public final class SeededRandom: RandomSource {
  private let state: Mutex<UInt64>

  public init(seed: UInt64) {
    state = Mutex(seed)
  }

  public func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
