import APIMachinery
import Testing

@testable import APIServer

/// Which options of lists and watches go together.
@Suite struct ListOptionsTests {
  static let watches: [(query: String, errors: [String])] = [
    ("", []), ("allowWatchBookmarks=true&limit=5", []),
    ("sendInitialEvents=true&resourceVersionMatch=NotOlderThan", []),
    (
      "sendInitialEvents=true",
      ["resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"]
    ),
    (
      "sendInitialEvents=false&resourceVersionMatch=Exact",
      [
        "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
        "resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"",
      ]
    ),
    (
      "resourceVersionMatch=NotOlderThan&continue=x",
      [
        "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided",
      ]
    ),
  ]

  static let lists: [(query: String, errors: [String])] = [
    ("limit=5&resourceVersion=0", []),
    (
      "resourceVersionMatch=Exact&sendInitialEvents=true",
      [
        "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
        "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list",
      ]
    ),
  ]

  @Test(arguments: watches.indices) func watchesAreChecked(index: Int) {
    let (query, errors) = Self.watches[index]
    #expect(Self.errors(query, isWatch: true) == errors)
  }

  @Test(arguments: lists.indices) func listsAreChecked(index: Int) {
    let (query, errors) = Self.lists[index]
    #expect(Self.errors(query, isWatch: false) == errors)
  }

  private static func errors(_ query: String, isWatch: Bool) -> [String] {
    let items = query.split(separator: "&").map { item -> QueryItem in
      let pair = item.split(separator: "=").map(String.init)
      return QueryItem(pair[0], pair[1])
    }
    do throws(APIError) {
      _ = try ListOptions(APIRequest(method: "GET", path: "/", query: items), isWatch: isWatch)
      return []
    } catch {
      return (error.details?.causes ?? []).map { "\($0.field): \($0.message)" }
    }
  }

  @Test func aPathCanNameWhatIsWatched() async throws {
    let server = try await TestServer.shared.value
    try await server.makeNamespace("watched")
    for name in ["a", "b"] {
      _ = try await server.call(
        "POST", "/api/v1/namespaces/watched/configmaps", ["metadata": ["name": .string(name)]])
    }
    let path = "/api/v1/watch/namespaces/watched/configmaps/b"
    let refused = try await server.call("GET", path + "?fieldSelector=metadata.name=a")
    #expect(refused.status == 400)
    #expect(refused.body["message"] == "fieldSelector metadata.name doesn't match requested name")
    let response = try await server.server.transport(as: TestServer.admin).send(APIRequest(method: "GET", path: path))
    guard case .stream(let stream) = response.body else {
      Issue.record("no stream")
      return
    }
    let first = String(decoding: try await stream.next() ?? [], as: UTF8.self)
    #expect(first.contains(#""name":"b""#) && !first.contains(#""name":"a""#))
    stream.cancel()
  }

  @Test func yamlCannotBeWatched() async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.call("GET", "/api/v1/configmaps?watch=1", accept: "application/yaml")
    #expect(answer.status == 406)
    // YAML breaks long lines.
    #expect(
      answer.text.replacing("\n  ", with: " ").contains(
        "only the following media types are accepted: application/json;stream=watch, "
          + "application/vnd.kubernetes.protobuf;stream=watch"))
  }
}
