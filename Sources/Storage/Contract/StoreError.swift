/// Why a call of the store failed.
public enum StoreError: Error, Sendable, Equatable {
  /// The key to create is there already.
  case keyExists(StoredRecord)
  /// The last change of the key is not the expected one. `current` is the record found.
  case conflict(current: StoredRecord?)
  /// History no longer reaches back to the revision asked for; it begins at `oldest`.
  case compacted(oldest: Revision)
  /// The revision asked for has not been written yet.
  case futureRevision(current: Revision)
  /// The consumer of a watch took longer than its buffer lasted.
  case watcherTooSlow
  /// More writes are waiting than the store's queue holds; nothing was written. Try again.
  case overloaded
  /// Keys are 1 to 1,024 bytes of printable ASCII.
  case invalidKey(String)
  /// The store has been closed.
  case closed
  /// The engine failed: disk full, corrupt file, … The message says which file and what to do.
  case engine(message: String)
}

extension StoreError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .keyExists(let record): "key \(record.key) exists since revision \(record.createRevision)"
    case .conflict(let current?): "key \(current.key) was last changed at revision \(current.modRevision)"
    case .conflict(nil): "the key does not exist"
    case .compacted(let oldest): "the revision has been compacted; history begins at \(oldest)"
    case .futureRevision(let current): "the revision has not been written yet; the newest is \(current)"
    case .watcherTooSlow: "the watch was ended because its consumer fell too far behind"
    case .overloaded: "too many writes are waiting for the disk; try again"
    case .invalidKey(let key): "\"\(key)\" is not a key: 1 to \(keyBytesMax) bytes of printable ASCII are"
    case .closed: "the store has been closed"
    case .engine(let message): message
    }
  }
}
