import APIMachinery
import FoundationEssentials

/// Time zones as expressions name them: `-08:00`, `+02:30` or a name such as `Europe/Zurich`.
enum TimeZoneText {
  /// The time whose UTC parts are those that `time` has in `zone`.
  static func shift(_ time: Timestamp, to zone: String) throws(CELError) -> Timestamp {
    Timestamp(seconds: time.seconds + (try offset(of: zone, at: time)), nanoseconds: time.nanoseconds)
  }

  private static func offset(of zone: String, at time: Timestamp) throws(CELError) -> Int64 {
    if zone.isEmpty || zone == "UTC" || zone == "Z" { return 0 }
    if let fixed = fixedOffset(zone) { return fixed }
    guard let zoneFile = TimeZone(identifier: zone) else { throw CELError("unknown time zone \(zone)") }
    return Int64(zoneFile.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.seconds))))
  }

  /// Of `±hh:mm`, the sign of plus being optional.
  private static func fixedOffset(_ zone: String) -> Int64? {
    let isNegative = zone.hasPrefix("-")
    let digits = isNegative || zone.hasPrefix("+") ? zone.dropFirst() : zone[...]
    let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hours = Int64(parts[0]), let minutes = Int64(parts[1])
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isNegative ? -seconds : seconds
  }
}
