import APIMachinery

extension APIError {
  /// The longest text that is said of a request: as good as always all there is to say, and little beside the longest
  /// request.
  private static let textBytesMax = 256 << 10
  /// Of all causes together.
  private static let causeBytesMax = 512 << 10

  /// The same with an end to it: what is wrong with a request can be many times as long as the request, and so would
  /// the answer be. Upstream has no limit here.
  var bounded: APIError {
    var error = self
    error.message = Self.bounded(message)
    guard let details else { return error }
    error.details?.name = Self.bounded(details.name)
    var room = Self.causeBytesMax
    let causes = details.causes.prefix { cause in
      room -= cause.message.utf8.count + cause.field.utf8.count + cause.reason.utf8.count
      return room >= 0
    }
    // One at least, however long.
    error.details?.causes = (causes.isEmpty ? details.causes.prefix(1) : causes).map { cause in
      Cause(reason: cause.reason, message: Self.bounded(cause.message), field: Self.bounded(cause.field))
    }
    return error
  }

  private static func bounded(_ text: String) -> String {
    guard text.utf8.count > textBytesMax else { return text }
    // At the beginning of a character: what continues one is 10xxxxxx.
    var end = text.utf8.index(text.utf8.startIndex, offsetBy: textBytesMax)
    while end > text.utf8.startIndex, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
    return "\(text[..<end])... (\(text.utf8.count) bytes)"
  }
}
