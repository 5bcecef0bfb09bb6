internal import APIMachinery

/// Waits for what happens by itself: looks every two milliseconds until `isDone`.
///
/// There is no bound to how long that may take, since nobody knows how long a busy machine takes; the time limit of the
/// suite is what ends a test that waits in vain. Every suite that waits therefore needs a `.timeLimit`.
///
/// - Parameter what: What is waited for, as the failure is to name it.
/// - Throws: ``NeverHappened`` when the test is cancelled, and what `isDone` throws.
public func eventually(
  _ what: String, isolation: isolated (any Actor)? = #isolation, _ isDone: () async throws -> Bool
) async throws {
  while !(try await isDone()) {
    do {
      try await SystemTime().sleep(for: .milliseconds(2))
    } catch {
      throw NeverHappened(what: what)
    }
  }
}

/// What a test waited for in vain.
public struct NeverHappened: Error, CustomStringConvertible {
  public var what: String

  public init(what: String) { self.what = what }

  public var description: String { "never: \(what)" }
}
