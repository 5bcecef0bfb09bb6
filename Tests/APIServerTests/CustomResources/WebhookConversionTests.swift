import APIMachinery
import HTTPTransport
import PKI
import Synchronization
import Testing

@testable import APIServer

/// Versions converted by a webhook over TLS.
@Suite(.timeLimit(.minutes(20))) struct WebhookConversionTests {
  /// Moves `spec.a` of v1 to `spec.b` of v2 and back, and keeps what it was asked.
  private final class Converter: HTTPHandler {
    private let state = Mutex((asked: [JSONValue](), fails: false))

    var asked: [JSONValue] { state.withLock { $0.asked } }
    func fail() { state.withLock { $0.fails = true } }

    func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
      guard let review = try? JSONParser.parse(request.body), let given = review["request"] else {
        return APIResponse(status: 400)
      }
      let fails = state.withLock { state in
        state.asked.append(review)
        return state.fails
      }
      let version = given["desiredAPIVersion"] ?? .null
      let objects = (given["objects"]?.arrayValue ?? []).map { object -> JSONValue in
        var object = object
        let value = object["spec"]?["a"] ?? object["spec"]?["b"] ?? .null
        object["apiVersion"] = version
        object["spec"] = version.stringValue?.hasSuffix("/v2") == true ? ["b": value] : ["a": value]
        object["metadata"]?["labels"] = ["converted": "yes"]
        object["metadata"]?["finalizers"] = ["example.com/not-mine"]
        return object
      }
      let result: JSONValue = fails ? ["status": "Failure", "message": "out of order"] : ["status": "Success"]
      let answer: JSONValue = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "ConversionReview",
        "response": ["uid": given["uid"] ?? .null, "result": result, "convertedObjects": .array(objects)],
      ]
      return APIResponse(
        status: 200, headers: Headers([("Content-Type", "application/json")]), body: .bytes(answer.encoded()))
    }

    func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? { nil }
  }

  private static func withConverter(
    _ body: @Sendable (CustomResourceServer, Converter) async throws -> Void
  ) async throws {
    let now = SystemTime().now()
    let authority = try CertificateAuthority.make(commonName: "test-ca", now: now)
    let own = try authority.issue(
      CertificateTemplate(commonName: "converter", ipAddresses: ["127.0.0.1"], usages: [.server]), now: now)
    let converter = Converter()
    let web = HTTPServer(
      tls: try ServerTLS(certificateChain: own.certificateChain, privateKey: own.privateKey), handler: converter)
    let endpoint = try await web.listen(on: .tcp(host: "127.0.0.1", port: 0))
    let client: JSONValue = [
      "url": .string("https://127.0.0.1:\(endpoint.port ?? 0)/convert"),
      "caBundle": .string(Base64.encode(authority.certificatePEM)),
    ]
    let schema = { (name: String) in
      CustomResourceServer.schema(
        spec: ["type": "object", "properties": .object(JSONObject([(name, ["type": "string"])]))])
    }
    let definition = CustomResourceServer.definition(
      [
        CustomResourceServer.version("v1", schema: schema("a")),
        CustomResourceServer.version("v2", schema: schema("b"), storage: false),
      ],
      extra: [
        "conversion": [
          "strategy": "Webhook", "webhook": ["clientConfig": client, "conversionReviewVersions": ["v1"]],
        ]
      ])
    do {
      try await CustomResourceServer.with { server in
        try await server.establish(definition)
        try await body(server, converter)
      }
    } catch {
      await web.shutDown(within: .zero)
      throw error
    }
    await web.shutDown(within: .zero)
  }

  @Test func convertsReadsAndWrites() async throws {
    try await Self.withConverter { server, converter in
      let made = try await server.send(
        "POST", CustomResourceServer.path("v2"), CustomResourceServer.widget("w", spec: ["b": "x"], version: "v2"))
      #expect(made.status == 201 && made.body["spec"] == ["b": "x"], "\(made.message)")
      let stored = try await server.send("GET", CustomResourceServer.path(name: "w"))
      #expect(stored.body["spec"] == ["a": "x"])
      let list = try await server.send("GET", CustomResourceServer.path("v2"))
      #expect(list.body["items"]?[0]?["spec"] == ["b": "x"])
      // A webhook may change labels, but nothing else of the metadata.
      #expect(list.body["items"]?[0]?[path: "metadata", "labels"] == ["converted": "yes"])
      #expect(list.body["items"]?[0]?[path: "metadata", "finalizers"] == JSONValue?.none)
      let review = try #require(converter.asked.last)
      #expect(
        review["kind"] == "ConversionReview" && review[path: "request", "desiredAPIVersion"] == "gear.example.com/v2")
    }
  }

  @Test func saysWhatTheWebhookSays() async throws {
    try await Self.withConverter { server, converter in
      #expect(try await server.create("w", spec: ["a": "x"]).status == 201)
      converter.fail()
      let refused = try await server.send("GET", CustomResourceServer.path("v2", name: "w"))
      #expect(refused.status == 500)
      #expect(
        refused.message == "Internal error occurred: conversion webhook for gear.example.com/v1, Kind=Widget failed: "
          + "out of order")
      #expect(try await server.send("GET", CustomResourceServer.path(name: "w")).status == 200)
    }
  }
}
