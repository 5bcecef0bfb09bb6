import APIMachinery
import Storage

extension ResourceStorage {
  /// Waits until the cache has come to `revision`; 504 where the store doesn't reach it in time.
  func waitUntil(_ revision: Revision) async throws(APIError) {
    guard revision > cache.revision else { return }
    do {
      _ = try await cache.get(keyPrefix, .notOlderThan(revision))
    } catch let error as APIError {
      throw error
    } catch {
      throw .internalError("\(error)")
    }
  }
}
