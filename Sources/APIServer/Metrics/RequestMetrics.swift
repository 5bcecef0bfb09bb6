import APIMachinery
import Synchronization

/// Counts requests under upstream's metric names.
final class RequestMetrics: Sendable {
  struct Key: Hashable, Sendable {
    var verb: String
    var group: String
    var version: String
    var resource: String
    var subresource: String
    var scope: String
    var code: Int
    var isDryRun: Bool
  }

  struct Series: Sendable {
    var count = 0
    var seconds = 0.0
    /// How many took at most the bound with the same index.
    var buckets = [Int](repeating: 0, count: RequestMetrics.bounds.count)
  }

  /// Upstream's buckets of `apiserver_request_duration_seconds`.
  static let bounds: [Double] = [
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
  ]

  /// More combinations than this are counted together, so that odd requests can't fill the memory.
  private static let seriesMax = 2_000

  private let series = Mutex<[Key: Series]>([:])

  func record(_ request: APIRequest, _ info: RequestInfo, status: Int, duration: Duration) {
    let key = Key(
      verb: Self.verb(info), group: info.apiGroup, version: info.apiVersion, resource: info.resource,
      subresource: info.isResourceRequest ? info.subresource : "", scope: Self.scope(info), code: status,
      isDryRun: request.query("dryRun") != nil)
    let (whole, fraction) = duration.components
    let seconds = Double(whole) + Double(fraction) * 1e-18
    series.withLock { series in
      let place =
        series[key] != nil || series.count < Self.seriesMax
        ? key
        : Key(
          verb: "other", group: "", version: "", resource: "", subresource: "", scope: "", code: 0, isDryRun: false)
      series[place, default: Series()].add(seconds)
    }
  }

  var snapshot: [Key: Series] { series.withLock { $0 } }

  private static func verb(_ info: RequestInfo) -> String {
    switch info.verb {
    case "create": "POST"
    case "update": "PUT"
    case "deletecollection": "DELETECOLLECTION"
    default: info.verb.uppercased()
    }
  }

  private static func scope(_ info: RequestInfo) -> String {
    guard info.isResourceRequest else { return "" }
    if !info.name.isEmpty { return "resource" }
    return info.namespace.isEmpty ? "cluster" : "namespace"
  }
}

extension RequestMetrics.Series {
  fileprivate mutating func add(_ value: Double) {
    count += 1
    seconds += value
    if let index = RequestMetrics.bounds.firstIndex(where: { value <= $0 }) { buckets[index] += 1 }
  }
}
