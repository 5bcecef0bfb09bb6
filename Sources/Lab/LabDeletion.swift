internal import APIMachinery
internal import CLinux
internal import Glibc
internal import LinuxSupport

/// Takes a lab away, whatever there is of it.
struct LabDeletion: Sendable {
  let state: LabState
  let name: String

  /// How long ended processes may take to be gone.
  private static let patience: Duration = .seconds(20)

  func run() async throws {
    // A node's init takes every process of the node along, and with the last of them go mounts, links and routes.
    let holders = try state.holders()
    for holder in holders where holder.isAlive {
      guard kill(holder.process, SIGKILL) == 0 || errno == ESRCH else {
        throw LinuxError.system("end process \(holder.process) of the lab \(name)")
      }
    }
    try await wait("processes") {
      for holder in holders {
        var status: Int32 = 0
        _ = clinux_reap(holder.process, &status)  // Only of use when it is our own child.
        if holder.isAlive { return "process \(holder.process)" }
      }
      return nil
    }
    let cgroups = try LabCgroups(lab: name)
    try await wait("cgroups") { try cgroups.remove() }
    if let description = try state.description() {
      try HostFileSystem().removeTree(description.dataDirectory)
      // The directory of all labs' data goes with the last one.
      if let slash = description.dataDirectory.lastIndex(of: "/") {
        let parent = String(description.dataDirectory[..<slash])
        if (try? HostFileSystem().list(parent).isEmpty) == true { try? HostFileSystem().remove(parent) }
      }
    }
    try state.remove()
    // As does the directory of all labs' state.
    let files = HostFileSystem()
    for directory in [state.parent] + (state.parent == Lab.defaultStateDirectory ? ["/run/apus"] : [])
    where (try? files.list(directory).isEmpty) == true {
      try? files.remove(directory)
    }
  }

  /// Waits until `leftover` names nothing any more.
  private func wait(_ what: String, _ leftover: () throws -> String?) async throws {
    let time = SystemTime()
    let deadline = time.uptime() + Self.patience
    while let busy = try leftover() {
      guard time.uptime() < deadline else { throw LabError("\(what) of the lab \(name) don't end: \(busy)") }
      try await time.sleep(for: .milliseconds(10))
    }
  }
}
