internal import Glibc
internal import Synchronization

/// One value from one thread to another that waits for it, blocking. Only for threads that may block.
final class HandOver<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  /// Semaphores are made to be shared by threads; only the compiler can't know.
  nonisolated(unsafe) private let gate: UnsafeMutablePointer<sem_t>

  init() {
    gate = .allocate(capacity: 1)
    sem_init(gate, 0, 0)
  }

  deinit {
    sem_destroy(gate)
    gate.deallocate()
  }

  func give(_ given: Value) {
    value.withLock { $0 = given }
    sem_post(gate)
  }

  /// Called once, after or before ``give(_:)``.
  func take() -> Value {
    while true {
      while sem_wait(gate) != 0 {}
      if let taken = value.withLock({ $0 }) { return taken }
    }
  }
}
