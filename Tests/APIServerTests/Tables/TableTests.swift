import APIMachinery
import Testing

@testable import APIServer

@Suite struct TableTests {
  private static let asTable = "application/json;as=Table;v=v1;g=meta.k8s.io"

  @Test func everyColumnOfEveryResourceIsDescribed() {
    for resource in ResourceCatalog.builtIn.resources {
      // Upstream says nothing of this one.
      for column in resource.columns ?? DefaultTable.columns where column.name != "Handler" {
        let text = ColumnDescriptions.builtIn.description(of: column.name, resource: resource.qualifiedName)
        #expect(!text.isEmpty, "\(resource.qualifiedName): \(column.name)")
      }
    }
  }

  @Test func escapesInDescriptionsAreDecoded() {
    let descriptions = ColumnDescriptions("# c\n*\n  Name: a\nthings\n  Size: one\\ntwo \\\\ three: four\n")
    #expect(descriptions.description(of: "Size", resource: "things") == "one\ntwo \\ three: four")
    #expect(descriptions.description(of: "Name", resource: "things") == "a")
    #expect(descriptions.description(of: "Other", resource: "things").isEmpty)
  }

  @Test func rowsHaveACellForEachColumn() async throws {
    let server = try await TestServer.complete.value
    for resource in ResourceCatalog.builtIn.resources
    where resource.verbs.contains("list") && resource.resource.resource != "componentstatuses" {
      let group = resource.resource.group
      let root = group.isEmpty ? "/api/v1" : "/apis/\(group)/\(resource.resource.version)"
      let answer = try await server.call("GET", "\(root)/\(resource.resource.resource)", accept: Self.asTable)
      #expect(answer.status == 200, "\(resource.qualifiedName)")
      guard answer.body["kind"]?.stringValue == "Table" else { continue }
      let count = answer.body["columnDefinitions"]?.arrayValue?.count
      for row in answer.body["rows"]?.arrayValue ?? [] { #expect(row["cells"]?.arrayValue?.count == count) }
    }
  }

  @Test func scalesHaveTheirOwn() async throws {
    let server = try await TestServer.shared.value
    try await server.makeNamespace("tables")
    let made = try await server.call(
      "POST", "/apis/apps/v1/namespaces/tables/deployments",
      [
        "metadata": ["name": "d"],
        "spec": [
          "replicas": 3, "selector": ["matchLabels": ["a": "b"]],
          "template": ["metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]]],
        ],
      ])
    #expect(made.status == 201)
    let table = try await server.call(
      "GET", "/apis/apps/v1/namespaces/tables/deployments/d/scale", accept: Self.asTable)
    #expect(table.body["columnDefinitions"]?.arrayValue?.map { $0["name"] } == ["Name", "Desired", "Available", "Age"])
    #expect(table.body["rows"]?[0]?["cells"]?.arrayValue?.prefix(3) == ["d", 3, 0])
  }

  /// A list's rows are kept as bytes, a single object's are made each time.
  @Test func keptRowsAreThoseOfTheObjectAsItIs() async throws {
    let server = try await TestServer.shared.value
    try await server.makeNamespace("rows")
    let path = "/api/v1/namespaces/rows/configmaps"
    let made = try await server.call("POST", path, ["metadata": ["name": "m"], "data": ["a": "1"]])
    #expect(made.status == 201)
    for members in 1...3 {
      if members > 1 {
        let patch = try await server.call(
          "PATCH", "\(path)/m", ["data": [String(members): "x"]], contentType: "application/merge-patch+json")
        #expect(patch.status == 200)
      }
      for include in ["", "?includeObject=Object", "?includeObject=None"] {
        let one = try await server.call("GET", "\(path)/m\(include)", accept: Self.asTable)
        for _ in 1...2 {
          let list = try await server.call("GET", path + include, accept: Self.asTable)
          let rows = list.body["rows"]?.arrayValue ?? []
          let row = try #require(rows.first { $0["cells"]?[0] == "m" })
          #expect(row["cells"]?[1] == .integer(Int64(members)))
          #expect(row["object"] == one.body["rows"]?[0]?["object"])
          #expect(list.body["columnDefinitions"] == one.body["columnDefinitions"])
        }
      }
    }
  }

  @Test func aClockKnowsHowLongItsTextsAreTrue() {
    for seconds: Int64 in [0, 59, 119, 600, 10_799, 28_800, 172_800, 691_200, 63_072_000, 252_288_000] {
      let age = Duration.seconds(seconds)
      let next = HumanDuration.nextChange(after: age)
      #expect(next > age)
      #expect(HumanDuration.text(next - .seconds(1)) == HumanDuration.text(age))
    }
    let clock = TableClock(Timestamp(seconds: 1_000))
    #expect(clock.age(of: Timestamp(seconds: 995)) == "5s")
    #expect(clock.nextChange == Timestamp(seconds: 1_001))
  }
}
