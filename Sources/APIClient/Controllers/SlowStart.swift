/// Runs `body` for 0 ..< `count` in batches of 1, 2, 4, …, each batch at once; after a batch with a failure
/// no more is started. So a create that can't succeed (quota, admission) is tried once, not a thousand times.
///
/// As `slowStartBatch` of upstream's ReplicaSet controller.
/// - Returns: How many succeeded, and the first error.
public func slowStartBatch(
  _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void
) async -> (succeeded: Int, error: (any Error)?) {
  var remaining = count
  var succeeded = 0
  var batch = min(remaining, 1)
  while batch > 0 {
    let first = count - remaining
    let size = batch
    let errors = await withTaskGroup(of: (any Error)?.self) { group in
      for index in first..<(first + size) {
        group.addTask {
          do {
            try await body(index)
            return nil
          } catch {
            return error
          }
        }
      }
      var errors: [any Error] = []
      for await error in group { if let error { errors.append(error) } }
      return errors
    }
    succeeded += size - errors.count
    if let error = errors.first { return (succeeded, error) }
    remaining -= size
    batch = min(2 * size, remaining)
  }
  return (succeeded, nil)
}
