import APIMachinery

/// One record of a container's log as CRI runtimes write it: `2026-11-21T10:00:00.123456789Z stdout F text`.
struct LogLine: Equatable {
  var time: ArraySlice<UInt8>
  var isError: Bool
  /// A piece of a long line; more of it follows.
  var isPartial: Bool
  var content: ArraySlice<UInt8>

  /// - Parameter line: Without the newline. Nil when it is no such record.
  init?(_ line: ArraySlice<UInt8>) {
    let space = UInt8(ascii: " ")
    guard let first = line.firstIndex(of: space) else { return nil }
    let afterTime = line[(first + 1)...]
    guard let second = afterTime.firstIndex(of: space) else { return nil }
    let afterStream = line[(second + 1)...]
    guard let third = afterStream.firstIndex(of: space) else { return nil }
    time = line[..<first]
    switch String(decoding: afterTime[..<second], as: UTF8.self) {
    case "stdout": isError = false
    case "stderr": isError = true
    default: return nil
    }
    isPartial = afterStream.first == UInt8(ascii: "P")
    content = line[(third + 1)...]
  }

  var timestamp: Timestamp? { try? Timestamp(rfc3339: String(decoding: time, as: UTF8.self)) }
}
