import APIMachinery
import Testing

@testable import Kubectl

struct JSONPathTests {
  private static let list: JSONValue = [
    "kind": "List",
    "items": [
      ["metadata": ["name": "a", "labels": ["app": "web", "x.y/z": "dotted"]], "n": 1, "tags": ["p", "q", "r"]],
      ["metadata": ["name": "b"], "n": 2.5, "tags": []],
    ],
  ]

  @Test(arguments: [
    ("{.items[*].metadata.name}", "a b"),
    ("{range .items[*]}{.metadata.name}{\"\\t\"}{.n}{\"\\n\"}{end}", "a\t1\nb\t2.5\n"),
    ("{.items[0].tags[0:2]}", "p q"), ("{.items[0].tags[-1:]}", "r"), ("{.items[0].tags[0,2]}", "p r"),
    ("{.items[?(@.n>1)].metadata.name}", "b"), ("{.items[?(@.metadata.name==\"a\")].n}", "1"),
    ("{.items[?(@.metadata.labels.app)].metadata.name}", "a"),
    ("{.items[0].metadata['name','labels']}", "a {\"app\":\"web\",\"x.y/z\":\"dotted\"}"),
    ("{.items[0].metadata.labels.x\\.y/z}", "dotted"), ("{.nope}", ""), ("{.kind} of {.items[1].n}", "List of 2.5"),
    ("{.items[0].tags}", "[\"p\",\"q\",\"r\"]"), ("{..name}", "a b"), ("plain", "plain"),
  ])
  func renders(_ template: String, _ expected: String) throws {
    #expect(try JSONPath(template).render(JSONText.sorted(Self.list)) == expected)
  }

  @Test func tellsOfIndexesOutOfBounds() throws {
    let error = #expect(throws: JSONPath.Failure.self) { try JSONPath("{.items[9]}").render(Self.list) }
    #expect(error?.message == "array index out of bounds: index 9, length 2")
  }

  @Test(arguments: ["{.a", "{range .a}x", "{end}", "{.a[?(@.b==}", "{.a[}"])
  func refusesWhatIsNoTemplate(_ template: String) {
    #expect(throws: KubectlError.self) { try JSONPath(template) }
  }

  @Test(arguments: ["metadata.name", ".metadata.name", "{.metadata.name}", "{metadata.name}"])
  func takesRelaxedPaths(_ text: String) throws {
    #expect(try JSONPath(relaxed: text).find(in: ["metadata": ["name": "x"]]) == ["x"])
  }
}

struct ColumnTests {
  @Test func printsCustomColumns() throws {
    let printer = ObjectPrinter(
      format: try OutputFormat("custom-columns=NAME:.metadata.name,L:.metadata.labels,N:.n[*],X:.nope"))
    let text = try printer.text(["metadata": ["name": "a", "labels": ["k": "v"]], "n": [2, 0]])
    #expect(text == "NAME   L          N     X\na      map[k:v]   2,0   <none>\n")
  }

  @Test(arguments: [
    ("custom-columns", "error: custom-columns format specified but no custom columns given"),
    ("custom-columns=A", "error: unexpected custom-columns spec: A, expected <header>:<json-path-expr>"),
    ("jsonpath", "error: template format specified but no template given"),
    ("go-template=", "error: template format specified but no template given"),
    ("go-template={{.a", "error: error parsing template {{.a, template: output:1: unclosed action"),
    (
      "bogus",
      "error: unable to match a printer suitable for the output format \"bogus\", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml"
    ),
  ])
  func refusesFormats(_ format: String, _ message: String) {
    let error = #expect(throws: KubectlError.self) { try OutputFormat(format) }
    #expect(error?.description == message)
  }

  @Test func alignsTables() {
    let table = TextTable(header: ["NAME", "AGE"], rows: [["long-name", "5m"], ["x", "10d"]])
    #expect(table.text() == "NAME        AGE\nlong-name   5m\nx           10d\n")
    #expect(table.text(withHeader: false) == "long-name   5m\nx           10d\n")
  }

  @Test func alignsDescriptionsByNeighbours() {
    #expect(
      TabWriter.align("A:\tx\nLong:\ty\n\nB:\tz") == "A:    x\nLong:  y\n\nB:  z".replacing("A:    x", with: "A:     x")
    )
  }

  @Test func printsJSONWithSortedMembers() {
    let value: JSONValue = ["b": [1, ["x": .null]], "a": [:], "c": []]
    #expect(
      JSONText.pretty(value)
        == "{\n    \"a\": {},\n    \"b\": [\n        1,\n        {\n            \"x\": null\n        }\n    ],\n    \"c\": []\n}"
    )
  }

  @Test(
    arguments: [
      (["b", "a", "c"], ["a", "b", "c"]), (["pod-10", "pod-2", "pod-1"], ["pod-1", "pod-2", "pod-10"]),
      ([10, 9, 100], [9, 10, 100]), (["1Gi", "500Mi", "2Gi"], ["500Mi", "1Gi", "2Gi"]),
    ] as [([JSONValue], [JSONValue])])
  func sorts(_ values: [JSONValue], _ expected: [JSONValue]) throws {
    let objects = values.map { ["v": $0] as JSONValue }
    #expect(try SortKey.sorted(objects, by: ".v") { $0 }.compactMap { $0["v"] } == expected)
  }

  @Test func quotesTimesInYAML() {
    func text(_ value: JSONValue) -> String { String(decoding: YAMLCodec.encode(value), as: UTF8.self) }
    #expect(text(["t": "2026-11-21T10:00:00Z"]) == "t: \"2026-11-21T10:00:00Z\"\n")
    #expect(text(["t": "2026-11-21"]) == "t: \"2026-11-21\"\n")
    #expect(text(["t": "2026-99-21"]) == "t: 2026-99-21\n")
    #expect(text(["t": "v2026"]) == "t: v2026\n")
  }
}
