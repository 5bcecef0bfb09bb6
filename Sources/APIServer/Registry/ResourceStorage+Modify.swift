import APIMachinery
import Storage

extension ResourceStorage {
  private static let attemptsMax = 50

  /// Changes one stored object outside of the rules for clients, as the server's own subresources do; made again when
  /// another write came between. Returns the object as it is stored then.
  @discardableResult
  func modify(
    namespace: String, name: String, isDryRun: Bool = false,
    _ change: (inout JSONValue) throws(APIError) -> Void
  ) async throws(APIError) -> JSONValue {
    for _ in 0..<Self.attemptsMax {
      guard let current = get(namespace: namespace, name: name) else { throw .notFound(resource, name) }
      let old = current.decoded()
      var new = old
      try change(&new)
      if isDryRun || new == old { return new }
      do throws(APIError) {
        let revision = try await update(new, expected: current.revision)
        new.setMetadata("resourceVersion", .string("\(revision)"))
        return new
      } catch  where error.isLostRace {
        continue
      }
    }
    throw .modified(resource, name)
  }
}
