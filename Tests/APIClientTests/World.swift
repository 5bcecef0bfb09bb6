import APIClient
import APIMachinery
import APITesting

/// A simulated API with a client.
struct World: Sendable {
  let simulation: Simulation
  let api: FakeAPI
  let client: APIClient

  init(seed: UInt64 = 1) {
    simulation = Simulation(seed: seed)
    api = FakeAPI(time: simulation.time, random: simulation.random)
    client = APIClient(transport: api, userAgent: "test", time: simulation.time)
  }

  var time: ManualTime { simulation.time }

  static let configMaps = GroupVersionResource(group: "", version: "v1", resource: "configmaps")
  static let path = ResourcePath(configMaps, namespace: "default")

  @discardableResult
  func create(_ name: String, labels: JSONValue = [:], value: String = "") async throws -> JSONValue {
    try await client.create(
      Self.path, ["metadata": ["name": .string(name), "labels": labels], "data": ["value": .string(value)]])
  }

  func set(_ name: String, _ value: String) async throws {
    try await client.patch(Self.path, name: name, .merge(["data": ["value": .string(value)]]))
  }

  /// Keeps only the name and the value of each ConfigMap.
  func informer() -> Informer<Setting> {
    Informer(
      client: client,
      source: ListWatch(ResourcePath(Self.configMaps)) { json in
        Setting(
          name: json[path: "metadata", "name"]?.stringValue ?? "",
          value: json[path: "data", "value"]?.stringValue ?? "")
      },
      indexes: ["value": { [$0.value] }], time: time, random: simulation.random)
  }
}

struct Setting: Sendable, Equatable {
  var name: String
  var value: String
}
