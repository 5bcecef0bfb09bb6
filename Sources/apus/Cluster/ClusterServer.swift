import APIClient
import APIMachinery
import APIServer
import ClusterDNS
import ClusterNetwork
import ContainerRuntime
import ControllerManager
import KubeProxy
import KubeScheduler
import Kubelet
import LinuxSupport
import Logging
import PKI

/// Every part of a one-node cluster in one process. The parts meet only through the API: each gets a transport that
/// enters the API server's pipeline as the user that part is.
struct ClusterServer: Sendable {
  let options: ClusterOptions
  private let logger = Logger(label: "apus")
  private let time = SystemTime()

  func run() async throws {
    let node = try NodeIdentity(options)
    let api = try await KubeAPIServer(apiServerOptions(node), time: time)
    try Kubeconfigs.writeAdmin(options, certificates: api.certificates)
    let containerd = containerd()
    let runtimeAnswers = Gate()

    // The API server comes first; the others wait until it is ready. A part that fails ends them all, and with them the
    // process, so that nothing runs on half.
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await named("kube-apiserver") { try await api.run() } }
      group.addTask {
        try await named("containerd") {
          try await containerd.start()
          runtimeAnswers.open()
          try await containerd.run()
        }
      }
      defer { group.cancelAll() }
      try await waitUntilReady(api)
      addControlPlane(to: &group, api: api)
      addNode(to: &group, api: api, node: node, containerd: containerd, runtimeAnswers)
      logger.info("all parts are started", metadata: ["node": "\(node.name)", "address": "\(node.address)"])
      try await group.next()
    }
  }

  private func addControlPlane(to group: inout ThrowingTaskGroup<Void, any Error>, api: KubeAPIServer) {
    let manager = ControllerManager(options: managerOptions(api.certificates))
    group.addTask {
      try await named("kube-controller-manager") {
        try await manager.run(
          client: client(api, UserInfo(name: "system:kube-controller-manager", groups: [UserInfo.Group.masters])))
      }
    }
    group.addTask {
      try await named("kube-scheduler") {
        try await KubeScheduler().run(
          client: client(api, UserInfo(name: "system:kube-scheduler", groups: ["system:authenticated"])))
      }
    }
  }

  private func addNode(
    to group: inout ThrowingTaskGroup<Void, any Error>, api: KubeAPIServer, node: NodeIdentity, containerd: Containerd,
    _ runtimeAnswers: Gate
  ) {
    let kubelet = kubeletOptions(node, api.certificates)
    group.addTask {
      try await named("kubelet") {
        try await runtimeAnswers.wait()
        let user = UserInfo(
          name: "system:node:\(node.name)", groups: [UserInfo.Group.nodes, UserInfo.Group.authenticated])
        try await Kubelet(options: kubelet, runtime: containerd.runtime()).run(client: client(api, user))
      }
    }
    let network = networkOptions(node)
    group.addTask {
      try await named("cluster-network") {
        try await ClusterNetwork(network).run(
          client: client(api, UserInfo(name: "system:apus:cluster-network", groups: [UserInfo.Group.masters])))
      }
    }
    let names = dnsOptions(node)
    group.addTask {
      try await named("cluster-dns") {
        try await ClusterDNS(names).run(
          client: client(api, UserInfo(name: "system:apus:cluster-dns", groups: [UserInfo.Group.masters])))
      }
    }
    let proxy = proxyOptions(node)
    group.addTask {
      try await named("kube-proxy") {
        try await KubeProxy(proxy).run(
          client: client(api, UserInfo(name: "system:kube-proxy", groups: [UserInfo.Group.authenticated])))
      }
    }
  }

  private func client(_ api: KubeAPIServer, _ user: UserInfo) -> APIClient {
    APIClient(transport: api.transport(as: user))
  }

  /// Says which part an error came from.
  private func named(_ part: String, _ body: () async throws -> Void) async throws {
    do {
      try await body()
      if !Task.isCancelled { throw CommandError("\(part) has ended") }
    } catch is CancellationError {
      return
    } catch let error as CommandError {
      throw error
    } catch {
      logger.error("\(part) has failed: \(error)")
      throw CommandError("\(part): \(error)")
    }
  }

  private func waitUntilReady(_ api: KubeAPIServer) async throws {
    let transport = api.transport(as: .apiServer)
    let deadline = time.uptime() + .seconds(60)
    while try await transport.send(APIRequest(method: "GET", path: "/readyz")).status != 200 {
      guard time.uptime() < deadline else {
        throw CommandError("the API server isn't ready after a minute; see \(options.logPath)")
      }
      try await time.sleep(for: .milliseconds(10))
    }
  }
}
