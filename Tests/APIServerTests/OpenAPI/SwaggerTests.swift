import APIMachinery
import Testing

@testable import APIServer

@Suite struct SwaggerTests {
  private static let third: JSONValue = [
    "paths": [
      "/api/v1/pods/{name}": [
        "parameters": [["name": "name", "in": "path", "required": true, "schema": ["type": "string"]]],
        "put": [
          "operationId": "replacePod", "x-kubernetes-action": "put",
          "parameters": [["name": "dryRun", "in": "query", "schema": ["type": "string", "uniqueItems": true]]],
          "requestBody": ["content": ["*/*": ["schema": ["$ref": "#/components/schemas/Pod"]]], "required": true],
          "responses": [
            "200": [
              "description": "OK",
              "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Pod"]]],
            ]
          ],
        ],
      ]
    ],
    "components": [
      "schemas": [
        "Pod": [
          "type": "object", "x-kubernetes-group-version-kind": [["group": "", "kind": "Pod", "version": "v1"]],
          "properties": ["metadata": ["allOf": [["$ref": "#/components/schemas/Meta"]], "description": "It."]],
        ]
      ]
    ],
  ]

  @Test func saysTheSameInTheOlderForm() {
    let document = SwaggerDocument.make([Self.third])
    #expect(document["swagger"] == "2.0")
    let metadata = document[path: "definitions", "Pod", "properties", "metadata"]
    #expect(metadata == ["$ref": "#/definitions/Meta", "description": "It."])
    let put = document[path: "paths", "/api/v1/pods/{name}", "put"]
    #expect(put?["requestBody"] == nil)
    #expect(
      put?["parameters"] == [
        ["in": "body", "name": "body", "required": true, "schema": ["$ref": "#/definitions/Pod"]],
        ["name": "dryRun", "in": "query", "type": "string", "uniqueItems": true],
      ])
    #expect(put?[path: "responses", "200", "schema", "$ref"] == "#/definitions/Pod")
  }

  @Test func typesOfSeveralGroupsAreTheKindOfEach() {
    var other = Self.third
    other["components"]?["schemas"]?["Pod"]?["x-kubernetes-group-version-kind"] = [
      ["group": "apps", "kind": "Pod", "version": "v1"]
    ]
    let document = SwaggerDocument.make([Self.third, other])
    #expect(document[path: "definitions", "Pod", "x-kubernetes-group-version-kind"]?.arrayValue?.count == 2)
  }

  @Test func protobufHasGnosticsNumbers() {
    let bytes = SwaggerProtobuf.encode([
      "swagger": "2.0", "info": ["title": "T", "version": "v"],
      "definitions": ["A": ["type": "string", "x-kubernetes-patch-strategy": "merge"]],
    ])
    let merge: [UInt8] = [0x12, 0x08, 0x12, 0x06] + Array("merge\n".utf8)
    let named = [0x0a, 27] + Array("x-kubernetes-patch-strategy".utf8) + merge
    let schema: [UInt8] = [0xb2, 0x01, 8, 0x0a, 6] + Array("string".utf8) + [0xfa, 0x01, UInt8(named.count)] + named
    let entry: [UInt8] = [0x0a, 1, 0x41, 0x12, UInt8(schema.count)] + schema
    let expected: [UInt8] =
      [0x0a, 3] + Array("2.0".utf8) + [0x12, 6, 0x0a, 1, 0x54, 0x12, 1, 0x76]
      + [0x42, 0, 0x4a, UInt8(entry.count + 2), 0x0a, UInt8(entry.count)] + entry + [0x6a, 0]
    #expect(bytes == expected)
  }
}
