/// One committed change. Values before the change are not part of it: the watch cache has them, and another
/// reader can get them with a read at `revision - 1`.
public struct StoreEvent: Sendable, Equatable {
  /// What became of the key.
  public enum Change: Sendable, Equatable {
    /// The key was created (`createRevision == modRevision`) or replaced; `previous` is its change before.
    case put(StoredRecord, previous: Revision?)
    /// The key was removed; `previous` is its change before.
    case deleted(key: String, previous: Revision)
  }

  public var revision: Revision
  public var change: Change

  public init(revision: Revision, change: Change) {
    self.revision = revision
    self.change = change
  }

  public var key: String {
    switch change {
    case .put(let record, _): record.key
    case .deleted(let key, _): key
    }
  }
}

/// Receives the changes of a range.
public protocol StoreSink: AnyObject, Sendable {
  /// `events` are the next changes of the range, in order, and `revision` is where the store has come to: every
  /// change of the range up to it has now been given. Called for every commit, also for one without change in the
  /// range; never twice at once. The store waits for it: it must be quick, and must not call the store or cancel
  /// its subscription.
  func receive(_ events: [StoreEvent], through revision: Revision)

  /// Nothing more will come. Called once at most.
  func finish(_ error: StoreError)
}

/// A running delivery to a ``StoreSink``.
public struct StoreSubscription: Sendable {
  private let stop: @Sendable () -> Void

  public init(cancel: @escaping @Sendable () -> Void) { stop = cancel }

  /// Ends the delivery: when this has returned, the sink is not called again.
  public func cancel() { stop() }
}
