import APIClient
import APIMachinery

/// Waits for the stages of a starting cluster.
struct ClusterReadiness {
  let options: ClusterOptions
  let server: BackgroundServer
  let time: any TimeSource
  let deadline: Duration

  /// Until `/readyz` says ok.
  func waitForAPI() async throws {
    try await wait("the API server isn't ready") { try await get("/readyz").status == 200 }
  }

  /// Until the node's condition Ready is true; its name.
  func waitForNode() async throws -> String {
    var name = ""
    try await wait("the node isn't ready") {
      let list = try await json("/api/v1/nodes")
      let ready = (list["items"]?.arrayValue ?? []).first { node in
        (node[path: "status", "conditions"]?.arrayValue ?? []).contains {
          $0["type"] == "Ready" && $0["status"] == "True"
        }
      }
      name = ready?[path: "metadata", "name"]?.stringValue ?? ""
      return ready != nil
    }
    return name
  }

  /// Until the cluster's DNS has an endpoint that is ready.
  func waitForDNS() async throws {
    try await wait("the cluster's DNS doesn't answer") {
      let slices = try await json("/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices")
      return (slices["items"]?.arrayValue ?? []).contains { slice in
        slice[path: "metadata", "labels", "kubernetes.io/service-name"] == "kube-dns"
          && (slice["endpoints"]?.arrayValue ?? []).contains { $0[path: "conditions", "ready"] != false }
      }
    }
  }

  private func wait(_ complaint: String, _ holds: () async throws -> Bool) async throws {
    while true {
      if (try? await holds()) == true { return }
      guard try server.runningProcess() != nil else {
        throw CommandError("apus has ended. The end of \(options.logPath):\n\(server.logTail())")
      }
      guard time.uptime() < deadline else {
        throw CommandError("\(complaint) in time. The end of \(options.logPath):\n\(server.logTail())")
      }
      try await time.sleep(for: .milliseconds(20))
    }
  }

  private func get(_ path: String) async throws -> APIResponse {
    let kubeconfig = try ClientConfiguration.loadKubeconfig(explicit: options.kubeconfigPath)
    let transport = try ClientConfiguration(kubeconfig, source: SystemConfigurationSource()).connect(time: time)
    return try await transport.send(APIRequest(method: "GET", path: path))
  }

  private func json(_ path: String) async throws -> JSONValue {
    try JSONParser.parse(try await get(path).body.collect(upTo: 64 << 20))
  }
}
