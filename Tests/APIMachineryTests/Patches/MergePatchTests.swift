import APIMachinery
import Testing

@Suite struct MergePatchTests {
  /// The examples of RFC 7386, appendix A, whose patch is an object.
  static let examples: [(String, String, String)] = [
    (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
    (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
    (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#), (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
    (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
    (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
    (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
    ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#), ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
  ]

  @Test(arguments: examples)
  func applies(document: String, patch: String, expected: String) throws {
    #expect(try MergePatch.apply(JSONParser.parse(patch), to: JSONParser.parse(document)) == JSONParser.parse(expected))
  }

  @Test func refusesWhatIsNoObject() {
    for (patch, message) in [
      ([], "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"),
      (3, "error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}"),
      (.null, "Invalid JSON Patch"),
    ] as [(JSONValue, String)] {
      let error = #expect(throws: APIError.self) { try MergePatch.apply(patch, to: [:]) }
      #expect(error?.message == message)
    }
  }

  @Test func makesPatches() throws {
    let original: JSONObject = JSONObject([("a", 1), ("b", ["x": 1, "y": 2]), ("c", [1, 2])])
    let modified: JSONObject = JSONObject([("a", 1), ("b", ["x": 3]), ("d", true)])
    let patch = MergePatch.create(from: original, to: modified)
    #expect(JSONValue.object(patch) == ["b": ["x": 3, "y": .null], "d": true, "c": .null])
    let current: JSONObject = JSONObject([("a", 5), ("b", ["x": 1, "y": 2, "z": 9]), ("c", [1, 2]), ("others", 1)])
    let merged = MergePatch.createThreeWay(original: original, modified: modified, current: current)
    #expect(
      try MergePatch.apply(.object(merged), to: .object(current)) == [
        "a": 1, "b": ["x": 3, "z": 9], "d": true, "others": 1,
      ])
  }
}
