/// A growing stack from whose top whole runs are moved into arrays of exactly their size, so that a
/// container costs one allocation however its elements arrive.
struct ValueStack<Element>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
  }

  deinit {
    storage.deinitialize(count: count)
    storage.deallocate()
  }

  @inline(__always)
  mutating func push(_ element: consuming Element) {
    if count == capacity { grow() }
    (storage + count).initialize(to: element)
    count += 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: storage, count: count)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }

  /// The element on top; there must be one.
  @inline(__always)
  var top: UnsafeMutablePointer<Element> {
    precondition(count > 0)
    return storage + (count - 1)
  }

  /// The elements from position `start` on.
  @inline(__always)
  func elements(from start: Int) -> UnsafeBufferPointer<Element> {
    precondition(start <= count)
    return UnsafeBufferPointer(start: storage + start, count: count - start)
  }

  /// Moves the elements from position `start` on into an array.
  @inline(__always)
  mutating func popAll(from start: Int) -> [Element] {
    let length = count - start
    precondition(length >= 0)
    let source = storage + start
    count = start
    return [Element](unsafeUninitializedCapacity: length) { buffer, initialized in
      if let target = buffer.baseAddress { target.moveInitialize(from: source, count: length) }
      initialized = length
    }
  }

  /// Drops the elements from position `start` on.
  @inline(__always)
  mutating func drop(from start: Int) {
    precondition(start <= count)
    (storage + start).deinitialize(count: count - start)
    count = start
  }
}
