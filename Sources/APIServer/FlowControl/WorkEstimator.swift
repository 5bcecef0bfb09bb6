import APIMachinery
import Storage

/// Guesses what a request will cost (upstream's `flowcontrol/request`).
struct WorkEstimator: Sendable {
  /// Objects that a list can give for one seat.
  private static let objectsPerSeat = 100
  /// Watches whose event for a write is worth one seat, and the time that seat is taken, in seconds. A tenth of
  /// upstream's: all watchers share one encoding of an event here.
  private static let watchesPerSeat = 10
  private static let eventSeconds = 0.000_5
  private static let seatsMaxOverall = 10

  let resources: ResourceRegistry

  /// So that one request can't take more than a share of its level.
  static func seatsMax(_ level: PriorityLevelSettings, nominal: Int) -> Int {
    guard level.queues.queueCount > 0 else { return seatsMaxOverall }
    let share = min(Int((Double(nominal) * 0.15).rounded(.up)), nominal / level.queues.handSize)
    return min(seatsMaxOverall, max(1, share))
  }

  func estimate(_ info: RequestInfo, _ request: APIRequest, seatsMax: Int) -> WorkEstimate {
    guard info.isResourceRequest else { return WorkEstimate() }
    switch info.verb {
    case "list": return list(info, request, seatsMax)
    case "watch":
      // Only what begins with a list costs like one.
      let version = request.query("resourceVersion") ?? ""
      guard RequestInfo.isTrue(request.query("sendInitialEvents")) || version.isEmpty || version == "0" else {
        return WorkEstimate()
      }
      return list(info, request, seatsMax)
    case "create", "update", "patch", "delete": return write(info, seatsMax)
    default: return WorkEstimate()
    }
  }

  private func list(_ info: RequestInfo, _ request: APIRequest, _ seatsMax: Int) -> WorkEstimate {
    guard info.name.isEmpty, let storage = storage(info) else { return WorkEstimate() }
    var count = storage.cache.count
    if let limit = request.query("limit").flatMap({ Int($0) }), limit > 0 { count = min(count, limit) }
    return WorkEstimate(initialSeats: min(seatsMax, max(1, (count + Self.objectsPerSeat - 1) / Self.objectsPerSeat)))
  }

  private func write(_ info: RequestInfo, _ seatsMax: Int) -> WorkEstimate {
    // A token is no object that could be watched.
    guard info.subresource != "token" || info.resource != "serviceaccounts", let storage = storage(info) else {
      return WorkEstimate()
    }
    let watches = storage.cache.watchCount(
      of: info.name.isEmpty ? nil : storage.key(namespace: info.namespace, name: info.name), in: info.namespace)
    guard watches >= Self.watchesPerSeat else { return WorkEstimate() }
    let seats = (watches + Self.watchesPerSeat - 1) / Self.watchesPerSeat
    let taken = min(seats, seatsMax)
    return WorkEstimate(
      finalSeats: taken, additionalLatency: Double(seats) * Self.eventSeconds / Double(taken))
  }

  private func storage(_ info: RequestInfo) -> ResourceStorage? {
    resources.storage(GroupResource(group: info.apiGroup, resource: info.resource))
  }
}
