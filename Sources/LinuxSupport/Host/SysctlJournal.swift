/// Sets kernel parameters and notes in a file what they were, so that a later process can set them back.
public struct SysctlJournal: Sendable {
  private let sysctl: Sysctl
  private let files: any FileSystem
  private let path: String

  /// - Parameter path: The file with the former values; made with the first change, in a directory that exists.
  public init(path: String, sysctl: Sysctl = Sysctl(), files: any FileSystem = HostFileSystem()) {
    self.path = path
    self.sysctl = sysctl
    self.files = files
  }

  /// Sets a parameter. What is noted is its value before the first change.
  public func set(_ name: String, to value: String) throws(LinuxError) {
    guard let former = try sysctl.set(name, to: value) else { return }
    let noted = try files.readTextIfPresent(path) ?? ""
    guard !noted.split(separator: "\n").contains(where: { $0.hasPrefix("\(name)=") }) else { return }
    try files.writeAtomically(noted + "\(name)=\(former)\n", to: path)
  }

  /// Sets everything back and removes the file. Goes on after a failure and throws the first one at the end.
  public func restore() throws(LinuxError) {
    var failure: LinuxError?
    for line in (try files.readTextIfPresent(path) ?? "").split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      do throws(LinuxError) {
        try sysctl.set(String(parts[0]), to: String(parts[1]))
      } catch {
        failure = failure ?? error
      }
    }
    try files.remove(path)
    if let failure { throw failure }
  }
}
