/// The keys from `start` (inclusive) to `end` (exclusive). An empty `end` means no end.
public struct KeyRange: Sendable, Hashable {
  public var start: String
  public var end: String

  public init(start: String, end: String) {
    self.start = start
    self.end = end
  }

  /// All keys that begin with `prefix`; every key where it is empty.
  public init(prefix: String) {
    start = prefix
    var scalars = prefix.unicodeScalars
    // Keys are below 0x7F, so the byte after the last one of the prefix always exists.
    guard let last = scalars.popLast(), let next = Unicode.Scalar(last.value + 1) else {
      end = ""
      return
    }
    scalars.append(next)
    end = String(scalars)
  }

  /// The one key `key`.
  public init(key: String) {
    start = key
    end = key + "\0"
  }

  /// Whether the key is in the range.
  public func contains(_ key: String) -> Bool {
    key >= start && (end.isEmpty || key < end)
  }

  public var isEmpty: Bool { !end.isEmpty && start >= end }

  /// The keys in both.
  public func intersection(_ other: KeyRange) -> KeyRange {
    let end =
      if self.end.isEmpty { other.end } else if other.end.isEmpty { self.end } else { min(self.end, other.end) }
    return KeyRange(start: max(start, other.start), end: end)
  }
}
