import APIClient
import APIMachinery
import APITesting
import KubernetesAPI
import Testing

@Suite struct NamespaceTests {
  @Test func namespacesAreFurnishedAndEmptied() async throws {
    let cluster = Cluster()
    try await cluster.run {
      var namespace = Namespace()
      namespace.metadata.name = "shop"
      try await cluster.client.create(namespace)
      try await cluster.wait(for: "its service account and authority") {
        cluster.api.object("serviceaccounts", namespace: "shop", name: "default") != nil
          && cluster.api.object("configmaps", namespace: "shop", name: "kube-root-ca.crt") != nil
      }
      var deployment = Cluster.deployment()
      deployment.metadata.namespace = "shop"
      try await cluster.client.create(deployment)
      try await cluster.wait(for: "pods") { cluster.pods(namespace: "shop").count == 3 }
      try await cluster.client.delete(Namespace.self, "shop")
      try await cluster.wait(for: "the end") { cluster.api.object("namespaces", name: "shop") == nil }
      #expect(cluster.pods(namespace: "shop").isEmpty)
      #expect(cluster.api.objects("configmaps", namespace: "shop").isEmpty)
    }
  }
}
