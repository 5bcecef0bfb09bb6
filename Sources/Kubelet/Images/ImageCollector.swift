import ContainerRuntime

/// Removes images that no pod uses.
struct ImageCollector: Sendable {
  var runtime: any ContainerRuntime

  /// Frees about so many bytes, the largest images first. Gives the ids of those removed.
  ///
  /// - Parameter names: Images as pods name them, which stay.
  @discardableResult
  func collect(bytes: UInt64, keeping names: Set<String>) async throws -> [String] {
    var kept: Set<String> = []
    for name in names {
      if let image = try await runtime.imageStatus(name) { kept.insert(image.id) }
    }
    if let pause = try await runtime.imageStatus(OCIImage.pauseName) { kept.insert(pause.id) }
    var freed: UInt64 = 0
    var removed: [String] = []
    for image in try await runtime.images().sorted(by: { $0.size > $1.size }) {
      guard freed < bytes else { break }
      guard !kept.contains(image.id), !image.isPinned else { continue }
      try await runtime.removeImage(image.id)
      freed += image.size
      removed.append(image.id)
    }
    return removed
  }
}
