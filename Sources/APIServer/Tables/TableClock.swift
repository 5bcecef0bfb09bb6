public import APIMachinery

/// The time as the cells of a row see it. Notes until when what they show stays true, so that the row can be kept.
public final class TableClock {
  public let now: Timestamp
  private(set) var nextChange = Timestamp(seconds: .max)

  init(_ now: Timestamp) {
    self.now = now
  }

  /// Such as `5m`.
  public func age(of start: Timestamp) -> String {
    let age = now - start
    nextChange = min(nextChange, start + HumanDuration.nextChange(after: age))
    return HumanDuration.text(age)
  }
}
