import APIMachinery
import Testing

@testable import APIServer

/// Lists in forms that are put together object by object.
@Suite struct ListFormTests {
  private static let protobuf = "application/vnd.kubernetes.protobuf"

  private func filled(_ namespace: String, count: Int = 5) async throws -> (server: TestServer, path: String) {
    let server = try await TestServer.shared.value
    try await server.makeNamespace(namespace)
    let path = "/api/v1/namespaces/\(namespace)/configmaps"
    for number in 0..<count {
      let made = try await server.call(
        "POST", path,
        [
          "metadata": ["name": .string("c\(number)"), "labels": ["n": .string("\(number)")]],
          "data": ["k": .string("\(number)")],
        ])
      #expect(made.status == 201)
    }
    return (server, path)
  }

  /// What makes a second list show the state of the first, whatever other tests do at the same time.
  private func sameState(as list: JSONValue) -> String {
    "&resourceVersionMatch=Exact&resourceVersion=\(list[path: "metadata", "resourceVersion"]?.stringValue ?? "")"
  }

  @Test func protobufSaysWhatJSONSays() async throws {
    let (server, path) = try await filled("list-protobuf")
    for query in ["?limit=0", "?limit=2", "?labelSelector=none=one"] {
      let wanted = try await server.call("GET", path + query).body
      #expect(wanted["kind"] == "ConfigMapList")
      let answer = try await server.call("GET", path + query + sameState(as: wanted), accept: Self.protobuf)
      #expect(answer.headers["Content-Type"] == Self.protobuf)
      let list = try ProtobufCodec().decode(answer.bytes)
      #expect(list["kind"] == "ConfigMapList" && list["apiVersion"] == "v1")
      #expect(list["metadata"]?["resourceVersion"] == wanted["metadata"]?["resourceVersion"])
      #expect(list["metadata"]?["continue"] == wanted["metadata"]?["continue"])
      #expect(list["metadata"]?["remainingItemCount"] == wanted["metadata"]?["remainingItemCount"])
      #expect(list["items"]?.arrayValue ?? [] == wanted["items"]?.arrayValue)
    }
  }

  @Test(arguments: ["application/json", protobuf]) func metadataAlone(form: String) async throws {
    let (server, path) = try await filled("list-metadata-\(form == "application/json" ? "json" : "protobuf")")
    let wanted = try await server.call("GET", path + "?limit=3").body
    let answer = try await server.call(
      "GET", path + "?limit=3" + sameState(as: wanted),
      accept: "\(form);as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
    let list = form == Self.protobuf ? try ProtobufCodec().decode(answer.bytes) : answer.body
    #expect(list["kind"] == "PartialObjectMetadataList" && list["apiVersion"] == "meta.k8s.io/v1")
    #expect(list["metadata"] == wanted["metadata"])
    let items = list["items"]?.arrayValue ?? []
    #expect(items.map { $0["metadata"] } == (wanted["items"]?.arrayValue ?? []).map { $0["metadata"] })
    #expect(items.allSatisfy { $0["data"] == nil })
    // Protobuf keeps no kind in items.
    let kind: JSONValue? = form == Self.protobuf ? nil : "PartialObjectMetadata"
    #expect(items.allSatisfy { $0["kind"] == kind })
  }
}
