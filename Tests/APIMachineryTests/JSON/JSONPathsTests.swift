import Testing

@testable import APIMachinery

struct JSONPathsTests {
  private static let pod = Array(
    #"""
    {"kind":"Pod","metadata":{"name":"web","labels":{"a":"}","b":"\"{"},"annotations":{"labels":"no"}},
     "spec":{"nodeName":"one","containers":[{"name":"x"},[1,"]"]],"hostNetwork":true,"priority":-12 },"status":{}}
    """#.utf8)

  private static func text(_ path: String, in bytes: [UInt8] = pod) throws -> String? {
    let found = try JSONPaths([path.split(separator: ".").map(String.init)]).find(in: bytes)
    return found[0].map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  @Test(arguments: [
    ("kind", #""Pod""#), ("metadata.name", #""web""#), ("metadata.labels", #"{"a":"}","b":"\"{"}"#),
    ("metadata.labels.a", #""}""#), ("spec.containers", #"[{"name":"x"},[1,"]"]]"#), ("spec.hostNetwork", "true"),
    ("spec.priority", "-12"), ("status", "{}"),
  ])
  func findsValues(_ path: String, _ expected: String) throws {
    #expect(try Self.text(path) == expected)
  }

  @Test(arguments: ["none", "metadata.uid", "spec.containers.name", "kind.name", "status.phase", "labels"])
  func findsNothing(_ path: String) throws {
    #expect(try Self.text(path) == nil)
  }

  @Test func findsManyAtOnce() throws {
    let paths = JSONPaths([["status"], ["metadata"], ["metadata", "name"], ["nothing"], ["spec", "nodeName"]])
    let found = try paths.find(in: Self.pod)
    #expect(found.map { $0 == nil } == [false, false, false, true, false])
  }

  /// What a tree of the same document has, at any place.
  @Test func agreesWithTheParser() throws {
    let tree = try JSONParser.parse(Self.pod)
    for path in [["metadata"], ["metadata", "annotations"], ["spec", "containers"], ["spec", "priority"]] {
      let range = try #require(try JSONPaths([path]).find(in: Self.pod)[0])
      let expected = path.reduce(tree as JSONValue?) { $0?[$1] }
      #expect(try JSONParser.parse(Self.pod[range]) == expected)
    }
  }

  /// Whatever the bytes, it ends: cut anywhere and with any byte changed.
  @Test func survivesDamage() {
    let paths = JSONPaths([["metadata", "labels", "b"], ["status"], ["spec", "x"]])
    for end in Self.pod.indices { _ = try? paths.find(in: Array(Self.pod[..<end])) }
    for position in Self.pod.indices {
      for byte in [UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"), 0, 0xFF] {
        var damaged = Self.pod
        damaged[position] = byte
        _ = try? paths.find(in: damaged)
      }
    }
  }

  @Test(arguments: ["", "[]", "1", "{", #"{"a"#, #"{"a":"#, #"{"a":"b"#])
  func refusesWhatIsNoObject(_ text: String) {
    #expect(throws: JSONError.self) { try JSONPaths([["a", "b"]]).find(in: Array(text.utf8)) }
  }
}
