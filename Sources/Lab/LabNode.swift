public import APIMachinery
public import LinuxSupport

/// A node of a lab: programs started here see its network, mounts, processes, host name and cgroups.
public struct LabNode: Sendable {
  /// Such as `node-1`; also its host name.
  public let name: String
  /// On the network that joins the nodes.
  public let address: IPAddress
  /// What the node writes is below this directory of the machine, under its own path there.
  public let directory: String
  /// Process that holds its namespaces.
  let holder: Int32
  let cgroupFiles: [String]

  private static let namespaces = ["cgroup", "ipc", "uts", "net", "pid", "mnt"]

  /// What a program has to enter.
  func entry() throws(LinuxError) -> NamespaceEntry {
    var entry = NamespaceEntry()
    for path in cgroupFiles { entry.cgroupProcesses.append(try Descriptor.open(path, flags: 1)) }
    for name in Self.namespaces { entry.namespaces.append(try Descriptor.open("/proc/\(holder)/ns/\(name)")) }
    entry.entersProcessNamespace = true
    return entry
  }

  /// The node's network namespace.
  public func network() throws(LinuxError) -> NetworkNamespace { try NetworkNamespace.of(process: holder) }

  /// Runs a program in the node to its end.
  public func run(_ command: Command) async throws(LinuxError) -> CommandResult {
    var command = command
    command.namespaces = try entry()
    return try await SystemProcessRunner().run(command)
  }

  /// Starts a program in the node; it ends with the lab at the latest.
  public func spawn(_ command: Command, output: ChildOutput = .discard) throws(LinuxError) -> any ChildProcess {
    var command = command
    command.namespaces = try entry()
    return try SystemProcessRunner().spawn(command, output: output)
  }
}
