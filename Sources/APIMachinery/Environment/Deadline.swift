/// Work that may take only so long.
public enum Deadline {
  /// What `work` gives; nil where the time was over first. The work is cancelled then.
  public static func run<Value: Sendable>(
    _ limit: Duration, time: any TimeSource, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await time.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }
}
