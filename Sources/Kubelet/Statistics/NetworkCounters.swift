/// What has gone through a network interface.
struct NetworkCounters: Sendable, Equatable {
  var name: String
  var receivedBytes: UInt64
  var receivedPackets: UInt64
  var receiveErrors: UInt64
  var receivedDropped: UInt64
  var sentBytes: UInt64
  var sentPackets: UInt64
  var sendErrors: UInt64
  var sentDropped: UInt64

  /// The interfaces of `/proc/PID/net/dev`, without the loopback.
  static func parse(_ text: String) -> [NetworkCounters] {
    text.split(separator: "\n").compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let name = line[..<colon].filter { $0 != " " }
      let numbers = line[line.index(after: colon)...].split(separator: " ").compactMap { UInt64($0) }
      guard name != "lo", numbers.count >= 12 else { return nil }
      return NetworkCounters(
        name: name, receivedBytes: numbers[0], receivedPackets: numbers[1], receiveErrors: numbers[2],
        receivedDropped: numbers[3], sentBytes: numbers[8], sentPackets: numbers[9], sendErrors: numbers[10],
        sentDropped: numbers[11])
    }
  }
}
