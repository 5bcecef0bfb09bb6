/// A value in the store, with the revisions that made it.
public struct StoredRecord: Sendable, Equatable {
  public var key: String
  public var value: [UInt8]
  /// The revision that created the key.
  public var createRevision: Revision
  /// The revision of its last change.
  public var modRevision: Revision

  public init(key: String, value: [UInt8], createRevision: Revision, modRevision: Revision) {
    self.key = key
    self.value = value
    self.createRevision = createRevision
    self.modRevision = modRevision
  }
}

/// What a ranged read found.
public struct StoredPage: Sendable {
  public var records: [StoredRecord]
  /// The revision that was read.
  public var revision: Revision
  /// How many records of the range come after the last one given.
  public var remaining: Int

  public init(records: [StoredRecord], revision: Revision, remaining: Int) {
    self.records = records
    self.revision = revision
    self.remaining = remaining
  }
}
