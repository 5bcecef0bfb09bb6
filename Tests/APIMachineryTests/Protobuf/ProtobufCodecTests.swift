import Testing

@testable import APIMachinery

@Suite struct ProtobufCodecTests {
  private let codec = ProtobufCodec()

  private func type(_ name: String) throws -> ObjectType {
    try #require(SchemaRegistry.builtIn.type(named: name))
  }

  @Test func aSmallObjectHasTheExpectedBytes() throws {
    let secret: JSONValue = [
      "kind": "Secret", "apiVersion": "v1", "metadata": ["name": "s"], "data": ["a": "YQ=="], "immutable": false,
    ]
    let meta: [UInt8] =
      [0x0A, 0x01, 0x73, 0x12, 0x00, 0x1A, 0x00, 0x22, 0x00, 0x2A, 0x00, 0x32, 0x00, 0x38, 0x00, 0x42, 0x00]
    let raw: [UInt8] =
      [0x0A, UInt8(meta.count)] + meta + [0x12, 0x06, 0x0A, 0x01, 0x61, 0x12, 0x01, 0x61, 0x1A, 0x00, 0x28, 0x00]
    let typeMeta: [UInt8] = [0x0A, 0x02, 0x76, 0x31, 0x12, 0x06] + Array("Secret".utf8)
    let expected =
      [0x6B, 0x38, 0x73, 0x00, 0x0A, UInt8(typeMeta.count)] + typeMeta + [0x12, UInt8(raw.count)] + raw
      + [0x1A, 0x00, 0x22, 0x00]
    #expect(try codec.encode(secret) == expected)
    #expect(try codec.decode(expected) == secret)
  }

  @Test func valuesOfAllShapesSurvive() throws {
    let texts = [
      """
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","creationTimestamp":"2026-01-02T03:04:05Z","labels":\
      {"a":"1","b":"2"},"managedFields":[{"fieldsV1":{"f:a":{}}}]},"spec":{"containers":[{"name":"c","ports":\
      [{"containerPort":80}],"resources":{"limits":{"cpu":"1500m"}},"livenessProbe":{"httpGet":{"port":"http"},\
      "initialDelaySeconds":-3}}],"terminationGracePeriodSeconds":0},"status":{"conditions":[{"type":"Ready",\
      "status":"True","lastProbeTime":null,"lastTransitionTime":null}]}}
      """,
      """
      {"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{},"spec":{"renewTime":\
      "2026-01-02T03:04:05.123456Z"}}
      """,
      """
      {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"spec":{"extra":\
      {"scopes":["a","b"]}},"status":{"allowed":false}}
      """,
      """
      {"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","metadata":{},"spec":{"group":"g",\
      "names":{"plural":"ps","kind":"P"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,\
      "schema":{"openAPIV3Schema":{"maximum":1.5,"items":{"type":"x"},"additionalProperties":true,\
      "default":{"b":1,"a":[null]},"properties":{"q":{"additionalProperties":{"type":"y"}}}}}}]},"status":\
      {"conditions":null,"acceptedNames":{"plural":"","kind":""},"storedVersions":null}}
      """,
    ]
    for text in texts {
      let value = try JSONParser.parse(text)
      let decoded = try codec.decode(codec.encode(value))
      #expect(decoded == value)
    }
  }

  @Test func listsAreWrittenItemByItem() throws {
    var encoder = ProtobufListEncoder(try type("core/v1.ConfigMapList"), of: try type("core/v1.ConfigMap"))
    try encoder.append(json: Array(#"{"metadata":{"name":"a"},"data":{"k":"v"}}"#.utf8))
    try encoder.append(json: Array(#"{"metadata":{"name":"b"}}"#.utf8))
    let bytes = encoder.finish(metadata: ["resourceVersion": "7"], apiVersion: "v1", kind: "ConfigMapList")
    let expected: JSONValue = [
      "kind": "ConfigMapList", "apiVersion": "v1", "metadata": ["resourceVersion": "7"],
      "items": [["metadata": ["name": "a"], "data": ["k": "v"]], ["metadata": ["name": "b"]]],
    ]
    #expect(try codec.decode(bytes) == expected)
    #expect(try codec.encode(expected) == bytes)
  }

  @Test func watchEventsCarryWholeDocuments() throws {
    let object: JSONValue = ["kind": "ConfigMap", "apiVersion": "v1", "metadata": ["name": "a"]]
    let frame = ProtobufCodec.watchFrame(type: "ADDED", document: try codec.encode(object))
    let length = frame.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    #expect(length == frame.count - 4)
    let event = try codec.decode(message: Array(frame[4...]), as: type("meta/v1.WatchEvent"))
    #expect(event["type"] == "ADDED" && event["object"] == object)
  }

  @Test func brokenDocumentsAreRefused() throws {
    #expect(throws: ParseError.self) { try codec.decode([]) }
    #expect(throws: ParseError.self) { try codec.decode(Array("{}".utf8)) }
    #expect(throws: ParseError.self) { try codec.decode([0x6B, 0x38, 0x73, 0x00, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]) }
    #expect(throws: ParseError.self) { try codec.encode(["kind": "Table", "apiVersion": "meta.k8s.io/v1"]) }
    // A message in a message in a message, …
    var nested: [UInt8] = []
    for _ in 0..<400 {
      var writer = ProtobufWriter(capacity: nested.count + 16)
      writer.prepend(nested)
      writer.close(28, before: 0)
      nested = writer.bytes
    }
    #expect(throws: ParseError.self) {
      try codec.decode(message: nested, as: type("apiextensions.k8s.io/v1.JSONSchemaProps"))
    }
    // Two bytes ask for one element each; there is an end to it.
    let many = (0..<ProtobufDecoder.valuesMaximum + 1).flatMap { _ in [0x12, 0x00] as [UInt8] }
    #expect(throws: ParseError.self) { try codec.decode(message: many, as: type("core/v1.PodSpec")) }
  }

  @Test func damagedDocumentsNeverCrash() throws {
    let seed: UInt64 = 20_261_121
    let random = SeededRandom(seed: seed)
    let pod = try codec.encode(
      JSONParser.parse(
        #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","labels":{"a":"b"},"managedFields":[{"fieldsV1":{"f:a":{}}}]},"#
          + #""spec":{"containers":[{"name":"c","livenessProbe":{"httpGet":{"port":80}},"resources":{"limits":{"cpu":"1"}}}]}}"#
      ))
    for _ in 0..<4000 {
      var bytes = pod
      for _ in 0...random.next(below: 4) {
        switch random.next(below: 3) {
        case 0: bytes[Int(random.next(below: UInt64(bytes.count)))] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.removeLast(Int(random.next(below: UInt64(bytes.count / 2 + 1))))
        default:
          bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: Int(random.next(below: UInt64(bytes.count))))
        }
        if bytes.isEmpty { bytes = [0] }
      }
      guard let object = try? codec.decode(bytes) else { continue }
      #expect(throws: Never.self, "seed \(seed)") { _ = try codec.encode(object) }
    }
  }
}
