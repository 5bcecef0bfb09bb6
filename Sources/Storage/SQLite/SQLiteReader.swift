import DequeModule

/// Reads the database on a thread of its own, each time in one transaction: a state of the store that no write
/// under way changes.
final class SQLiteReader: Sendable {
  private enum Item: Sendable {
    case read(@Sendable (SQLiteLog) -> Void)
    case close(CheckedContinuation<Void, Never>)
  }

  /// The most reads that may wait.
  private static let queueCountMax = 4_096

  private let queue = WorkQueue<Item>(countMax: queueCountMax, weightMax: .max)

  func start(_ options: SQLiteStore.Options) async throws {
    try await withCheckedThrowingContinuation { (started: CheckedContinuation<Void, any Error>) in
      do {
        try WorkerThread.start { self.run(options, started) }
      } catch {
        started.resume(throwing: error)
      }
    }
  }

  /// What `body` reads from one state of the store.
  func read<Result: Sendable>(_ body: @escaping @Sendable (SQLiteLog) throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Result, any Error>) in
      let item = Item.read { log in
        do {
          try log.connection.execute("BEGIN")
          defer { try? log.connection.execute("COMMIT") }
          done.resume(returning: try body(log))
        } catch {
          done.resume(throwing: (error as? SQLiteError)?.storeError ?? error)
        }
      }
      do {
        try queue.append(item)
      } catch {
        done.resume(throwing: error)
      }
    }
  }

  func close() async {
    await withCheckedContinuation { done in
      if !queue.close(with: .close(done)) { done.resume() }
    }
  }

  private func run(_ options: SQLiteStore.Options, _ started: CheckedContinuation<Void, any Error>) {
    let closing: CheckedContinuation<Void, Never>
    do {
      let log = try SQLiteLog(try SQLiteSchema.openForReading(options))
      started.resume()
      closing = serve(log)
    } catch {
      return started.resume(throwing: error.storeError)
    }
    // The connection is closed now.
    closing.resume()
  }

  private func serve(_ log: SQLiteLog) -> CheckedContinuation<Void, Never> {
    while true {
      for item in queue.takeAll() {
        switch item {
        case .read(let body): body(log)
        case .close(let closing): return closing
        }
      }
    }
  }
}
