import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Member names seen before, so that parsing the thousandth Pod makes no string for `terminationGracePeriodSeconds`
/// again. A fixed table in which a newcomer takes the place of the name it collides with: memory is bounded
/// whatever clients send.
final class JSONKeyCache {
  /// Identifies a name: exact up to 16 bytes, checked against the string's bytes above.
  struct Fingerprint: Equatable {
    var first: UInt64
    var last: UInt64
    var count: Int

    fileprivate init(count: Int) {
      self.count = count
      first = 0
      last = 0
    }

    /// For `count` readable bytes at `start`.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, count: Int) {
      self.count = count
      let raw = UnsafeRawPointer(start)
      if count >= 8 {
        first = raw.loadUnaligned(as: UInt64.self)
        last = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      } else if count >= 4 {
        first = UInt64(raw.loadUnaligned(as: UInt32.self))
        last = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      } else if count > 0 {
        first = UInt64(start[0]) | UInt64(start[count / 2]) << 8 | UInt64(start[count - 1]) << 16
        last = 0
      } else {
        first = 0
        last = 0
      }
    }

    @inline(__always)
    var hash: UInt64 {
      var mixed = (first ^ (last &<< 23 | last &>> 41)) &+ UInt64(truncatingIfNeeded: count)
      mixed = mixed &* 0x9E37_79B9_7F4A_7C15
      return mixed ^ (mixed >> 29)
    }
  }

  private struct Entry {
    var fingerprint: Fingerprint
    var key: String
  }

  private static let size = 1024
  /// Longer names are not worth remembering.
  private static let longestKey = 64

  private let entries: UnsafeMutablePointer<Entry>

  init() {
    entries = .allocate(capacity: Self.size)
    // No name has a negative length, so this one is never found.
    entries.initialize(repeating: Entry(fingerprint: Fingerprint(count: -1), key: ""), count: Self.size)
  }

  deinit {
    entries.deinitialize(count: Self.size)
    entries.deallocate()
  }

  /// The string of `count` bytes at `start`, which are ASCII.
  @inline(__always)
  func key(_ start: UnsafePointer<UInt8>, count: Int, fingerprint: Fingerprint) -> String {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    guard count <= Self.longestKey else { return String(decoding: bytes, as: UTF8.self) }
    let slot = Int(truncatingIfNeeded: fingerprint.hash >> 17) & (Self.size - 1)
    let entry = entries + slot
    if entry.pointee.fingerprint == fingerprint, count <= 16 || Self.matches(entry.pointee.key, start, count) {
      return entry.pointee.key
    }
    let key = String(decoding: bytes, as: UTF8.self)
    entry.pointee = Entry(fingerprint: fingerprint, key: key)
    return key
  }

  private static func matches(_ key: String, _ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    key.utf8.withContiguousStorageIfAvailable { known in
      guard let known = known.baseAddress else { return false }
      return memcmp(known, start, count) == 0
    } ?? false
  }

  /// Caches that no parser uses at the moment.
  private static let idle = Mutex<[Idle]>([])
  private static let idleMaximum = 8

  /// A cache in ``idle`` is referred to from nowhere else, so it may go to another thread.
  private struct Idle: @unchecked Sendable {
    var cache: JSONKeyCache
  }

  /// A cache for the caller alone.
  static func take() -> JSONKeyCache {
    idle.withLock { $0.popLast() }?.cache ?? JSONKeyCache()
  }

  /// Hands back a cache that ``take()`` gave.
  static func giveBack(_ cache: JSONKeyCache) {
    let cache = Idle(cache: cache)
    idle.withLock { idle in
      if idle.count < idleMaximum { idle.append(cache) }
    }
  }
}
