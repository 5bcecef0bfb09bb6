/// A point in time: seconds and nanoseconds since 1970 in UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
  public var seconds: Int64
  /// 0 ..< 1,000,000,000.
  public var nanoseconds: Int32

  public init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// This time without its fraction of a second, as `metav1.Time` keeps it.
  public var wholeSeconds: Timestamp { Timestamp(seconds: seconds) }

  public static func + (time: Timestamp, duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    var nanoseconds = Int64(time.nanoseconds) + attoseconds / 1_000_000_000
    var whole = time.seconds + seconds
    if nanoseconds >= 1_000_000_000 {
      nanoseconds -= 1_000_000_000
      whole += 1
    } else if nanoseconds < 0 {
      nanoseconds += 1_000_000_000
      whole -= 1
    }
    return Timestamp(seconds: whole, nanoseconds: Int32(nanoseconds))
  }

  public static func - (left: Timestamp, right: Timestamp) -> Duration {
    .seconds(left.seconds - right.seconds) + .nanoseconds(Int64(left.nanoseconds) - Int64(right.nanoseconds))
  }

  public static func - (time: Timestamp, duration: Duration) -> Timestamp {
    time + (.zero - duration)
  }
}
