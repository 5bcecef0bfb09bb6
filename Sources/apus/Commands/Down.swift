import APIMachinery
import ArgumentParser
import ClusterNetwork
import ContainerRuntime
import KubeProxy
import LinuxSupport
import Logging

/// `apus down`: ends the cluster and removes everything that it made.
struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stop the cluster and remove everything it made.",
    discussion: "No process, mount, network interface, nftables table, cgroup or file of it is left.")

  @OptionGroup var options: ClusterOptions

  @Flag(name: .customLong("keep-data"), help: "Keep the data directory: the next `up` goes on with the same cluster.")
  var keepData = false

  func run() async throws {
    guard Capability.sysAdmin.isEffective else { throw CommandError("apus down needs root") }
    let progress = Progress(time: SystemTime())
    let server = BackgroundServer(options: options)
    try await progress.step("apus stopped") { try await server.stop() }
    try await progress.step("containers and containerd removed") {
      try await ClusterServer(options: options).containerd().remove()
    }
    try await progress.step("network rules and interfaces removed") {
      try await KubeProxy.cleanUp(formerParameters: options.proxyParametersPath)
      try await ClusterNetwork(ClusterServer(options: options).networkOptions(try NodeIdentity(options))).cleanUp()
    }
    try await progress.step("mounts, control groups and files removed") {
      try Leftovers(options: options).remove(keepData: keepData)
    }
  }
}

/// What a cluster leaves behind once its processes have ended.
struct Leftovers {
  let options: ClusterOptions
  private let files = HostFileSystem()

  func remove(keepData: Bool) throws {
    let mounter = SystemMounter()
    let below = [options.dataDirectory, options.runDirectory]
    for folder in below where files.exists(folder) {
      for name in try files.list(folder) { try mounter.unmountTree("\(folder)/\(name)") }
    }
    try removeControlGroups()
    let folders =
      keepData ? [options.runDirectory] : [options.runDirectory, options.dataDirectory, options.configurationDirectory]
    for folder in folders { try removeFolder(folder) }
  }

  /// A folder that is a mount point itself (in a lab, or on a disk of its own) stays, empty.
  private func removeFolder(_ folder: String) throws {
    guard files.exists(folder) else { return }
    guard try SystemMounter().isMountPoint(folder) else { return try files.removeTree(folder) }
    for name in try files.list(folder) { try files.removeTree("\(folder)/\(name)") }
  }

  /// The kubelet's groups, in every hierarchy.
  private func removeControlGroups() throws {
    let manager = try CgroupManager(mounter: SystemMounter(), files: files)
    try manager.remove("/kubepods")
  }
}
