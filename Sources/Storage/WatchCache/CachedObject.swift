public import Synchronization

/// What the server keeps decoded of an object: enough to find and select it without reading its bytes.
public struct ObjectHeader: Sendable, Equatable {
  /// Empty for objects without namespace.
  public var namespace: String
  public var name: String
  public var uid: String { uniqueID.text }
  private let uniqueID: UniqueID
  public var labels: [String: String]
  /// The fields that field selectors of this resource may use, beside `metadata.name` and `metadata.namespace`.
  public var fields: ObjectFields
  /// Whether `metadata.deletionTimestamp` is set.
  public var isBeingDeleted: Bool
  /// Where in the stored bytes `"resourceVersion":"N",` goes: right after the brace that opens `metadata`, which
  /// has other members, or before any later one of them.
  public var resourceVersionOffset: Int

  public init(
    namespace: String, name: String, uid: String, labels: [String: String] = [:], fields: ObjectFields = [:],
    isBeingDeleted: Bool = false, resourceVersionOffset: Int
  ) {
    self.namespace = namespace
    self.name = name
    uniqueID = UniqueID(uid)
    self.labels = labels
    self.fields = fields
    self.isBeingDeleted = isBeingDeleted
    self.resourceVersionOffset = resourceVersionOffset
  }
}

/// Reads the header of an object from its stored bytes: the object's JSON without `metadata.resourceVersion`.
/// Called on the store's writer, so it must be quick. Where it throws, the object can't be served: the cache
/// leaves it out and reports it.
public typealias HeaderReader = @Sendable (_ key: String, _ value: [UInt8]) throws -> ObjectHeader

/// An object as the server serves it: its encoded JSON with its resource version, and its header. Immutable, and
/// shared by everyone who reads, lists or watches it.
public final class CachedObject: Sendable {
  /// The store's key.
  public let key: String
  /// The whole object as JSON, `metadata.resourceVersion` included.
  public let bytes: [UInt8]
  /// The store's revision of this state: the object's resource version.
  public let revision: Revision
  public let header: ObjectHeader
  /// A place for what somebody made from the object, kept as long as the object is.
  public let derived = Mutex<(any AnyObject & Sendable)?>(nil)

  /// The object stored as `value` at `revision`: inserts the resource version.
  public init(key: String, value: [UInt8], revision: Revision, header: ObjectHeader) {
    self.key = key
    self.revision = revision
    self.header = header
    bytes = Self.stamp(value, revision, at: header.resourceVersionOffset)
  }

  private init(key: String, stamped bytes: [UInt8], revision: Revision, header: ObjectHeader) {
    self.key = key
    self.bytes = bytes
    self.revision = revision
    self.header = header
  }

  public var namespace: String { header.namespace }
  public var name: String { header.name }
  public var uid: String { header.uid }
  public var labels: [String: String] { header.labels }
  public var fields: ObjectFields { header.fields }
  public var isBeingDeleted: Bool { header.isBeingDeleted }

  /// The same content under another resource version, as a DELETED event carries the object's last state.
  public func restamped(_ revision: Revision) -> CachedObject {
    CachedObject(
      key: key, stamped: Self.stamp(storedBytes, revision, at: header.resourceVersionOffset),
      revision: revision, header: header)
  }

  /// The object's JSON as it is stored, without the resource version.
  public var storedBytes: [UInt8] {
    let offset = min(header.resourceVersionOffset, bytes.count)
    let inserted = Self.resourceVersionMember(revision).count
    return Array(bytes[..<offset] + bytes[min(offset + inserted, bytes.count)...])
  }

  private static func stamp(_ value: [UInt8], _ revision: Revision, at offset: Int) -> [UInt8] {
    let member = resourceVersionMember(revision)
    let offset = min(max(offset, 0), value.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(value.count + member.count)
    bytes += value.prefix(offset)
    bytes += member
    bytes += value.dropFirst(offset)
    return bytes
  }

  private static func resourceVersionMember(_ revision: Revision) -> [UInt8] {
    Array("\"resourceVersion\":\"\(revision)\",".utf8)
  }
}

extension CachedObject: Equatable {
  public static func == (left: CachedObject, right: CachedObject) -> Bool {
    left === right || (left.key == right.key && left.revision == right.revision && left.bytes == right.bytes)
  }
}
