/// Comparing short strings without looking into them.
///
/// A string is two words. Up to 15 bytes of UTF-8 stand in them, as they stand in every other short string of the same
/// text; longer texts, and short ones in a buffer that was reserved for more, are referred to. This is a part of Swift's
/// stable ABI (`_StringObject`), and tested.
extension String {
  @inline(__always)
  var words: (UInt64, UInt64) { unsafeBitCast(self, to: (UInt64, UInt64).self) }

  /// The same text, immediate where it has no more than 15 bytes.
  @inline(__always)
  var canonical: String { isImmediate || utf8.count > Self.immediateMaximum ? self : madeImmediate }

  static let immediateMaximum = 15

  @inline(never)
  private var madeImmediate: String { String(decoding: Array(utf8), as: UTF8.self) }

  /// The text stands in the string itself.
  @inline(__always)
  var isImmediate: Bool { words.1 & 0x2000_0000_0000_0000 != 0 }

  /// Whether both are the same words, and so the same text. They can be the same text without that unless one of them
  /// is immediate and the other too.
  @inline(__always)
  func hasSameStorage(as other: String) -> Bool {
    let (mine, others) = (words, other.words)
    return mine.0 == others.0 && mine.1 == others.1
  }
}
