internal import APIMachinery
internal import FoundationEssentials

// The certificate library speaks in Foundation's dates.
extension Timestamp {
  var date: Date { Date(timeIntervalSince1970: Double(seconds)) }

  init(_ date: Date) {
    self.init(seconds: Int64(date.timeIntervalSince1970.rounded(.down)))
  }
}
