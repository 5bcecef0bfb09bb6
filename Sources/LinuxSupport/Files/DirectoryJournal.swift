/// Directories that other programs make on our behalf, at places of their own: which of them were not there before is
/// noted in a file, so that a later process can take them away.
public struct DirectoryJournal: Sendable {
  private let files: any FileSystem
  private let path: String

  /// - Parameter path: The file with the noted directories; made when something is missing, in a directory that exists.
  public init(path: String, files: any FileSystem = HostFileSystem()) {
    self.path = path
    self.files = files
  }

  /// Call it before the programs start. Directories are given before the ones below them.
  public func noteMissing(_ directories: [String]) throws(LinuxError) {
    let noted = try files.readTextIfPresent(path) ?? ""
    let known = Set(noted.split(separator: "\n").map(String.init))
    let missing = directories.filter { !known.contains($0) && !files.exists($0) }
    guard !missing.isEmpty else { return }
    try files.writeAtomically(noted + missing.map { "\($0)\n" }.joined(), to: path)
  }

  /// Removes those that are empty by now: what somebody else keeps in one is not ours. Then the file.
  public func removeNoted() throws(LinuxError) {
    for directory in (try files.readTextIfPresent(path) ?? "").split(separator: "\n").map(String.init).reversed() {
      guard try files.status(directory)?.kind == .directory else { continue }
      if try files.list(directory).isEmpty { try files.remove(directory) }
    }
    try files.remove(path)
  }
}
