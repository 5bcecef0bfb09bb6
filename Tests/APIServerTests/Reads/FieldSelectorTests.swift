import APIMachinery
import Testing

@testable import APIServer

/// Lists by the fields of what is stored.
@Suite struct FieldSelectorTests {
  /// `spec.host` is an old name of `spec.nodeName`, which has an index.
  @Test(arguments: ["spec.nodeName", "spec.host"]) func podsOfANode(field: String) async throws {
    let server = try await TestServer.shared.value
    let namespace = "of-a-node-\(field.lowercased().split(separator: ".").last ?? "")"
    try await server.makeNamespace(namespace)
    let pods = "/api/v1/namespaces/\(namespace)/pods"
    for (name, node) in [("here", "one"), ("there", "two")] {
      let made = try await server.call(
        "POST", pods,
        [
          "metadata": ["name": .string(name)],
          "spec": ["nodeName": .string(node), "containers": [["name": "c", "image": "i"]]],
        ])
      #expect(made.status == 201, "\(made.text)")
    }
    func names(_ selector: String) async throws -> [String] {
      let list = try await server.call("GET", "\(pods)?fieldSelector=\(selector)")
      return (list.body["items"]?.arrayValue ?? []).compactMap { $0[path: "metadata", "name"]?.stringValue }
    }
    #expect(try await names("\(field)=one") == ["here"])
    #expect(try await names("\(field)!=one") == ["there"])
    #expect(try await names("\(field)=none") == [])
  }

  static let refusals: [(path: String, message: String)] = [
    ("/api/v1/pods", "field label not supported: spec.bogus"),
    ("/apis/batch/v1/jobs", #"field label "spec.bogus" not supported for Job"#),
    (
      "/apis/resource.k8s.io/v1/resourceslices",
      "field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: spec.bogus"
    ),
    ("/api/v1/configmaps", #""spec.bogus" is not a known field selector: only "metadata.name", "metadata.namespace""#),
    (
      "/api/v1/componentstatuses",
      #""spec.bogus" is not a known field selector: only "metadata.name", "metadata.namespace""#
    ),
  ]

  @Test(arguments: refusals.indices) func othersAreRefusedInTheirKindsWords(index: Int) async throws {
    let server = try await TestServer.shared.value
    let wanted = Self.refusals[index]
    let refused = try await server.call("GET", wanted.path + "?fieldSelector=spec.bogus=1")
    #expect(refused.status == 400)
    #expect(refused.body["message"]?.stringValue == wanted.message)
    let accepted = try await server.call("GET", wanted.path + "?fieldSelector=metadata.name=none")
    #expect(accepted.status == 200)
    #expect(accepted.body["items"]?.arrayValue == [])
  }
}
