import Logging

extension WorkQueue {
  /// Works on keys with `workers` at a time until the task is cancelled or the queue is shut down.
  ///
  /// A key whose work throws is tried again after a growing delay, `retriesMax` times in a row at most
  /// (nil: without end); then it is dropped until it is added again.
  ///
  /// The child tasks are the workers and one that watches over delays.
  public func run(
    workers: Int, retriesMax: Int? = nil, _ process: @escaping @Sendable (Key) async throws -> Void
  ) async {
    var logger = Logger(label: "workqueue")
    logger[metadataKey: "queue"] = .string(name)
    let log = logger
    await withDiscardingTaskGroup { group in
      group.addTask { await self.runDelays() }
      for _ in 0..<max(workers, 1) {
        group.addTask {
          while let key = await self.next() {
            do {
              try await process(key)
              self.forget(key)
            } catch {
              if Task.isCancelled {
                self.done(key)
                return
              }
              if let retriesMax, self.failures(of: key) >= retriesMax {
                log.error("giving up on \(key): \(error)")
                self.forget(key)
              } else {
                log.debug("will try \(key) again: \(error)")
                self.addRateLimited(key)
              }
            }
            self.done(key)
          }
        }
      }
    }
  }
}
