import APIMachinery

/// The objects that every cluster has from its first start on: namespaces, priority classes, the `kubernetes` Service
/// with its endpoints, the service network.
struct SystemObjects: Sendable {
  let transport: any APITransport
  let configuration: APIServerConfiguration
  let allocation: ServiceAllocation
  let time: any TimeSource

  func make() async throws(APIError) {
    for name in ["default", "kube-system", "kube-public", "kube-node-lease"] {
      try await ensure(
        "/api/v1/namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }
    for (name, value, text) in [
      (
        "system-node-critical", Int64(2_000_001_000),
        "Used for system critical pods that must not be moved from their current node."
      ),
      (
        "system-cluster-critical", 2_000_000_000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."
      ),
    ] {
      try await ensure(
        "/apis/scheduling.k8s.io/v1/priorityclasses",
        [
          "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": ["name": .string(name)],
          "value": .integer(value), "description": .string(text),
        ])
    }
    try await makeServiceNetwork()
    try await makeService()
    try await makeEndpoints()
  }

  /// The networks of the flag. One that is there already gets a second family at most; whoever changed it otherwise
  /// has to bring the flag in line (as upstream's `defaultservicecidr`).
  private func makeServiceNetwork() async throws(APIError) {
    let path = "/apis/networking.k8s.io/v1/servicecidrs"
    let ranges = configuration.serviceClusterIPRanges
    let cidrs = JSONValue.array(ranges.map { .string($0.description) })
    try await ensure(
      path,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": ["name": "kubernetes"],
        "spec": ["cidrs": cidrs],
      ])
    var stored = try await call("GET", "\(path)/kubernetes", nil).body
    if ranges.count == 2, let first = cidrs[0], stored[path: "spec", "cidrs"] == [first] {
      stored.set(["spec", "cidrs"], to: cidrs)
      stored = try await call("PUT", "\(path)/kubernetes", stored).body
    }
    let conditions = stored[path: "status", "conditions"]?.arrayValue ?? []
    guard stored[path: "spec", "cidrs"] == cidrs, stored.deletionTimestamp == nil,
      !conditions.contains(where: { $0["type"]?.stringValue == "Ready" })
    else { return }
    _ = try await call(
      "PATCH", "\(path)/kubernetes/status",
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": ["name": "kubernetes"],
        "status": [
          "conditions": [
            [
              "type": "Ready", "status": "True", "reason": "",
              "message": "Kubernetes default Service CIDR is ready", "lastTransitionTime": .string(time.now().rfc3339),
            ]
          ]
        ],
      ])
  }

  private func makeService() async throws(APIError) {
    guard let address = allocation.apiServerAddress else { return }
    try await ensure(
      "/api/v1/namespaces/default/services",
      [
        "apiVersion": "v1", "kind": "Service",
        "metadata": [
          "name": "kubernetes", "labels": ["component": "apiserver", "provider": "kubernetes"],
        ],
        "spec": [
          "clusterIP": .string(address.description), "type": "ClusterIP", "sessionAffinity": "None",
          "ports": [
            [
              "name": "https", "protocol": "TCP", "port": 443, "targetPort": .integer(Int64(configuration.securePort)),
            ]
          ],
        ],
      ])
  }

  /// Always written anew: the address may have changed since the last start. Loopback addresses can't be endpoints.
  private func makeEndpoints() async throws(APIError) {
    guard let address = IPAddress(configuration.advertiseAddress), !address.isLoopback else { return }
    let port = JSONValue.integer(Int64(configuration.securePort))
    try await replace(
      "/api/v1/namespaces/default/endpoints", "kubernetes",
      [
        "apiVersion": "v1", "kind": "Endpoints",
        "metadata": ["name": "kubernetes", "labels": ["endpointslice.kubernetes.io/skip-mirror": "true"]],
        "subsets": [
          [
            "addresses": [["ip": .string(configuration.advertiseAddress)]],
            "ports": [["name": "https", "port": port, "protocol": "TCP"]],
          ]
        ],
      ])
    try await replace(
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", "kubernetes",
      [
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
        "metadata": ["name": "kubernetes", "labels": ["kubernetes.io/service-name": "kubernetes"]],
        "addressType": address.family == .v4 ? "IPv4" : "IPv6",
        "endpoints": [
          ["addresses": [.string(configuration.advertiseAddress)], "conditions": ["ready": true]]
        ],
        "ports": [["name": "https", "port": port, "protocol": "TCP"]],
      ])
  }

  private func ensure(_ path: String, _ object: JSONValue) async throws(APIError) {
    if try await call("GET", "\(path)/\(object.name)", nil).status == 200 { return }
    let made = try await call("POST", path, object)
    guard made.status == 201 || made.status == 409 else { throw APIError(status: made.body) }
  }

  private func replace(_ path: String, _ name: String, _ object: JSONValue) async throws(APIError) {
    let made = try await call("POST", path, object)
    guard made.status == 409 else {
      guard made.status == 201 else { throw APIError(status: made.body) }
      return
    }
    let changed = try await call("PUT", "\(path)/\(name)", object)
    guard changed.status == 200 else { throw APIError(status: changed.body) }
  }

  private func call(_ method: String, _ path: String, _ object: JSONValue?) async throws(APIError) -> (
    status: Int, body: JSONValue
  ) {
    let isApply = method == "PATCH"
    let headers = Headers([
      ("Content-Type", isApply ? "application/apply-patch+yaml" : "application/json"),
      ("User-Agent", "kube-apiserver/v1.36"),
    ])
    let query =
      isApply ? [QueryItem("fieldManager", "kubernetes-service-cidr-controller"), QueryItem("force", "true")] : []
    do {
      let response = try await transport.send(
        APIRequest(method: method, path: path, query: query, headers: headers, body: object?.encoded() ?? []))
      guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
      return (response.status, try JSONParser.parse(bytes))
    } catch {
      throw .internalError("\(error)")
    }
  }
}
