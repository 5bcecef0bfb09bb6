/// The members of a JSON object, in the order they were written.
///
/// Objects of the API have few members, so a linear search over an array beats hashing; objects with
/// many (a ConfigMap's data) build an index on first need.
public struct JSONObject: Sendable {
  public typealias Member = (key: String, value: JSONValue)

  public private(set) var members: [Member]

  /// Above this many members, lookups go through `index`.
  private static let indexThreshold = 24
  private var index: [String: Int]?

  public init() {
    members = []
  }

  /// Members with the same key: the last one wins, at the place of the first, as in Go's decoder.
  public init(_ pairs: [(String, JSONValue)]) {
    members = []
    members.reserveCapacity(pairs.count)
    for (key, value) in pairs { self[key] = value }
  }

  /// Takes members that are known to have distinct keys.
  public init(uniqueMembers: [Member]) {
    members = uniqueMembers
    buildIndexIfLarge()
  }

  public var count: Int { members.count }
  public var isEmpty: Bool { members.isEmpty }
  public var keys: [String] { members.map(\.key) }

  /// Assigning nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get {
      guard let position = position(of: key) else { return nil }
      return members[position].value
    }
    set {
      if let position = position(of: key) {
        if let newValue {
          members[position].value = newValue
        } else {
          members.remove(at: position)
          index = nil
          buildIndexIfLarge()
        }
      } else if let newValue {
        members.append((key, newValue))
        if index != nil { index?[key] = members.count - 1 } else { buildIndexIfLarge() }
      }
    }
    _modify {
      if let position = position(of: key) {
        var value: JSONValue? = members[position].value
        members[position].value = .null
        defer {
          if let value { members[position].value = value } else { self[key] = nil }
        }
        yield &value
      } else {
        var value: JSONValue?
        defer { if let value { self[key] = value } }
        yield &value
      }
    }
  }

  /// The position of `key` in ``members``.
  public func position(of key: String) -> Int? {
    if let index { return index[key] }
    for position in members.indices where members[position].key == key { return position }
    return nil
  }

  /// Changes the value of the member at `position` in place.
  public subscript(position position: Int) -> JSONValue {
    get { members[position].value }
    _modify { yield &members[position].value }
  }

  /// Removes every member that `shouldRemove` accepts.
  public mutating func removeAll(where shouldRemove: (Member) throws -> Bool) rethrows {
    try members.removeAll(where: shouldRemove)
    index = nil
    buildIndexIfLarge()
  }

  /// Changes the members in place, whose keys must be distinct afterwards.
  mutating func rewrite<Failure: Error>(_ body: (inout [Member]) throws(Failure) -> Void) throws(Failure) {
    index = nil
    defer { buildIndexIfLarge() }
    try body(&members)
  }

  private mutating func buildIndexIfLarge() {
    guard members.count > Self.indexThreshold else { return }
    var built: [String: Int] = [:]
    built.reserveCapacity(members.count * 2)
    for (position, member) in members.enumerated() { built[member.key] = position }
    index = built
  }
}

extension JSONObject: Equatable {
  /// The order of members doesn't matter.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
  }
}

extension JSONObject: Sequence {
  public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
