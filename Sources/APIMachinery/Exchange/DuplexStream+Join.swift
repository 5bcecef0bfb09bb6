extension DuplexStream {
  /// Copies bytes both ways between this stream and `other` until both sides have ended or one breaks off; then
  /// both are closed. When the task is cancelled, both are closed at once.
  public func join(_ other: any DuplexStream) async {
    await withTaskCancellationHandler {
      await withTaskGroup(of: Bool.self) { group in
        group.addTask { await Self.copy(from: self, to: other) }
        group.addTask { await Self.copy(from: other, to: self) }
        while let endedWell = await group.next() {
          if !endedWell { break }
        }
        group.cancelAll()
        self.close()
        other.close()
      }
    } onCancel: {
      self.close()
      other.close()
    }
  }

  /// False when it broke off.
  private static func copy(from source: any DuplexStream, to target: any DuplexStream) async -> Bool {
    do {
      while let bytes = try await source.read() { try await target.write(bytes) }
      await target.finish()
      return true
    } catch {
      return false
    }
  }
}
