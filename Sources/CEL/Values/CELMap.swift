public import APIMachinery

/// A map, as values or as a view of a JSON object.
public enum CELMap: Sendable {
  case values(CELDictionary)
  case json(JSONObject, CELSchema)

  public var count: Int {
    switch self {
    case .values(let dictionary): dictionary.count
    case .json(let object, _): object.count
    }
  }

  public subscript(key: CELValue) -> CELValue? {
    switch self {
    case .values(let dictionary): dictionary[key]
    case .json(let object, let schema):
      if case .string(let name) = key { object[name].map { CELValue($0, as: schema) } } else { nil }
    }
  }

  public subscript(name: String) -> CELValue? {
    switch self {
    case .values(let dictionary): dictionary[.string(name)]
    case .json(let object, let schema): object[name].map { CELValue($0, as: schema) }
    }
  }

  func contains(_ key: CELValue) -> Bool {
    switch self {
    case .values(let dictionary): return dictionary[key] != nil
    case .json(let object, _):
      guard case .string(let name) = key else { return false }
      return object.position(of: name) != nil
    }
  }

  /// `position` must be within ``count``.
  func entry(at position: Int) -> (key: CELValue, value: CELValue) {
    switch self {
    case .values(let dictionary): return dictionary.entries[position]
    case .json(let object, let schema):
      let member = object.members[position]
      return (.string(member.key), CELValue(member.value, as: schema))
    }
  }
}

/// The entries of a map literal, in their order.
public struct CELDictionary: Sendable {
  public private(set) var entries: [(key: CELValue, value: CELValue)] = []
  private var index: [CELKey: Int] = [:]

  public init() {}

  public var count: Int { entries.count }

  public subscript(key: CELValue) -> CELValue? {
    guard let key = CELKey(key), let position = index[key] else { return nil }
    return entries[position].value
  }

  /// Adds an entry. Returns false, and adds nothing, when there is one with this key.
  /// - Precondition: The key is of a type that keys can have (`isKey`).
  mutating func insert(_ key: CELValue, _ value: CELValue) -> Bool {
    guard let hashed = CELKey(key), index[hashed] == nil else { return false }
    index[hashed] = entries.count
    entries.append((key, value))
    return true
  }
}

/// A key of a map: numbers that are equal are the same key, whatever their type.
struct CELKey: Hashable, Sendable {
  private enum Storage: Hashable, Sendable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(String)
  }

  private let storage: Storage

  /// nil for values that can't be keys.
  init?(_ value: CELValue) {
    switch value {
    case .bool(let value): storage = .bool(value)
    case .int(let value): storage = .int(value)
    case .uint(let value): storage = Int64(exactly: value).map(Storage.int) ?? .uint(value)
    case .string(let value): storage = .string(value)
    case .double(let value):
      if let whole = Int64(exactly: value) {
        storage = .int(whole)
      } else if let whole = UInt64(exactly: value) {
        storage = .uint(whole)
      } else {
        return nil
      }
    default: return nil
    }
  }
}
