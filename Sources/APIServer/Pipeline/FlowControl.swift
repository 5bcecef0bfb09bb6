import Synchronization

/// Bounds how many requests are worked on at once (`--max-requests-inflight`, `--max-mutating-requests-inflight`).
/// A request beyond the bound is refused at once with 429, so that no queue grows inside the server.
public final class FlowControl: Sendable {
  private struct State {
    var reading = 0
    var mutating = 0
  }

  private let readingMax: Int
  private let mutatingMax: Int
  private let state = Mutex(State())

  /// Zero means no bound.
  public init(readingMax: Int = 400, mutatingMax: Int = 200) {
    self.readingMax = readingMax
    self.mutatingMax = mutatingMax
  }

  /// A place among the requests being worked on; it must be given back with ``leave(_:)``.
  public struct Seat: Sendable {
    fileprivate var isMutating: Bool
    fileprivate var isCounted: Bool
  }

  /// nil when there is no room. Long-running requests and members of `system:masters` always find one.
  public func enter(_ info: RequestInfo, user: UserInfo) -> Seat? {
    if info.isLongRunning || user.groups.contains(UserInfo.Group.masters) {
      return Seat(isMutating: false, isCounted: false)
    }
    let isMutating = !["get", "list", "watch", "head", "options"].contains(info.verb)
    let isAdmitted = state.withLock { state in
      if isMutating {
        guard mutatingMax == 0 || state.mutating < mutatingMax else { return false }
        state.mutating += 1
      } else {
        guard readingMax == 0 || state.reading < readingMax else { return false }
        state.reading += 1
      }
      return true
    }
    return isAdmitted ? Seat(isMutating: isMutating, isCounted: true) : nil
  }

  public func leave(_ seat: Seat) {
    guard seat.isCounted else { return }
    state.withLock { state in
      if seat.isMutating { state.mutating -= 1 } else { state.reading -= 1 }
    }
  }

  /// Requests being worked on now: reading, mutating.
  public var inFlight: (reading: Int, mutating: Int) { state.withLock { ($0.reading, $0.mutating) } }
}
