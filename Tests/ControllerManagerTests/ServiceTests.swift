import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Testing

@Suite struct ServiceTests {
  private static func service() -> Service {
    var service = Service()
    service.metadata.name = "web"
    service.metadata.namespace = "default"
    service.spec.selector = ["app": "web"]
    service.spec.clusterIP = "10.43.0.20"
    var port = ServicePort()
    port.name = "http"
    port.port = 80
    port.protocol = "TCP"
    port.targetPort = .int(8080)
    service.spec.ports = [port]
    return service
  }

  @Test func endpointsFollowPods() async throws {
    let cluster = Cluster()
    try await cluster.run {
      try await cluster.client.create(Self.service())
      try await cluster.wait(for: "an empty slice") {
        cluster.api.objects("endpointslices.discovery.k8s.io").count == 1
      }
      try await cluster.client.create(Cluster.deployment())
      @Sendable func ready() -> [String] {
        cluster.api.objects("endpointslices.discovery.k8s.io").compactMap { try? EndpointSlice(json: $0) }
          .flatMap(\.endpoints).filter { $0.conditions.ready ?? false }.flatMap(\.addresses).sorted()
      }
      try await cluster.wait(for: "three endpoints") { ready().count == 3 }
      try await cluster.wait(for: "three addresses") {
        let endpoints = cluster.api.object("endpoints", namespace: "default", name: "web").flatMap {
          try? Endpoints(json: $0)
        }
        return endpoints?.subsets.first?.addresses.map(\.ip).sorted() == ready()
      }
      #expect(cluster.api.objects("endpointslices.discovery.k8s.io").count == 1)
      try await cluster.change { $0.spec.replicas = 0 }
      try await cluster.wait(for: "no endpoints") { ready().isEmpty }
      try await cluster.client.delete(Service.self, "web", namespace: "default")
      try await cluster.wait(for: "no slices") {
        cluster.api.objects("endpointslices.discovery.k8s.io").isEmpty && cluster.api.objects("endpoints").isEmpty
      }
    }
  }
}
