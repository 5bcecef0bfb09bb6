/// The members of a JSON object, in the order they were written.
///
/// Objects of the API have few members, so a linear search over an array beats hashing; objects with many (a
/// ConfigMap's data) have an index. Either way an object is one reference: copying a tree costs one count for each.
public struct JSONObject: Sendable {
  /// A name and its value. A struct and no tuple: those are copied and freed by the runtime, which looks at their types
  /// each time.
  public struct Member: Sendable {
    /// Immediate where it is short, so that a search need not look into short names.
    public let key: String
    public var value: JSONValue

    @inline(__always)
    public init(_ key: String, _ value: JSONValue) {
      self.key = key.canonical
      self.value = value
    }
  }

  private enum Storage: Sendable {
    case few([Member])
    case many(IndexedMembers)
  }

  private var storage: Storage

  public init() {
    storage = .few([])
  }

  /// Members with the same key: the last one wins, at the place of the first, as in Go's decoder.
  public init(_ pairs: [(String, JSONValue)]) {
    var members: [Member] = []
    members.reserveCapacity(pairs.count)
    storage = .few(members)
    for (key, value) in pairs { self[key] = value }
  }

  /// Takes members that are known to have distinct keys.
  public init(uniqueMembers: [Member]) {
    storage = Self.storage(of: uniqueMembers)
  }

  /// Takes members that are known to have distinct keys.
  public init(uniqueMembers pairs: [(String, JSONValue)]) {
    self.init(uniqueMembers: pairs.map { Member($0.0, $0.1) })
  }

  private static func storage(of members: [Member]) -> Storage {
    members.count > IndexedMembers.threshold ? .many(IndexedMembers(members)) : .few(members)
  }

  public var members: [Member] {
    switch storage {
    case .few(let members): members
    case .many(let indexed): indexed.members
    }
  }

  public var count: Int {
    switch storage {
    case .few(let members): members.count
    case .many(let indexed): indexed.members.count
    }
  }

  public var isEmpty: Bool { count == 0 }
  public var keys: [String] { members.map(\.key) }

  /// Assigning nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get {
      guard let position = position(of: key) else { return nil }
      return self[position: position]
    }
    set {
      if let position = position(of: key) {
        if let newValue {
          self[position: position] = newValue
        } else {
          rewrite { $0.remove(at: position) }
        }
      } else if let newValue {
        append(Member(key, newValue))
      }
    }
    _modify {
      if let position = position(of: key) {
        var value: JSONValue? = self[position: position]
        self[position: position] = .null
        defer {
          if let value { self[position: position] = value } else { self[key] = nil }
        }
        yield &value
      } else {
        var value: JSONValue?
        defer { if let value { append(Member(key, value)) } }
        yield &value
      }
    }
  }

  /// Whether both are one storage: a copy that nothing changed since. Costs nothing, and says nothing when it is false.
  @inline(__always)
  func isIdentical(to other: JSONObject) -> Bool {
    switch (storage, other.storage) {
    case (.few(let members), .few(let others)): members.isIdentical(to: others)
    case (.many(let indexed), .many(let other)): indexed === other
    default: false
    }
  }

  /// The value of `key`, which is most likely at `position`.
  func value(of key: String, near position: Int) -> JSONValue? {
    guard case .few(let members) = storage, members.indices.contains(position),
      members[position].key.hasSameStorage(as: key)
    else { return self[key] }
    return members[position].value
  }

  /// The position of `key` in ``members``.
  public func position(of key: String) -> Int? {
    switch storage {
    case .many(let indexed): return indexed.positions[key]
    case .few(let members): return members.withUnsafeBufferPointer { Self.position(of: key, in: $0) }
    }
  }

  /// Asked for many times for every request. Names of up to 15 bytes are compared as the two words they are.
  @inline(__always)
  private static func position(of key: String, in members: UnsafeBufferPointer<Member>) -> Int? {
    guard key.isImmediate else { return position(ofLong: key, in: members) }
    let (first, last) = key.words
    for position in members.indices {
      let words = members[position].key.words
      if words.0 == first, words.1 == last { return position }
    }
    return nil
  }

  @inline(never)
  private static func position(ofLong key: String, in members: UnsafeBufferPointer<Member>) -> Int? {
    let key = key.canonical
    for position in members.indices {
      if members[position].key.hasSameStorage(as: key) { return position }
      // Most other names have another length, which says so at once.
      if members[position].key.utf8.count == key.utf8.count, members[position].key == key { return position }
    }
    return nil
  }

  /// Changes the value of the member at `position` in place.
  public subscript(position position: Int) -> JSONValue {
    get {
      switch storage {
      case .few(let members): members[position].value
      case .many(let indexed): indexed.members[position].value
      }
    }
    _modify {
      switch storage {
      case .few(var members):
        storage = .few([])  // Releases our reference, so that the array is changed in place.
        defer { storage = .few(members) }
        yield &members[position].value
      case .many(let indexed):
        let own = takeOwn(indexed)
        defer { storage = .many(own) }
        yield &own.members[position].value
      }
    }
  }

  /// Adds a member whose key isn't there.
  private mutating func append(_ member: Member) {
    switch storage {
    case .few(var members):
      storage = .few([])
      members.append(member)
      storage = Self.storage(of: members)
    case .many(let indexed):
      let own = takeOwn(indexed)
      own.append(member)
      storage = .many(own)
    }
  }

  /// `indexed` itself where nobody else has it, else a copy. Leaves this object empty: the caller puts it back.
  private mutating func takeOwn(_ indexed: consuming IndexedMembers) -> IndexedMembers {
    storage = .few([])
    var indexed = indexed
    if !isKnownUniquelyReferenced(&indexed) { indexed = IndexedMembers(copying: indexed) }
    return indexed
  }

  /// Removes every member that `shouldRemove` accepts.
  public mutating func removeAll(where shouldRemove: (Member) throws -> Bool) rethrows {
    var members = takeMembers()
    defer { storage = Self.storage(of: members) }
    try members.removeAll(where: shouldRemove)
  }

  /// Changes the members in place, whose keys must be distinct afterwards.
  mutating func rewrite<Failure: Error>(_ body: (inout [Member]) throws(Failure) -> Void) throws(Failure) {
    var members = takeMembers()
    defer { storage = Self.storage(of: members) }
    try body(&members)
  }

  private mutating func takeMembers() -> [Member] {
    switch storage {
    case .few(let members):
      storage = .few([])
      return members
    case .many(let indexed):
      let own = takeOwn(indexed)
      let members = own.members
      own.members = []
      return members
    }
  }
}

extension Array {
  /// Whether both are one storage.
  @inline(__always)
  func isIdentical(to other: [Element]) -> Bool {
    withUnsafeBufferPointer { mine in
      other.withUnsafeBufferPointer { mine.baseAddress == $0.baseAddress && mine.count == $0.count }
    }
  }
}

/// The members of a large object and where each is.
///
/// A class, so that ``JSONObject`` is one reference; it is changed only by who alone has it, which makes sharing safe.
private final class IndexedMembers: @unchecked Sendable {
  /// Above this many members, lookups go through `positions`.
  static let threshold = 24

  var members: [JSONObject.Member]
  private(set) var positions: [String: Int]

  init(_ members: [JSONObject.Member]) {
    self.members = members
    positions = [:]
    positions.reserveCapacity(members.count * 2)
    for (position, member) in members.enumerated() { positions[member.key] = position }
  }

  init(copying other: IndexedMembers) {
    members = other.members
    positions = other.positions
  }

  func append(_ member: JSONObject.Member) {
    positions[member.key] = members.count
    members.append(member)
  }
}

extension JSONObject: Equatable {
  /// The order of members doesn't matter.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    if left.isIdentical(to: right) { return true }
    let members = left.members
    let others = right.members
    guard members.count == others.count else { return false }
    for position in members.indices {
      // Most often they come in the same order.
      if members[position].key == others[position].key {
        guard members[position].value == others[position].value else { return false }
      } else {
        guard right[members[position].key] == members[position].value else { return false }
      }
    }
    return true
  }
}

extension JSONObject: Sequence {
  /// Goes through the members in order.
  public struct Iterator: IteratorProtocol {
    private var members: IndexingIterator<[Member]>

    fileprivate init(_ members: [Member]) {
      self.members = members.makeIterator()
    }

    @inline(__always)
    public mutating func next() -> (key: String, value: JSONValue)? {
      members.next().map { ($0.key, $0.value) }
    }
  }

  /// As a sequence of pairs.
  public func makeIterator() -> Iterator { Iterator(members) }
}
