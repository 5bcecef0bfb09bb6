/// A set of fields of an object: what one manager owns. It is a tree like the object; being in the set is a property of
/// each place, not of everything below it (`sigs.k8s.io/structured-merge-diff/fieldpath`).
public struct FieldSet: Sendable, Equatable {
  struct Entry: Sendable, Equatable {
    /// As in `fieldsV1`: `f:name`, `k:{…}`, `v:…` or `i:…`.
    var key: String
    var isMember: Bool
    var children: FieldSet
  }

  /// Sorted by key.
  private(set) var entries: [Entry] = []

  public init() {}

  private init(entries: [Entry]) {
    self.entries = entries
  }

  public var isEmpty: Bool {
    entries.allSatisfy { !$0.isMember && $0.children.isEmpty }
  }

  private func position(of key: String) -> (index: Int, found: Bool) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return (low, low < entries.count && entries[low].key == key)
  }

  func entry(_ key: String) -> Entry? {
    let (index, found) = position(of: key)
    return found ? entries[index] : nil
  }

  /// Puts the place at the end of `path` into the set; an empty path means the object, which nobody owns.
  mutating func insert(_ path: ArraySlice<FieldStep>) {
    guard let step = path.first else { return }
    let key = step.key
    let (index, found) = position(of: key)
    if !found { entries.insert(Entry(key: key, isMember: false, children: FieldSet()), at: index) }
    if path.count == 1 {
      entries[index].isMember = true
    } else {
      entries[index].children.insert(path.dropFirst())
    }
  }

  // MARK: Algebra

  /// The fields that are in either.
  public func union(_ other: FieldSet) -> FieldSet {
    if entries.isEmpty { return other }
    if other.entries.isEmpty { return self }
    var result: [Entry] = []
    result.reserveCapacity(max(entries.count, other.entries.count))
    forEachPair(other) { left, right in
      if let left, let right {
        result.append(
          Entry(
            key: left.key, isMember: left.isMember || right.isMember, children: left.children.union(right.children)))
      } else if let entry = left ?? right {
        result.append(entry)
      }
    }
    return FieldSet(entries: result)
  }

  /// The fields that are in both.
  public func intersection(_ other: FieldSet) -> FieldSet {
    var result: [Entry] = []
    forEachPair(other) { left, right in
      guard let left, let right else { return }
      let children = left.children.intersection(right.children)
      let isMember = left.isMember && right.isMember
      if isMember || !children.entries.isEmpty {
        result.append(Entry(key: left.key, isMember: isMember, children: children))
      }
    }
    return FieldSet(entries: result)
  }

  /// Without the places of `other`; what is below them stays.
  public func subtracting(_ other: FieldSet) -> FieldSet {
    subtracting(other, withDescendants: false)
  }

  /// Without the places of `other` and everything below them.
  public func subtractingRecursively(_ other: FieldSet) -> FieldSet {
    subtracting(other, withDescendants: true)
  }

  private func subtracting(_ other: FieldSet, withDescendants: Bool) -> FieldSet {
    if entries.isEmpty || other.entries.isEmpty { return self }
    var result: [Entry] = []
    forEachPair(other) { left, right in
      guard let left else { return }
      guard let right else {
        result.append(left)
        return
      }
      if withDescendants, right.isMember { return }
      let children = left.children.subtracting(right.children, withDescendants: withDescendants)
      let isMember = left.isMember && !right.isMember
      if isMember || !children.entries.isEmpty {
        result.append(Entry(key: left.key, isMember: isMember, children: children))
      }
    }
    return FieldSet(entries: result)
  }

  private func forEachPair(_ other: FieldSet, _ body: (Entry?, Entry?) -> Void) {
    var left = 0
    var right = 0
    while left < entries.count || right < other.entries.count {
      if right == other.entries.count {
        body(entries[left], nil)
        left += 1
      } else if left == entries.count {
        body(nil, other.entries[right])
        right += 1
      } else if entries[left].key == other.entries[right].key {
        body(entries[left], other.entries[right])
        left += 1
        right += 1
      } else if entries[left].key < other.entries[right].key {
        body(entries[left], nil)
        left += 1
      } else {
        body(nil, other.entries[right])
        right += 1
      }
    }
  }

  /// With the declared fields that lead to places of the set, which are usually not in it themselves.
  func withNamedFields(_ schema: TypedSchema) -> FieldSet {
    FieldSet(
      entries: entries.map { entry in
        let child = schema.child(entry.key)
        let isNamed = !entry.children.entries.isEmpty && child.isDeclared
        return Entry(
          key: entry.key, isMember: entry.isMember || isNamed, children: entry.children.withNamedFields(child.schema))
      })
  }

  /// The places of the set as texts such as `.spec.ports[containerPort=80]`.
  var paths: [String] {
    var paths: [String] = []
    collectPaths(prefix: "", into: &paths)
    return paths
  }

  private func collectPaths(prefix: String, into paths: inout [String]) {
    for entry in entries where entry.isMember { paths.append(prefix + FieldStep.description(ofKey: entry.key)) }
    for entry in entries where !entry.children.entries.isEmpty {
      entry.children.collectPaths(prefix: prefix + FieldStep.description(ofKey: entry.key), into: &paths)
    }
  }
}

extension FieldSet {
  /// From the content of `fieldsV1`. Throws for keys that are none.
  public init(fieldsV1: JSONValue) throws(ParseError) {
    guard case .object(let object) = fieldsV1 else {
      if fieldsV1.isNull {
        self.init()
        return
      }
      throw ParseError("fieldsV1 must be an object")
    }
    guard !object.isEmpty else {
      self.init()
      return
    }
    var entries: [Entry] = []
    entries.reserveCapacity(object.count)
    var isSorted = true
    for (key, value) in object where key != "." {
      let children = try FieldSet(fieldsV1: value)
      // A leaf is in the set; a place with others below it is when it says so with a dot.
      let isMember = children.entries.isEmpty || value["."] != nil
      let key = try FieldStep.canonical(key)
      if let last = entries.last, key < last.key { isSorted = false }
      entries.append(Entry(key: key, isMember: isMember, children: children))
    }
    if !isSorted { entries.sort { $0.key < $1.key } }
    self.init(entries: entries)
  }

  /// The content of `fieldsV1`.
  public var fieldsV1: JSONValue {
    encoded(withDot: false)
  }

  /// - Parameter withDot: The place that has these below it is in the set itself.
  private func encoded(withDot: Bool) -> JSONValue {
    if entries.isEmpty { return .object(JSONObject()) }
    var members: [JSONObject.Member] = []
    members.reserveCapacity(entries.count + 1)
    if withDot { members.append(JSONObject.Member(".", .object(JSONObject()))) }
    for entry in entries {
      members.append(JSONObject.Member(entry.key, entry.children.encoded(withDot: entry.isMember)))
    }
    return .object(JSONObject(uniqueMembers: members))
  }

  /// The places named by these paths of members.
  public init(paths: [[String]]) {
    self.init()
    for path in paths { insert(path.map(FieldStep.field)[...]) }
  }
}
