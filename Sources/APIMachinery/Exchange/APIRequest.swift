/// One HTTP request to an API, whether it came over a socket or from the same process.
public struct APIRequest: Sendable {
  /// In upper case, such as `GET`.
  public var method: String
  /// As on the wire, percent-encoded, without the query.
  public var path: String
  /// Decoded, in order of appearance.
  public var query: [QueryItem]
  public var headers: Headers
  public var body: [UInt8]

  public init(method: String, path: String, query: [QueryItem] = [], headers: Headers = Headers(), body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The first value of the query parameter `name`.
  public func query(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }
}

/// A parameter of a request's query, decoded.
public struct QueryItem: Sendable, Equatable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Header fields in order; names are compared without regard to case.
public struct Headers: Sendable, Equatable {
  public private(set) var fields: [Field] = []

  /// A header with its name as it was written.
  public struct Field: Sendable, Equatable {
    public var name: String
    public var value: String
  }

  public init() {}

  public init(_ pairs: [(String, String)]) {
    fields = pairs.map { Field(name: $0.0, value: $0.1) }
  }

  /// The first value of `name`; assigning replaces every value of it.
  public subscript(name: String) -> String? {
    get { fields.first { Self.matches($0.name, name) }?.value }
    set {
      fields.removeAll { Self.matches($0.name, name) }
      if let newValue { fields.append(Field(name: name, value: newValue)) }
    }
  }

  /// Every value of `name`, in order.
  public func all(_ name: String) -> [String] {
    fields.filter { Self.matches($0.name, name) }.map(\.value)
  }

  /// Adds a header, beside others of the same name.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  private static func matches(_ left: String, _ right: String) -> Bool {
    let left = left.utf8
    let right = right.utf8
    guard left.count == right.count else { return false }
    return zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
