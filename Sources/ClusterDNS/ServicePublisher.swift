internal import APIClient
internal import APIMachinery

/// Keeps the Service `kube-system/kube-dns` and, in an EndpointSlice of its own, this node's endpoint of it. With
/// `internalTrafficPolicy: Local` every node's pods ask the DNS of their own node.
struct ServicePublisher: Sendable {
  let client: APIClient
  let nodeName: String
  let serviceAddress: IPAddress

  private static let namespace = "kube-system"
  private static let name = "kube-dns"
  private static let services = ResourcePath(
    GroupVersionResource(version: "v1", resource: "services"), namespace: namespace)
  private static let slices = ResourcePath(
    GroupVersionResource(group: "discovery.k8s.io", version: "v1", resource: "endpointslices"), namespace: namespace)

  func publish(address: IPAddress, port: Int) async throws {
    try await put(Self.services, Self.name, service(port: port))
    try await put(Self.slices, "\(Self.name)-\(nodeName)", slice(address: address, port: port))
  }

  private func put(_ path: ResourcePath, _ name: String, _ object: JSONValue) async throws {
    do {
      _ = try await client.create(path, object)
    } catch let error as APIError where error.reason == .alreadyExists {
      _ = try await client.patch(path, name: name, .merge(object))
    }
  }

  private func service(port: Int) -> JSONValue {
    let ports: [JSONValue] = ["UDP", "TCP"].map { transport in
      [
        "name": transport == "UDP" ? "dns" : "dns-tcp", "port": 53, "targetPort": .integer(Int64(port)),
        "protocol": .string(transport),
      ]
    }
    return [
      "apiVersion": "v1", "kind": "Service",
      "metadata": [
        "name": .string(Self.name), "namespace": .string(Self.namespace),
        "labels": [
          "k8s-app": "kube-dns", "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS",
        ],
      ],
      "spec": [
        "clusterIP": .string("\(serviceAddress)"), "internalTrafficPolicy": "Local", "ports": .array(ports),
      ],
    ]
  }

  private func slice(address: IPAddress, port: Int) -> JSONValue {
    let ports: [JSONValue] = ["UDP", "TCP"].map { transport in
      [
        "name": transport == "UDP" ? "dns" : "dns-tcp", "port": .integer(Int64(port)), "protocol": .string(transport),
      ]
    }
    return [
      "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
      "metadata": [
        "name": .string("\(Self.name)-\(nodeName)"), "namespace": .string(Self.namespace),
        "labels": [
          "kubernetes.io/service-name": .string(Self.name), "endpointslice.kubernetes.io/managed-by": "cluster-dns",
        ],
      ],
      "addressType": address.family == .v4 ? "IPv4" : "IPv6",
      "endpoints": [
        [
          "addresses": [.string("\(address)")], "nodeName": .string(nodeName),
          "conditions": ["ready": true, "serving": true, "terminating": false],
        ]
      ],
      "ports": .array(ports),
    ]
  }
}
