import APIMachinery
import Testing

/// What a manager doesn't apply any more goes; what held it stays.
@Suite struct ApplyRemovalTests {
  private static let request = ManagedFields.Request(
    manager: "m", time: nil, kind: GroupVersionKind(group: "example.com", version: "v1", kind: "Widget"))

  private static func apply(_ spec: JSONValue, over live: JSONValue?) throws -> JSONValue {
    try ManagedFields.apply(
      live: live,
      config: ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "w"], "spec": spec],
      force: false, type: nil, request)
  }

  static let cases: [(before: JSONValue, after: JSONValue, result: JSONValue)] = [
    (["map": ["a": 1]], ["map": [:]], ["map": [:]]),
    (["map": ["a": 1], "b": 2], ["b": 2], ["b": 2]),
    (["outer": ["inner": ["a": 1]]], ["outer": ["inner": [:]]], ["outer": ["inner": [:]]]),
    (["list": [1, 2]], ["list": []], ["list": []]),
  ]

  @Test(arguments: cases.indices) func whatHeldItStays(index: Int) throws {
    let (before, after, result) = Self.cases[index]
    let live = try Self.apply(before, over: nil)
    #expect(try Self.apply(after, over: live)["spec"] == result)
  }

  @Test func othersFieldsKeepTheirPlace() throws {
    var live = try Self.apply(["map": ["a": 1]], over: nil)
    live["spec"]?["other"] = "x"
    let merged = try Self.apply(["map": [:]], over: live)
    #expect(merged["spec"] == ["map": [:], "other": "x"])
  }
}
