/// Objects in key order. A copy is a snapshot: it costs one reference, and a change after it copies only the one
/// chunk of objects that it falls in and the list of chunks.
struct SortedObjects: Sendable {
  /// A chunk is split when it is full, and joined to its neighbour when both fit in one.
  static let chunkCountMax = 256

  private var chunks: [[CachedObject]] = []
  private(set) var count = 0

  /// The object under `key`.
  func get(_ key: String) -> CachedObject? {
    let place = position(of: key)
    guard place.chunk < chunks.count, place.index < chunks[place.chunk].count else { return nil }
    let found = chunks[place.chunk][place.index]
    return found.key == key ? found : nil
  }

  /// Puts `object` under its key and returns the one that was there.
  @discardableResult
  mutating func set(_ object: CachedObject) -> CachedObject? {
    let place = position(of: object.key)
    if place.chunk == chunks.count {
      append(object)
      return nil
    }
    if place.index < chunks[place.chunk].count, chunks[place.chunk][place.index].key == object.key {
      let previous = chunks[place.chunk][place.index]
      chunks[place.chunk][place.index] = object
      return previous
    }
    chunks[place.chunk].insert(object, at: place.index)
    count += 1
    if chunks[place.chunk].count > Self.chunkCountMax { split(place.chunk) }
    return nil
  }

  /// Removes and returns the object under `key`.
  @discardableResult
  mutating func remove(_ key: String) -> CachedObject? {
    let place = position(of: key)
    guard place.chunk < chunks.count, place.index < chunks[place.chunk].count,
      chunks[place.chunk][place.index].key == key
    else { return nil }
    count -= 1
    let removed = chunks[place.chunk].remove(at: place.index)
    if chunks[place.chunk].isEmpty {
      chunks.remove(at: place.chunk)
    } else if place.chunk + 1 < chunks.count,
      chunks[place.chunk].count + chunks[place.chunk + 1].count <= Self.chunkCountMax / 2
    {
      chunks[place.chunk] += chunks.remove(at: place.chunk + 1)
    }
    return removed
  }

  /// Calls `body` with the objects of `range` in key order, until it returns false.
  func forEach(in range: KeyRange, _ body: (CachedObject) throws -> Bool) rethrows {
    var (chunk, index) = position(of: range.start)
    while chunk < chunks.count {
      let objects = chunks[chunk]
      while index < objects.count {
        let object = objects[index]
        if !range.end.isEmpty, object.key >= range.end { return }
        if try !body(object) { return }
        index += 1
      }
      chunk += 1
      index = 0
    }
  }

  /// How many objects `range` has.
  func count(in range: KeyRange) -> Int {
    if range.isEmpty { return 0 }
    let start = position(of: range.start)
    let end = range.end.isEmpty ? (chunk: chunks.count, index: 0) : position(of: range.end)
    if start.chunk == end.chunk { return max(0, end.index - start.index) }
    guard start.chunk < chunks.count else { return 0 }
    var count = chunks[start.chunk].count - start.index + end.index
    for chunk in (start.chunk + 1)..<max(start.chunk + 1, end.chunk) { count += chunks[chunk].count }
    return count
  }

  /// The first place with a key not below `key`: a chunk, and an index within it. Beyond the last key it is the
  /// place after the last chunk.
  private func position(of key: String) -> (chunk: Int, index: Int) {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if let last = chunks[middle].last, last.key < key { low = middle + 1 } else { high = middle }
    }
    guard low < chunks.count else { return (low, 0) }
    let objects = chunks[low]
    var first = 0
    var end = objects.count
    while first < end {
      let middle = (first + end) / 2
      if objects[middle].key < key { first = middle + 1 } else { end = middle }
    }
    return (low, first)
  }

  private mutating func append(_ object: CachedObject) {
    count += 1
    let last = chunks.count - 1
    // Objects that come in order, as they do when a cache is loaded, fill their chunks.
    if last >= 0, chunks[last].count < Self.chunkCountMax {
      chunks[last].append(object)
    } else {
      chunks.append([object])
    }
  }

  private mutating func split(_ chunk: Int) {
    let half = chunks[chunk].count / 2
    let upper = Array(chunks[chunk][half...])
    chunks[chunk].removeSubrange(half...)
    chunks.insert(upper, at: chunk + 1)
  }
}
