import APIMachinery
import ContainerRuntime

/// Removes images that no pod uses, those first that were not used for the longest time.
actor ImageCollector {
  private struct Record {
    var firstSeen: Timestamp
    var lastUsed: Timestamp?
  }

  private let runtime: any ContainerRuntime
  private let time: any TimeSource
  private var records: [String: Record] = [:]

  /// `--minimum-image-ttl-duration`: a younger image may be wanted by a pod that is only just coming.
  private static let minimumAge: Duration = .seconds(120)

  init(runtime: any ContainerRuntime, time: any TimeSource) {
    self.runtime = runtime
    self.time = time
  }

  /// Notes which images there are and which are used now.
  ///
  /// - Parameter names: Images as pods name them.
  func observe(using names: Set<String>) async throws {
    _ = try await look(using: names)
  }

  /// Frees about so many bytes. Gives the ids of those removed.
  ///
  /// - Parameter names: Images as pods name them, which stay.
  @discardableResult
  func collect(bytes: UInt64, keeping names: Set<String>) async throws -> [String] {
    let (images, used) = try await look(using: names)
    let now = time.now()
    let candidates = images.filter { image in
      guard let record = records[image.id] else { return false }
      return !used.contains(image.id) && !image.isPinned && now - record.firstSeen >= Self.minimumAge
    }
    var freed: UInt64 = 0
    var removed: [String] = []
    var failure: (any Error)?
    for image in candidates.sorted(by: { isOlder($0.id, than: $1.id) }) {
      guard freed < bytes else { break }
      do {
        try await runtime.removeImage(image.id)
        records[image.id] = nil
        freed += image.size
        removed.append(image.id)
      } catch {
        // Others may still go.
        failure = error
      }
    }
    if freed < bytes, let failure { throw failure }
    return removed
  }

  private func look(using names: Set<String>) async throws -> (images: [Image], used: Set<String>) {
    var used: Set<String> = []
    for name in names.union([OCIImage.pauseName]) {
      if let image = try await runtime.imageStatus(name) { used.insert(image.id) }
    }
    let images = try await runtime.images()
    let now = time.now()
    let ids = Set(images.map(\.id))
    records = records.filter { ids.contains($0.key) }
    for id in ids {
      var record = records[id] ?? Record(firstSeen: now)
      if used.contains(id) { record.lastUsed = now }
      records[id] = record
    }
    return (images, used)
  }

  /// An image that was never used comes before all that were.
  private func isOlder(_ left: String, than right: String) -> Bool {
    guard let left = records[left], let right = records[right] else { return false }
    switch (left.lastUsed, right.lastUsed) {
    case (let one?, let other?) where one != other: return one < other
    case (nil, .some): return true
    case (.some, nil): return false
    default: return left.firstSeen < right.firstSeen
    }
  }
}
