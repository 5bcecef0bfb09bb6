import APIMachinery
import Testing

@testable import APIServer

/// Versions that aren't served by default.
@Suite struct PreviewVersionTests {
  private static let slice: JSONValue = [
    "apiVersion": "resource.k8s.io/v1beta1", "kind": "ResourceSlice", "metadata": ["name": "s"],
    "spec": [
      "driver": "d.example.com", "pool": ["name": "p", "generation": 0, "resourceSliceCount": 1], "nodeName": "n",
      "devices": [["name": "one", "basic": ["attributes": ["model": ["string": "x"]]]]],
    ],
  ]

  @Test func devicesAreTheSameInEveryVersion() async throws {
    let server = try await TestServer.complete.value
    let path = { (version: String) in "/apis/resource.k8s.io/\(version)/resourceslices" }
    let made = try await server.call("POST", path("v1beta1"), Self.slice)
    #expect(made.status == 201, "\(made.text)")
    #expect(made.body[path: "spec", "devices"] == Self.slice[path: "spec", "devices"])
    #expect(made.warnings == ["resource.k8s.io/v1beta1 ResourceSlice is deprecated in v1.35+, unavailable in v1.38+"])
    let stable = try await server.call("GET", path("v1") + "/s")
    #expect(stable.body["apiVersion"] == "resource.k8s.io/v1" && stable.warnings.isEmpty)
    let flat: JSONValue = [["name": "one", "attributes": ["model": ["string": "x"]]]]
    #expect(stable.body[path: "spec", "devices"] == flat)
    let listed = try await server.call("GET", path("v1beta2") + "?fieldSelector=spec.nodeName=n")
    #expect(listed.body["items"]?[0]?[path: "spec", "devices"] == flat)
  }

  @Test func claimsSayWhatTheyWantAsTheirVersionHasIt() async throws {
    let server = try await TestServer.complete.value
    try await server.makeNamespace("claims")
    let path = { (version: String) in "/apis/resource.k8s.io/\(version)/namespaces/claims/resourceclaims" }
    let made = try await server.call(
      "POST", path("v1beta1"),
      [
        "metadata": ["name": "c"],
        "spec": [
          "devices": [
            "requests": [
              ["name": "r", "deviceClassName": "gpu"],
              ["name": "f", "firstAvailable": [["name": "a", "deviceClassName": "gpu"]]],
            ]
          ]
        ],
      ])
    #expect(made.status == 201, "\(made.text)")
    #expect(
      made.body[path: "spec", "devices", "requests"] == [
        ["name": "r", "deviceClassName": "gpu", "allocationMode": "ExactCount", "count": 1],
        [
          "name": "f", "deviceClassName": "",
          "firstAvailable": [["name": "a", "deviceClassName": "gpu", "allocationMode": "ExactCount", "count": 1]],
        ],
      ])
    let stable = try await server.call("GET", path("v1") + "/c")
    #expect(
      stable.body[path: "spec", "devices", "requests"]?[0] == [
        "name": "r", "exactly": ["deviceClassName": "gpu", "allocationMode": "ExactCount", "count": 1],
      ])
    let patched = try await server.call(
      "PATCH", path("v1beta1") + "/c", ["metadata": ["labels": ["a": "b"]]],
      contentType: "application/merge-patch+json")
    #expect(patched.status == 200, "\(patched.text)")
    let applied = try await server.call(
      "PATCH", path("v1beta2") + "/c?fieldManager=m",
      [
        "apiVersion": "resource.k8s.io/v1beta2", "kind": "ResourceClaim",
        "metadata": ["name": "c", "labels": ["x": "y"]],
      ],
      contentType: "application/apply-patch+yaml")
    #expect(applied.status == 200, "\(applied.text)")
    #expect(applied.body[path: "metadata", "labels"] == ["a": "b", "x": "y"])
  }

  @Test func discoveryTellsOfAllVersions() async throws {
    let server = try await TestServer.complete.value
    let group = try await server.call("GET", "/apis/resource.k8s.io")
    let versions = group.body["versions"]?.arrayValue?.compactMap { $0["version"]?.stringValue }
    #expect(versions == ["v1", "v1beta2", "v1beta1", "v1alpha3"])
    #expect(group.body[path: "preferredVersion", "version"] == "v1")
    let plain = try await TestServer.shared.value.call("GET", "/apis/internal.apiserver.k8s.io/v1alpha1")
    #expect(plain.status == 404)
  }

  @Test func gatesDecideOnResources() async throws {
    var configuration = APIServerConfiguration()
    try configuration.runtimeConfiguration.apply(["certificates.k8s.io/v1beta1=true"])
    #expect(configuration.featureGates.apply(["ClusterTrustBundle=true"]) == [])
    let server = try await TestServer(configuration: configuration)
    let found = try await server.call("GET", "/apis/certificates.k8s.io/v1beta1")
    #expect(found.body["resources"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["clustertrustbundles"])
  }
}
