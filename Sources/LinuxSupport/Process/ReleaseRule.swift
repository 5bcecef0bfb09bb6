/// When a server that runs for long gives memory back: after it has grown and has little to do. What a burst of large
/// answers freed lies between what is still used, where the allocator keeps it.
public struct ReleaseRule: Sendable {
  /// Growth that isn't worth the trouble, in bytes.
  private static let growthMin = 16 << 20
  /// Of one processor; above it the server is busy, and would wait for the allocator meanwhile.
  private static let busyShare = 0.25
  /// Looks after which growth is dealt with though the server is busy.
  private static let patience = 60

  /// What the process kept after the last release, in bytes.
  private var floor = 0
  private var waited = 0

  public init() {}

  /// Whether memory should be given back now.
  ///
  /// - Parameters:
  ///   - resident: What the process has, in bytes.
  ///   - processorShare: How much of one processor it has used since the last look.
  public mutating func isDue(resident: Int, processorShare: Double) -> Bool {
    floor = min(floor, resident)
    guard resident - floor >= Self.growthMin else { return false }
    waited += 1
    return processorShare < Self.busyShare || waited > Self.patience
  }

  /// Memory was given back.
  public mutating func release(resident: Int) {
    floor = resident
    waited = 0
  }
}
