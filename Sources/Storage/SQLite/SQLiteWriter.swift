import APIMachinery
import DequeModule
import Synchronization

/// The one writer of the database. Its thread takes all writes that wait, decides each, commits them together,
/// gives the changes to the subscribers, and only then answers the writes.
final class SQLiteWriter: Sendable {
  enum Change: Sendable {
    case create([UInt8], expires: Int64?)
    case update([UInt8], expected: Revision, expires: Int64?)
    case delete(expected: Revision)
  }

  struct Write: Sendable {
    var key: String
    var change: Change
    var done: CheckedContinuation<Revision, any Error>
  }

  enum Item: Sendable {
    case write(Write)
    /// Something else that must happen between commits.
    case job(@Sendable (SQLiteWriterState) -> Void)
    case close(CheckedContinuation<Void, Never>)
  }

  /// The most writes of one commit.
  static let groupCountMax = 512
  /// The most writes that may wait, and the bytes of their values.
  static let queueCountMax = 16_384
  static let queueBytesMax = 256 << 20

  let router = EventRouter()
  let time: any TimeSource
  private let queue = WorkQueue<Item>(countMax: queueCountMax, weightMax: queueBytesMax)
  private let published = Atomic<Revision>(0)

  /// The newest revision that subscribers have been given; nil once the store is closed.
  var currentRevision: Revision? {
    let revision = published.load(ordering: .acquiring)
    return revision == Self.closed ? nil : revision
  }

  private static let closed: Revision = -1

  init(time: any TimeSource) { self.time = time }

  /// Opens the database on the writer's thread and returns when it is ready.
  func start(_ options: SQLiteStore.Options) async throws {
    try await withCheckedThrowingContinuation { (started: CheckedContinuation<Void, any Error>) in
      do {
        try WorkerThread.start(isUrgent: true) { self.run(options, started) }
      } catch {
        started.resume(throwing: error)
      }
    }
  }

  func write(_ key: String, _ change: Change) async throws -> Revision {
    let bytes =
      switch change {
      case .create(let value, _), .update(let value, _, _): value.count
      case .delete: 0
      }
    return try await withCheckedThrowingContinuation { done in
      do {
        try queue.append(.write(Write(key: key, change: change, done: done)), weight: bytes)
      } catch {
        done.resume(throwing: error)
      }
    }
  }

  /// Runs `body` on the writer's thread, between commits.
  func perform<Result: Sendable>(_ body: @escaping @Sendable (SQLiteWriterState) throws -> Result) async throws
    -> Result
  {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Result, any Error>) in
      let job = Item.job { state in
        do {
          done.resume(returning: try body(state))
        } catch {
          done.resume(throwing: (error as? SQLiteError)?.storeError ?? error)
        }
      }
      do {
        try queue.append(job)
      } catch {
        done.resume(throwing: error)
      }
    }
  }

  /// Finishes what waits and closes the database.
  func close() async {
    await withCheckedContinuation { done in
      if !queue.close(with: .close(done)) { done.resume() }
    }
  }

  /// Makes the newest commit visible: first to the subscribers, then to readers of ``currentRevision``.
  func publish(_ events: [StoreEvent], through revision: Revision) {
    router.publish(events, through: revision)
    published.store(revision, ordering: .releasing)
  }

  private func run(_ options: SQLiteStore.Options, _ started: CheckedContinuation<Void, any Error>) {
    let closing: CheckedContinuation<Void, Never>
    do {
      let state = try SQLiteWriterState(options, writer: self)
      published.store(state.revision, ordering: .releasing)
      started.resume()
      closing = serve(state)
    } catch {
      return started.resume(throwing: (error as? SQLiteError)?.storeError ?? error)
    }
    // The connection is closed now.
    published.store(Self.closed, ordering: .releasing)
    router.finish(.closed)
    closing.resume()
  }

  /// Works off the queue until the store is closed; who closes it then waits for the answer.
  private func serve(_ state: SQLiteWriterState) -> CheckedContinuation<Void, Never> {
    while true {
      var group: [Write] = []
      for item in queue.takeAll() {
        switch item {
        case .write(let write):
          group.append(write)
          if group.count == Self.groupCountMax { state.commit(&group) }
        case .job(let job):
          state.commit(&group)
          job(state)
        case .close(let closing):
          state.commit(&group)
          state.close()
          return closing
        }
      }
      state.commit(&group)
    }
  }
}
