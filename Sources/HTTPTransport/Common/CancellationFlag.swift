internal import Synchronization

/// Says on an event loop whether the task that started some work there has been cancelled meanwhile:
/// `Task.isCancelled` knows only the task that runs, and on an event loop there is none.
final class CancellationFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() { flag.store(true, ordering: .releasing) }
}
