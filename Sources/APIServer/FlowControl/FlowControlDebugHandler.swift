import APIMachinery
import Synchronization

/// `/debug/api_priority_and_fairness/dump_priority_levels`, `dump_queues` and `dump_requests`: what waits and runs where,
/// in upstream's columns. Of requests that run, and never waited, there is no more than what the queues know.
struct FlowControlDebugHandler: PathHandler {
  static let path = "/debug/api_priority_and_fairness"

  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    let levels = server.flowControl.current.withLock { $0.levels }.values.map(\.level).sorted { $0.name < $1.name }
    let rows: [[String]]
    switch context.info.path {
    case Self.path + "/dump_priority_levels": rows = Self.levels(levels)
    case Self.path + "/dump_queues": rows = Self.queues(levels)
    case Self.path + "/dump_requests":
      let details = !(context.request.query("includeRequestDetails") ?? "").isEmpty
      rows = Self.requests(levels, server.time, details: details)
    default: return PathHandlers.pageNotFound
    }
    return APIResponse(
      status: 200, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]),
      body: .bytes(Array(Self.table(rows).utf8)))
  }

  private static func levels(_ levels: [PriorityLevel]) -> [[String]] {
    let header = [
      "PriorityLevelName", "ActiveQueues", "IsIdle", "IsQuiescing", "WaitingRequests", "ExecutingRequests",
      "DispatchedRequests", "RejectedRequests", "TimedoutRequests", "CancelledRequests",
    ]
    return [header]
      + levels.map { level in
        level.state.withLock { state in
          let queues = state.queues
          let rejected = { (reasons: Set<FairQueues.Rejection>) in
            queues.counts.reduce(0) { sum, counts in
              sum + counts.rejected.filter { reasons.contains($0.key) }.reduce(0) { $0 + $1.value }
            }
          }
          return [
            level.name, "\(queues.queues.filter { !$0.waiting.isEmpty }.count)", "\(queues.isIdle)",
            "\(state.isQuiescing)", "\(queues.waitingCount)", "\(queues.executingCount)",
            "\(queues.counts.reduce(0) { $0 + $1.dispatched })",
            "\(rejected([.concurrencyLimit, .queueFull, .timeOut, .cancelled]))", "\(rejected([.timeOut]))",
            "\(rejected([.cancelled]))",
          ]
        }
      }
  }

  private static func queues(_ levels: [PriorityLevel]) -> [[String]] {
    let header = [
      "PriorityLevelName", "Index", "PendingRequests", "ExecutingRequests", "SeatsInUse", "NextDispatchR",
      "InitialSeatsSum", "MaxSeatsSum", "TotalWorkSum",
    ]
    return [header]
      + levels.flatMap { level in
        let queues = level.state.withLock { $0.queues }
        return queues.queues.enumerated().map { index, queue in
          [
            level.name, "\(index)", "\(queue.waiting.count)", "\(queue.executing)", "\(queue.seatsInUse)",
            seatSeconds(queue.nextDispatch),
            "\(queue.waiting.reduce(0) { $0 + queues.requests[$1].work.initialSeats })", "\(queue.waitingSeats)",
            seatSeconds(queue.waitingWork),
          ]
        }
      }
  }

  private static func requests(_ levels: [PriorityLevel], _ time: any TimeSource, details: Bool) -> [[String]] {
    var header = [
      "PriorityLevelName", "FlowSchemaName", "QueueIndex", "RequestIndexInQueue", "FlowDistingsher", "ArriveTime",
      "InitialSeats", "FinalSeats", "AdditionalLatency", "StartTime",
    ]
    if details {
      header += ["UserName", "Verb", "APIPath", "Namespace", "Name", "APIVersion", "Resource", "SubResource"]
    }
    let (now, uptime) = (time.now(), time.uptime().inSeconds)
    let moment = { (seconds: Double) in (now - Duration.seconds(uptime - seconds)).rfc3339Micro }
    var rows = [header]
    for level in levels {
      let (queues, waiters) = level.state.withLock { ($0.queues, $0.waiters.mapValues(\.details)) }
      for (number, request) in queues.requests.enumerated() where request.isUsed {
        let position = request.queue.flatMap { queues.queues[$0].waiting.firstIndex(of: number) }
        var row = [
          level.name, queues.counts[request.schema].schema, "\(request.queue ?? -1)", "\(position ?? -1)",
          request.distinguisher, moment(request.arrival), "\(request.work.initialSeats)",
          "\(request.work.finalSeats)", GoDuration(.seconds(request.work.additionalLatency)).description,
          request.start.map(moment) ?? "0001-01-01T00:00:00Z",
        ]
        if details {
          let waiter = waiters[number]
          let info = waiter?.info
          let version = info.map { $0.apiGroup.isEmpty ? $0.apiVersion : "\($0.apiGroup)/\($0.apiVersion)" }
          row += [
            waiter?.user, info?.verb, info?.path, info?.namespace, info?.name, version, info?.resource,
            info?.subresource,
          ].map { $0 ?? "" }
        }
        rows.append(row)
      }
    }
    return rows
  }

  /// As upstream prints `SeatSeconds`.
  private static func seatSeconds(_ value: Double) -> String {
    let scaled = Int64((value * 100_000_000).rounded())
    let fraction = String(abs(scaled % 100_000_000))
    return "\(scaled / 100_000_000).\(String(repeating: "0", count: 8 - fraction.utf8.count))\(fraction)ss"
  }

  /// Go's tabwriter with cells of eight at least and a space between; the last cell of a row ends it.
  private static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      max(8, (rows.compactMap { $0.count > column + 1 ? $0[column].count + 1 : nil }.max() ?? 0) + 1)
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        if column == row.count - 1 { return cell }
        return cell + "," + String(repeating: " ", count: max(0, widths[column] - cell.count - 1))
      }.joined()
    }.joined(separator: "\n") + "\n"
  }
}
