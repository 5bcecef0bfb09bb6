import APIMachinery
import ContainerRuntime
import LinuxSupport

/// Keeps the logs of containers from filling the disk: a log that has grown too long gets a new name, and the oldest of
/// those goes.
struct LogRotation: Sendable {
  var runtime: any ContainerRuntime
  var files: any FileSystem
  var time: any TimeSource
  /// Bytes.
  var maximumSize: Int64
  /// With the one that is written to.
  var maximumFiles: Int

  /// Looks at one container's log. The container must run.
  func rotate(path: String, containerID: String) async throws {
    guard let status = try files.status(path), status.size > maximumSize else { return }
    guard let slash = path.lastIndex(of: "/") else { return }
    let directory = String(path[..<slash])
    let name = String(path[path.index(after: slash)...])
    let rotated = try files.list(directory).filter { $0.hasPrefix(name + ".") }.sorted()
    // One more comes in a moment, and one is being written.
    for old in rotated.prefix(max(0, rotated.count - (maximumFiles - 2))) { try files.remove("\(directory)/\(old)") }
    // `0.log.20060102-150405`, as upstream names them.
    let stamp = time.now().rfc3339.filter { $0.isNumber || $0 == "T" }.map { $0 == "T" ? "-" : $0 }
    let target = "\(path).\(String(stamp))"
    try files.rename(path, to: target)
    do {
      try await runtime.reopenLog(of: containerID)
    } catch {
      // The runtime writes on to the old file: it has its name back.
      try? files.rename(target, to: path)
      throw error
    }
  }
}
