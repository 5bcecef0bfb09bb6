import APIMachinery
import Testing

@testable import APIServer

/// `application/cbor` behind its feature gate.
@Suite struct CBORServingTests {
  private func send(
    _ server: TestServer, _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/cbor",
    query: [QueryItem] = []
  ) async throws -> (status: Int, type: String, body: [UInt8]) {
    var headers = Headers([("Accept", "application/cbor")])
    if body != nil { headers["Content-Type"] = type }
    let response = try await server.server.transport(as: TestServer.admin).send(
      APIRequest(method: method, path: path, query: query, headers: headers, body: body.map(CBORCodec.encode) ?? []))
    guard case .bytes(let bytes) = response.body else { return (response.status, "", []) }
    return (response.status, response.headers["Content-Type"] ?? "", bytes)
  }

  @Test func objectsComeAndGo() async throws {
    let server = try await TestServer.complete.value
    try await server.makeNamespace("cbor")
    let path = "/api/v1/namespaces/cbor/configmaps"
    let made = try await send(server, "POST", path, ["metadata": ["name": "c"], "data": ["a": "ü"]])
    #expect(made.status == 201 && made.type == "application/cbor")
    #expect(try CBORCodec.decode(made.body)[path: "data", "a"] == "ü")
    let applied = try await send(
      server, "PATCH", path + "/c",
      ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"], "data": ["b": "2"]],
      type: "application/apply-patch+cbor", query: [QueryItem("fieldManager", "m")])
    #expect(applied.status == 200)
    #expect(try CBORCodec.decode(applied.body)["data"] == ["a": "ü", "b": "2"])
    let listed = try await send(server, "GET", path)
    #expect(try CBORCodec.decode(listed.body)["kind"] == "ConfigMapList")
    let missing = try await send(server, "GET", path + "/none")
    #expect(missing.status == 404)
    #expect(try CBORCodec.decode(missing.body)["reason"] == "NotFound")
    let broken = try await server.server.transport(as: TestServer.admin).send(
      APIRequest(
        method: "POST", path: path, headers: Headers([("Content-Type", "application/cbor")]), body: [0xA1, 0x01, 0x02]))
    #expect(broken.status == 400)
  }

  @Test func theGateDecides() async throws {
    let server = try await TestServer.shared.value
    #expect(try await send(server, "GET", "/api/v1/namespaces").status == 406)
    let answer = try await send(server, "POST", "/api/v1/namespaces", ["metadata": ["name": "x"]])
    #expect(answer.status == 406 || answer.status == 415)
  }
}
