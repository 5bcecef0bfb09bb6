import APIMachinery
import Storage
import Testing

@testable import APIServer

@Suite struct ListContinuationTests {
  @Test func aListGoesOnWhenItsStateIsForgotten() async throws {
    let store = MemoryStore()
    let first = try await TestServer(store: store)
    try await first.makeNamespace("pieces")
    let maps = "/api/v1/namespaces/pieces/configmaps"
    for name in ["a", "b", "c"] {
      #expect(try await first.call("POST", maps, ["metadata": ["name": .string(name)]]).status == 201)
    }
    let page = try await first.call("GET", "\(maps)?limit=1").body
    let token = try #require(page[path: "metadata", "continue"]?.stringValue)
    #expect(try await first.call("POST", maps, ["metadata": ["name": "d"]]).status == 201)
    try await store.compact(before: try await store.currentRevision)

    let second = try await TestServer(store: store)
    let expired = try await second.call("GET", "\(maps)?limit=1&continue=\(token)")
    #expect(expired.status == 410)
    #expect(expired.body["reason"] == "Expired")
    let next = try #require(expired.body[path: "metadata", "continue"]?.stringValue)
    let rest = try await second.call("GET", "\(maps)?continue=\(next)")
    #expect((rest.body["items"]?.arrayValue ?? []).map(\.name) == ["b", "c", "d"])
    #expect(rest.body[path: "metadata", "continue"] == nil)
  }
}
