import APIMachinery
import Storage
import Testing

@testable import APIServer

/// Services of a cluster with both families, through the whole pipeline.
@Suite struct DualStackTests {
  private static let services = "/api/v1/namespaces/default/services"

  private static func server() async throws -> TestServer {
    var configuration = APIServerConfiguration()
    configuration.serviceClusterIPRange = "10.96.0.0/16,fd00:10::/112"
    return try await TestServer(configuration: configuration)
  }

  private static func service(_ name: String, _ spec: JSONValue) -> JSONValue {
    var spec = spec
    spec["ports"] = [["port": 80]]
    spec["selector"] = ["app": "a"]
    return ["metadata": ["name": .string(name)], "spec": spec]
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var spec: JSONValue
    var policy = "SingleStack"
    var families: [String] = ["IPv4"]
    var error = ""
    var testDescription: String { "\(spec)" }
  }

  @Test func familiesAndPoliciesOnCreate() async throws {
    let server = try await Self.server()
    let cases: [Case] = [
      Case(spec: [:]),
      Case(spec: ["ipFamilies": ["IPv6"]], families: ["IPv6"]),
      Case(spec: ["ipFamilyPolicy": "PreferDualStack"], policy: "PreferDualStack", families: ["IPv4", "IPv6"]),
      Case(
        spec: ["ipFamilyPolicy": "RequireDualStack", "ipFamilies": ["IPv6"]], policy: "RequireDualStack",
        families: ["IPv6", "IPv4"]),
      Case(
        spec: ["ipFamilyPolicy": "PreferDualStack", "clusterIP": "fd00:10::77"], policy: "PreferDualStack",
        families: ["IPv6", "IPv4"]),
      Case(
        spec: ["ipFamilies": ["IPv4", "IPv6"]],
        error: "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' "
          + "when multiple IP families are specified"),
      Case(
        spec: ["clusterIP": "10.96.0.9", "ipFamilies": ["IPv6"]],
        error: "spec.clusterIPs[0]: Invalid value: \"10.96.0.9\": expected an IPv6 value as indicated by "
          + "`ipFamilies[0]`"),
      Case(
        spec: ["clusterIP": "10.97.0.9", "ipFamilyPolicy": "RequireDualStack"],
        error: "spec.clusterIPs: Invalid value: [\"10.97.0.9\",\"\"]: failed to allocate IP 10.97.0.9: the provided "
          + "network does not match the current range"),
    ]
    for (index, test) in cases.enumerated() {
      let answer = try await server.call("POST", Self.services, Self.service("s\(index)", test.spec))
      guard test.error.isEmpty else {
        #expect(answer.errors == [test.error])
        continue
      }
      #expect(answer.status == 201, "\(answer.text)")
      let spec = ObjectField(answer.body, "spec")
      #expect(spec["ipFamilyPolicy"].string == test.policy)
      #expect(spec["ipFamilies"].strings == test.families)
      #expect(spec["clusterIPs"].strings.map { IPAddress($0)?.family.name } == test.families)
      #expect(spec["clusterIP"].string == spec["clusterIPs"].strings.first)
      for address in spec["clusterIPs"].strings {
        let object = try await server.call("GET", "/apis/networking.k8s.io/v1/ipaddresses/\(address)")
        #expect(object.body[path: "spec", "parentRef", "name"]?.stringValue == "s\(index)")
      }
    }
  }

  @Test func aSecondFamilyComesAndGoes() async throws {
    let server = try await Self.server()
    let path = "\(Self.services)/s"
    _ = try await server.call("POST", Self.services, Self.service("s", [:]))
    func patch(_ spec: JSONValue) async throws -> TestServer.Answer {
      try await server.call("PATCH", path, ["spec": spec], contentType: "application/merge-patch+json")
    }
    var answer = try await patch(["ipFamilyPolicy": "PreferDualStack"])
    let both = ObjectField(answer.body, "spec")["clusterIPs"].strings
    #expect(both.count == 2)
    answer = try await patch(["ipFamilies": ["IPv4"]])
    #expect(
      answer.errors == [
        "spec.ipFamilyPolicy: Invalid value: \"PreferDualStack\": must be 'SingleStack' to release the secondary IP family"
      ])
    answer = try await patch(["ipFamilyPolicy": "SingleStack"])
    #expect(ObjectField(answer.body, "spec")["clusterIPs"].strings == Array(both.prefix(1)))
    #expect(ObjectField(answer.body, "spec")["ipFamilies"].strings == ["IPv4"])
    let object = "/apis/networking.k8s.io/v1/ipaddresses/"
    #expect(try await server.call("GET", object + both[1]).status == 404)
    #expect(try await server.call("GET", object + both[0]).status == 200)

    answer = try await patch(["type": "ExternalName", "externalName": "example.com"])
    #expect(answer.status == 200, "\(answer.text)")
    #expect(answer.body[path: "spec", "clusterIP"] == nil && answer.body[path: "spec", "ipFamilies"] == nil)
    #expect(try await server.call("GET", object + both[0]).status == 404)
    answer = try await patch(["type": "ClusterIP", "externalName": .null])
    #expect(ObjectField(answer.body, "spec")["clusterIPs"].strings.count == 1)
  }

  @Test func networksCanBeAdded() async throws {
    let server = try await TestServer()
    let wanted = Self.service("s", ["clusterIP": "10.77.0.9"])
    #expect(try await server.call("POST", Self.services, wanted).status == 422)
    let network: JSONValue = ["metadata": ["name": "more"], "spec": ["cidrs": ["10.77.0.0/24"]]]
    #expect(try await server.call("POST", "/apis/networking.k8s.io/v1/servicecidrs", network).status == 201)
    #expect(try await server.call("POST", Self.services, wanted).status == 201)
    let other: JSONValue = [
      "metadata": ["name": "10.77.0.10"],
      "spec": ["parentRef": ["group": "example.com", "resource": "things", "name": "t"]],
    ]
    #expect(try await server.call("POST", "/apis/networking.k8s.io/v1/ipaddresses", other).status == 201)
    let taken = try await server.call("POST", Self.services, Self.service("t", ["clusterIP": "10.77.0.10"]))
    #expect(taken.errors.first?.hasSuffix("failed to allocate IP 10.77.0.10: provided IP is already allocated") == true)
    let kubernetes = try await server.call("GET", "/apis/networking.k8s.io/v1/servicecidrs/kubernetes")
    #expect(kubernetes.body[path: "status", "conditions"]?[0]?["type"] == "Ready")
  }

  @Test func whatCannotBeHadIsTheOnlyComplaint() async throws {
    let server = try await TestServer()
    var service = Self.service("a", ["type": "NodePort", "sessionAffinity": "Sticky"])
    service.set(["spec", "ports"], to: [["port": 80, "nodePort": 80]])
    let answer = try await server.call("POST", Self.services, service)
    #expect(
      answer.errors == [
        "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is "
          + "30000-32767"
      ])
  }

  @Test func aRestartBringsAddressesInLine() async throws {
    let store = MemoryStore()
    var server = try await TestServer(store: store)
    let made = try await server.call("POST", Self.services, Self.service("s", [:]))
    let address = try #require(made.body[path: "spec", "clusterIP"]?.stringValue)
    let object = "/apis/networking.k8s.io/v1/ipaddresses/"
    _ = try await server.call("DELETE", object + address)
    let orphan: JSONValue = [
      "metadata": [
        "name": "10.43.9.9",
        "labels": [
          "ipaddress.kubernetes.io/ip-family": "IPv4", "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
        ],
      ], "spec": ["parentRef": ["resource": "services", "namespace": "default", "name": "gone"]],
    ]
    _ = try await server.call("POST", "/apis/networking.k8s.io/v1/ipaddresses", orphan)
    server = try await TestServer(store: store)
    #expect(try await server.call("GET", object + address).status == 200)
    #expect(try await server.call("GET", object + "10.43.9.9").status == 404)
    let again = try await server.call("POST", Self.services, Self.service("t", ["clusterIP": .string(address)]))
    #expect(again.status == 422)
  }
}
