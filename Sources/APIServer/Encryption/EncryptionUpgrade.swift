import APIMachinery
import Logging
import Storage

/// Writes anew what is stored in a former form: Secrets from before there was encryption. An object that somebody else
/// writes meanwhile is current by that.
struct EncryptionUpgrade: Sendable {
  let store: EncryptingStore
  let prefix: String

  /// How many values were written.
  @discardableResult
  func run() async throws -> Int {
    var count = 0
    var range = KeyRange(prefix: prefix)
    while true {
      let page = try await store.list(range, at: nil, limit: 500)
      for record in page.records where try await store.isStale(record.key) {
        do {
          _ = try await store.update(record.key, record.value, expected: record.modRevision)
          count += 1
        } catch StoreError.conflict {
          continue
        }
      }
      guard page.remaining > 0, let last = page.records.last else { break }
      range.start = last.key + "\0"
    }
    if count > 0 {
      Logger(label: "encryption").info("encrypted what was stored before", metadata: ["values": "\(count)"])
    }
    return count
  }
}
