import APIMachinery
import Storage

extension ResourceStorage {
  /// Whether the object would be stored in another form today, though it is the same: encrypted with a former key. Writing
  /// it as it is brings it to the current one, as upstream's.
  func isStale(_ object: CachedObject) async throws(APIError) -> Bool {
    guard let store = store as? EncryptingStore else { return false }
    do {
      return try await store.isStale(key(namespace: object.namespace, name: object.name))
    } catch {
      throw .internalError("\(error)")
    }
  }

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
