#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A thread of the store's own: disk access blocks, and the threads that run Swift's tasks must not be blocked.
enum WorkerThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// How much more of the processors than others' a thread gets that others wait for (nice), where that is allowed.
  private static let urgency: Int32 = -10

  /// Starts a thread that runs `body` and ends with it.
  ///
  /// - Parameter isUrgent: It works for moments only, and all requests that write wait for it: it shall not wait for a
  ///   processor that they keep busy.
  static func start(isUrgent: Bool = false, _ body: @escaping @Sendable () -> Void) throws(StoreError) {
    let body =
      isUrgent
      ? { @Sendable in
        prefer(); body()
      } : body
    let context = Unmanaged.passRetained(Body(body))
    var thread = pthread_t(bitPattern: 0)
    let code = withUnsafeMutablePointer(to: &thread) { thread in
      pthread_create(
        thread, nil,
        { context in
          guard let context else { return nil }
          Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, context.toOpaque())
    }
    guard code == 0 else {
      context.release()
      throw .engine(message: "no thread can be started for the store: \(String(cString: strerror(code)))")
    }
    pthread_detach(thread)
  }

  /// Linux gives each thread a priority of its own; without permission the thread keeps the one it has.
  private static func prefer() {
    #if os(Linux)
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, urgency)
    #endif
  }
}

/// Lets a thread sleep until it is signalled. A signal that comes first is kept.
final class ThreadSignal: @unchecked Sendable {
  // Allocated, since the kernel needs a fixed address; all access goes through the semaphore's own atomic calls.
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func signal() { sem_post(semaphore) }

  func wait() {
    while sem_wait(semaphore) != 0 {}
  }
}
