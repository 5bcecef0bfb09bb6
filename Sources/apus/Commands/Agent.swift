import APIClient
import APIMachinery
import ArgumentParser
import ClusterNetwork
import ContainerRuntime
import KubeProxy
import Kubelet
import LinuxSupport
import Logging

/// `apus agent`: the parts of a node, for a cluster whose API is elsewhere.
struct Agent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a node of another server's cluster: kubelet, proxy and pod network with their own containerd.")
  @OptionGroup var options: ClusterOptions
  @OptionGroup var connection: PartConnection

  func run() async throws {
    let client = try connection.client()
    let cluster = ClusterServer(options: options)
    let node = try NodeIdentity(options)
    let containerd = cluster.containerd()
    var kubelet = KubeletOptions()
    kubelet.hostnameOverride = node.name
    kubelet.nodeIPs = [node.address.description]
    kubelet.rootDirectory = "\(options.dataDirectory)/kubelet"
    kubelet.podLogsDirectory = "\(options.dataDirectory)/pods"
    kubelet.clusterDNS = [options.clusterDNS]
    kubelet.clusterDomain = options.clusterDomain
    let network = cluster.networkOptions(node)
    let proxy = cluster.proxyOptions(node)
    try await Foreground.run(named: "apus-agent") { [kubelet] in
      try await containerd.start()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await containerd.run() }
        group.addTask { try await Kubelet(options: kubelet, runtime: containerd.runtime()).run(client: client) }
        group.addTask { try await ClusterNetwork(network).run(client: client) }
        group.addTask { try await KubeProxy(proxy).run(client: client) }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }
}
