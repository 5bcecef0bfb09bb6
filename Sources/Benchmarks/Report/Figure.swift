/// One measured number and what it is to be compared with.
public struct Figure: Sendable, Equatable {
  /// Which way is good.
  public enum Direction: String, Sendable { case higher, lower }

  /// What the least that could do the same work reached in the same run on the same machine, in the same unit.
  public struct Baseline: Sendable, Equatable {
    public var name: String
    public var value: Double

    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  public var name: String
  public var value: Double
  public var unit: String
  public var better: Direction
  public var baseline: Baseline?
  /// What the project wants to reach.
  public var target: Double?

  public init(
    _ name: String, _ value: Double, _ unit: String, better: Direction = .higher, baseline: Baseline? = nil,
    target: Double? = nil
  ) {
    self.name = name
    self.value = value
    self.unit = unit
    self.better = better
    self.baseline = baseline
    self.target = target
  }

  /// The value over the baseline's.
  public var ratio: Double? { baseline.flatMap { $0.value > 0 ? value / $0.value : nil } }

  public var meetsTarget: Bool? {
    target.map { better == .higher ? value >= $0 : value <= $0 }
  }
}
