import APIMachinery
import APITesting
import Testing

@testable import APIServer

/// What the admission plugins do, seen through the whole pipeline.
@Suite(.timeLimit(.minutes(20))) struct AdmissionPluginTests {
  private static let merge = "application/merge-patch+json"

  @Test func podsThatComeRightAfterTheirNamespaceWaitForItsAccount() async throws {
    let time = ManualTime()
    let server = try await TestServer(admissionTime: time)
    _ = try await server.call("POST", "/api/v1/namespaces", ["metadata": ["name": "new"]])
    let create = { @Sendable (name: String) in
      try await server.call(
        "POST", "/api/v1/namespaces/new/pods",
        ["metadata": ["name": .string(name)], "spec": ["containers": [["name": "c", "image": "i"]]]])
    }
    let inVain = Task { try await create("vain") }
    for _ in 1...9 {
      await time.waitForSleepers(1)
      time.advance(by: .milliseconds(200))
    }
    #expect(
      try await inVain.value.errors == [
        ": pods \"vain\" is forbidden: error looking up service account new/default: "
          + "serviceaccount \"default\" not found"
      ])
    let patient = Task { try await create("patient") }
    await time.waitForSleepers(1)
    _ = try await server.call(
      "POST", "/api/v1/namespaces/new/serviceaccounts", ["metadata": ["name": "default"]])
    time.advance(by: .milliseconds(200))
    #expect(try await patient.value.status == 201)
  }

  @Test func quotasAreChargedAndHold() async throws {
    let server = try await TestServer.shared.value
    try await server.makeNamespace("quotas")
    let quotas = "/api/v1/namespaces/quotas/resourcequotas"
    _ = try await server.call(
      "POST", quotas, ["metadata": ["name": "q"], "spec": ["hard": ["configmaps": "2"]]])
    _ = try await server.call(
      "PATCH", "\(quotas)/q/status", ["status": ["hard": ["configmaps": "2"], "used": ["configmaps": "1"]]],
      contentType: Self.merge)
    let maps = "/api/v1/namespaces/quotas/configmaps"
    #expect(try await server.call("POST", "\(maps)?dryRun=All", ["metadata": ["name": "dry"]]).status == 201)
    #expect(try await server.call("POST", maps, ["metadata": ["name": "a"]]).status == 201)
    let used = try await server.call("GET", "\(quotas)/q").body[path: "status", "used", "configmaps"]
    #expect(used == "2")
    let refused = try await server.call("POST", maps, ["metadata": ["name": "b"]])
    #expect(refused.status == 403)
    #expect(
      refused.body["message"]?.stringValue
        == "configmaps \"b\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=2, "
        + "limited: configmaps=2")
  }

  @Test func claimsGrowOnlyWhereTheirClassLetsThem() async throws {
    let server = try await TestServer.shared.value
    try await server.makeNamespace("claims")
    let claims = "/api/v1/namespaces/claims/persistentvolumeclaims"
    for (name, expands) in [("rigid", false), ("elastic", true)] {
      _ = try await server.call(
        "POST", "/apis/storage.k8s.io/v1/storageclasses",
        ["metadata": ["name": .string(name)], "provisioner": "example.com/p", "allowVolumeExpansion": .bool(expands)])
      let made = try await server.call(
        "POST", claims,
        [
          "metadata": ["name": .string(name)],
          "spec": [
            "storageClassName": .string(name), "accessModes": ["ReadWriteOnce"], "volumeName": "v",
            "resources": ["requests": ["storage": "1Gi"]],
          ],
        ])
      #expect(made.status == 201)
    }
    func grow(_ name: String) async throws -> TestServer.Answer {
      try await server.call(
        "PATCH", "\(claims)/\(name)", ["spec": ["resources": ["requests": ["storage": "2Gi"]]]],
        contentType: Self.merge)
    }
    // Before they are bound nothing of them changes.
    #expect(try await grow("elastic").status == 422)
    for name in ["rigid", "elastic"] {
      _ = try await server.call(
        "PATCH", "\(claims)/\(name)/status", ["status": ["phase": "Bound"]], contentType: Self.merge)
    }
    #expect(try await grow("rigid").status == 403)
    #expect(try await grow("elastic").status == 200)
  }

  @Test func podsCarryTheirNodesZone() async throws {
    let server = try await TestServer.shared.value
    try await server.makeNamespace("zones")
    _ = try await server.call(
      "POST", "/api/v1/nodes",
      ["metadata": ["name": "zoned", "labels": ["topology.kubernetes.io/zone": "z1", "other": "x"]]])
    let pods = "/api/v1/namespaces/zones/pods"
    _ = try await server.call(
      "POST", pods, ["metadata": ["name": "p"], "spec": ["containers": [["name": "c", "image": "i"]]]])
    let bound = try await server.call(
      "POST", "\(pods)/p/binding", ["metadata": ["name": "p"], "target": ["kind": "Node", "name": "zoned"]])
    #expect(bound.status == 201)
    let labels = try await server.call("GET", "\(pods)/p").body[path: "metadata", "labels"]
    #expect(labels == ["topology.kubernetes.io/zone": "z1"])
  }
}
