import APIMachinery
import Testing

@Suite struct JSONPatchTests {
  private func apply(_ patch: String, to document: String) throws -> JSONValue {
    var document = try JSONParser.parse(document)
    try JSONPatch(json: try JSONParser.parse(patch)).apply(to: &document)
    return document
  }

  static let applied: [(String, String, String)] = [
    (#"[{"op":"add","path":"/a/b","value":1}]"#, #"{"a":{}}"#, #"{"a":{"b":1}}"#),
    (#"[{"op":"add","path":"/l/-","value":3}]"#, #"{"l":[1,2]}"#, #"{"l":[1,2,3]}"#),
    (#"[{"op":"add","path":"/l/0","value":0}]"#, #"{"l":[1]}"#, #"{"l":[0,1]}"#),
    (#"[{"op":"add","path":"/l/-1","value":9}]"#, #"{"l":[1]}"#, #"{"l":[1,9]}"#),
    (#"[{"op":"replace","path":"/zz","value":9}]"#, #"{"a":1}"#, #"{"a":1,"zz":9}"#),
    (#"[{"op":"replace","path":"","value":[1]}]"#, #"{"a":1}"#, "[1]"),
    (#"[{"op":"remove","path":"/l/1"}]"#, #"{"l":[1,2]}"#, #"{"l":[1]}"#),
    (#"[{"op":"remove","path":"/a~1b~0c"}]"#, #"{"a/b~c":1}"#, "{}"),
    (#"[{"op":"remove","path":"/~01"}]"#, #"{"~1":1}"#, "{}"),
    (#"[{"op":"move","from":"/a","path":"/b"}]"#, #"{"a":1}"#, #"{"b":1}"#),
    (#"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":[1]}"#, #"{"a":[1],"b":[1]}"#),
    (#"[{"op":"test","path":"/a","value":{"x":1,"y":2}}]"#, #"{"a":{"y":2,"x":1}}"#, #"{"a":{"y":2,"x":1}}"#),
    (#"[{"op":"test","path":"/gone","value":null}]"#, "{}", "{}"),
    (#"[{"op":"add","path":"/n","value":null}]"#, "{}", #"{"n":null}"#),
  ]

  @Test(arguments: applied)
  func applies(patch: String, document: String, expected: String) throws {
    #expect(try apply(patch, to: document) == JSONParser.parse(expected))
  }

  static let refused: [(String, String, String)] = [
    (
      #"[{"op":"add","path":"/x/y","value":1}]"#, "{}",
      #"add operation does not apply: doc is missing path: "/x/y": missing value"#
    ),
    (
      #"[{"op":"remove","path":"/x"}]"#, "{}",
      "error in remove for path: '/x': Unable to remove nonexistent key: x: missing value"
    ),
    (#"[{"op":"test","path":"/a","value":2}]"#, #"{"a":1}"#, "testing value /a failed: test failed"),
    (
      #"[{"op":"add","path":"/l/5","value":2}]"#, #"{"l":[]}"#,
      "error in add for path: '/l/5': Unable to access invalid index: 5"
    ),
    (#"[{"op":"jump","path":"/a"}]"#, "{}", "Unexpected kind: jump"),
    ("{}", "{}", "json: cannot unmarshal object into Go value of type jsonpatch.Patch"),
    (#"["x"]"#, "{}", "json: cannot unmarshal string into Go value of type jsonpatch.Operation"),
  ]

  @Test(arguments: refused)
  func refuses(patch: String, document: String, message: String) {
    let error = #expect(throws: ParseError.self) { try apply(patch, to: document) }
    #expect(error?.message == message)
  }

  @Test func copiesAreBounded() throws {
    var copies = [JSONValue]()
    for _ in 0..<600 { copies.append(["op": "copy", "from": "/a", "path": "/a/x"]) }
    let error = #expect(throws: APIError.self) { try JSONPatch.apply(.array(copies), to: ["a": ["y": "z"]]) }
    #expect(error?.code == 422)
    let many = JSONValue.array([JSONValue](repeating: ["op": "test", "path": "/a"], count: 10_001))
    #expect(throws: APIError.self) { try JSONPatch.apply(many, to: [:]) }
  }

  /// Cases where evanphx/json-patch v4, which kube-apiserver uses, differs from the RFC: `add` can't replace the
  /// document, indices may be negative and have leading zeros, a missing value counts as null, and so does a missing
  /// member that is copied.
  static let different: Set<String> = [
    "replace object document with array document?", "replace array document with object document?",
    "replacing the root of the document is possible with add", "missing 'value' parameter to add",
    "missing 'value' parameter to replace", "missing 'value' parameter to test", "missing from location to copy",
    "test with bad array number that has leading zeros", #"[{"op":"add","path":"/bar/-1","value":"5"}]"#,
  ]

  @Test(.enabled(if: Facts.exists("suites/json-patch"), "the RFC 6902 suite is not here"))
  func suite() throws {
    var run = 0
    var failures: [String] = []
    for file in Facts.files(in: "suites/json-patch") {
      for test in try JSONParser.parse(Facts.read("suites/json-patch/\(file)") ?? []).arrayValue ?? [] {
        guard test["disabled"] != true, let document = test["doc"], let patch = test["patch"] else { continue }
        let name = test["comment"]?.stringValue ?? patch.jsonText
        var result = document
        let succeeded = (try? JSONPatch(json: patch).apply(to: &result)) != nil
        run += 1
        if Self.different.contains(name) { continue }
        if let expected = test["expected"] {
          if !succeeded || result != expected {
            failures.append("\(name): \(patch.jsonText) on \(document.jsonText) gives \(result.jsonText)")
          }
        } else if test["error"] != nil, succeeded {
          failures.append("\(name): \(patch.jsonText) on \(document.jsonText) is accepted")
        }
      }
    }
    #expect(run > 80)
    for failure in failures { Issue.record("\(failure)") }
  }
}
