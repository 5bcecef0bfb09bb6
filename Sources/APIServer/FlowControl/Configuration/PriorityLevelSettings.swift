import APIMachinery

/// What a PriorityLevelConfiguration says.
struct PriorityLevelSettings: Sendable, Equatable {
  static let exemptName = "exempt"
  static let catchAllName = "catch-all"

  var name: String
  var uid: String
  var shares: Double
  var lendablePercent: Double
  /// Nil: everything others can lend.
  var borrowingLimitPercent: Double?
  var queues: FairQueues.Settings

  /// Nil where the object is broken: it is taken not to be there, as upstream does.
  init?(_ object: JSONValue) {
    name = object.name
    uid = object.uid
    let spec = object["spec"] ?? .null
    let isExempt = spec["type"]?.stringValue == "Exempt"
    guard isExempt == (name == Self.exemptName) else { return nil }
    let limits = spec[isExempt ? "exempt" : "limited"] ?? .null
    guard isExempt || limits.objectValue != nil else { return nil }
    let number = { (key: String) in limits[key]?.integerValue.map(Double.init) }
    shares = number("nominalConcurrencyShares") ?? (isExempt ? 0 : 30)
    lendablePercent = number("lendablePercent") ?? 0
    borrowingLimitPercent = number("borrowingLimitPercent")
    queues = FairQueues.Settings(isExempt: isExempt)
    if !isExempt, limits[path: "limitResponse", "type"]?.stringValue == "Queue" {
      let queuing = limits[path: "limitResponse", "queuing"] ?? .null
      queues.queueCount = Int(clamping: queuing["queues"]?.integerValue ?? 64)
      queues.handSize = Int(clamping: queuing["handSize"]?.integerValue ?? 8)
      queues.queueLengthMax = Int(clamping: queuing["queueLengthLimit"]?.integerValue ?? 50)
      guard queues.queueCount > 0, queues.handSize > 0, queues.queueLengthMax > 0 else { return nil }
    }
  }
}

/// How many seats a level has by its configuration, out of the server's.
struct SeatLimits: Sendable, Equatable {
  var nominal: Int
  /// What it keeps when others borrow.
  var lower: Int
  /// What it has at most when it borrows.
  var upper: Int

  init(_ level: PriorityLevelSettings, serverSeats: Int, allShares: Double) {
    nominal = allShares > 0 ? Int((Double(serverSeats) * level.shares / allShares).rounded(.up)) : 0
    let percent = { [nominal] (percent: Double) in Int((Double(nominal) * percent / 100).rounded()) }
    lower = nominal - percent(level.lendablePercent)
    upper = nominal + (level.borrowingLimitPercent.map(percent) ?? serverSeats)
  }

  /// Before anything is known of the level's demand.
  var initial: Int { nominal - (nominal - lower) / 2 }
}
