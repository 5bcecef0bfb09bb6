import Testing

@testable import APIMachinery

/// Keys of `fieldsV1`, as they come and as we write them.
@Suite struct FieldKeyTests {
  @Test(
    arguments: [
      (#"f:name"#, #"f:name"#), (#"k:{"name":"web"}"#, #"k:{"name":"web"}"#),
      (#"k:{ "name" : "web" }"#, #"k:{"name":"web"}"#),
      (#"k:{"containerPort":80,"protocol":"TCP"}"#, #"k:{"containerPort":80,"protocol":"TCP"}"#),
      (#"k:{"protocol":"TCP","containerPort":80}"#, #"k:{"containerPort":80,"protocol":"TCP"}"#),
      (#"k:{"port":080}"#, nil), (#"k:{"port":0}"#, #"k:{"port":0}"#), (#"k:{"port":-1}"#, #"k:{"port":-1}"#),
      (#"k:{"a":true}"#, #"k:{"a":true}"#), (#"k:{"a":1.5}"#, #"k:{"a":1.5}"#),
      (#"k:{"a":"<"}"#, #"k:{"a":"\u003c"}"#), (#"k:{"a":"\u0041"}"#, #"k:{"a":"A"}"#),
      (#"k:{"a":"ä"}"#, #"k:{"a":"ä"}"#),
      (#"k:{"a":"b"}x"#, nil), (#"k:{"a":"b""#, nil), (#"k:{"a":"b",}"#, nil), (#"k:{"a"}"#, nil), (#"k:{}"#, #"k:{}"#),
      (#"k:[]"#, nil), (#"k:{"a":"b"#, nil), (#"v:"x""#, #"v:"x""#), (#"v: "x""#, #"v:"x""#), (#"i:07"#, #"i:7"#),
      (#"x:y"#, nil), (#"f"#, nil),
    ] as [(String, String?)])
  func areWrittenOneWay(_ key: String, _ expected: String?) {
    let leaf = JSONValue.object(JSONObject())
    let written = try? FieldSet(fieldsV1: .object(JSONObject([(key, leaf)]))).fieldsV1
    let wanted: JSONValue? = expected.map { JSONValue.object(JSONObject([($0, leaf)])) }
    #expect(written == wanted)
  }

  @Test func comeBackAsTheyWere() throws {
    let text = """
      {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\\"name\\":\\"web\\"}":{".":{},\
      "f:image":{},"f:ports":{".":{},"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:name":{}}}}}}}
      """
    let json = try JSONParser.parse(text)
    #expect(try FieldSet(fieldsV1: json).fieldsV1.jsonText == text)
  }

  /// A change of what the manager has already leaves its fields as they are written; one of others takes from them.
  @Test func fieldsStayWhenTheManagerHasThem() throws {
    let type = try #require(SchemaRegistry.builtIn.type(named: "core/v1.ConfigMap"))
    func request(_ manager: String) -> ManagedFields.Request {
      ManagedFields.Request(
        manager: manager, time: Timestamp(seconds: 1_767_225_600),
        kind: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"))
    }
    func change(_ live: JSONValue, _ key: String, _ value: String, by manager: String) -> JSONValue {
      var new = live
      new["data"] = new["data"] ?? [:]
      new["data"]?[key] = .string(value)
      ManagedFields.update(live: live, new: &new, type: type, request(manager))
      return new
    }
    var one: JSONValue = [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"], "data": ["a": "1"],
    ]
    ManagedFields.update(live: nil, new: &one, type: type, request("first"))
    func owned(_ object: JSONValue) -> [String: JSONValue] {
      var owned: [String: JSONValue] = [:]
      for entry in object[path: "metadata", "managedFields"]?.arrayValue ?? [] {
        owned[entry["manager"]?.stringValue ?? ""] = entry["fieldsV1"]
      }
      return owned
    }
    #expect(owned(one) == ["first": ["f:data": [".": [:], "f:a": [:]]]])
    let two = change(one, "a", "2", by: "first")
    #expect(owned(two) == owned(one))
    let three = change(two, "a", "3", by: "second")
    #expect(owned(three) == ["first": ["f:data": [:]], "second": ["f:data": ["f:a": [:]]]])
    let four = change(three, "b", "1", by: "first")
    #expect(owned(four)["first"] == ["f:data": [".": [:], "f:b": [:]]])
    #expect(owned(four)["second"] == ["f:data": ["f:a": [:]]])
  }
}
