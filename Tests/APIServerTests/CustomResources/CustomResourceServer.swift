import APIMachinery
import APITesting
import Storage
import Testing

@testable import APIServer

/// A server in this process, with what it takes to define resources and to work with their objects.
struct CustomResourceServer: Sendable {
  static let group = "gear.example.com"
  private static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

  let server: APIServer
  private let transport: any APITransport

  struct Answer {
    var status: Int
    var body: JSONValue
    var warnings: [String]

    var message: String { body["message"]?.stringValue ?? "" }
    /// The causes of an error as `field: message`.
    var causes: [String] {
      (body[path: "details", "causes"]?.arrayValue ?? []).map {
        "\($0["field"]?.stringValue ?? ""): \($0["message"]?.stringValue ?? "")"
      }
    }
  }

  /// Runs `body` against a fresh server, which ends with it.
  static func with(_ body: @Sendable (CustomResourceServer) async throws -> Void) async throws {
    let store = MemoryStore()
    let server = APIServer(configuration: APIServerConfiguration(), store: store) { _ in APIServer.Parts() }
    try await server.start()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.runUpkeep() }
      defer { group.cancelAll() }
      try await body(CustomResourceServer(server: server, transport: server.transport(as: .apiServer)))
    }
  }

  // MARK: Requests

  func send(
    _ method: String, _ path: String, _ body: JSONValue? = .none, contentType: String = "application/json",
    accept: String = "application/json", query: [(name: String, value: String)] = []
  ) async throws -> Answer {
    let request = APIRequest(
      method: method, path: path, query: query.map { QueryItem($0.name, $0.value) },
      headers: Headers([("Content-Type", contentType), ("Accept", accept)]), body: body?.encoded() ?? [])
    let response = try await transport.send(request)
    guard case .bytes(let bytes) = response.body else {
      return Answer(status: response.status, body: .null, warnings: [])
    }
    let warnings = response.headers.all("Warning").map { String($0.dropFirst("299 - \"".count).dropLast()) }
    return Answer(status: response.status, body: (try? JSONParser.parse(bytes)) ?? .null, warnings: warnings)
  }

  // MARK: Definitions

  /// A definition of `Widget`s.
  static func definition(_ versions: [JSONValue], scope: String = "Namespaced", extra: [String: JSONValue] = [:])
    -> JSONValue
  {
    var spec: JSONValue = [
      "group": .string(group), "scope": .string(scope),
      "names": ["plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"],
      "versions": .array(versions),
    ]
    for (key, value) in extra { spec[key] = value }
    return [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": .string("widgets.\(group)")], "spec": spec,
    ]
  }

  static func version(_ name: String = "v1", schema: JSONValue, storage: Bool = true, extra: [String: JSONValue] = [:])
    -> JSONValue
  {
    var version: JSONValue = [
      "name": .string(name), "served": true, "storage": .bool(storage), "schema": ["openAPIV3Schema": schema],
    ]
    for (key, value) in extra { version[key] = value }
    return version
  }

  /// A schema whose `spec` is this.
  static func schema(spec: JSONValue) -> JSONValue { ["type": "object", "properties": ["spec": spec]] }

  func define(_ definition: JSONValue) async throws -> Answer { try await send("POST", Self.definitions, definition) }

  /// Creates the definition and waits until it is served.
  func establish(_ definition: JSONValue) async throws {
    let made = try await define(definition)
    try #require(made.status == 201, "\(made.message)")
    try await eventually("\(definition.name) is served") { try await isEstablished(definition.name) }
  }

  private func isEstablished(_ name: String) async throws -> Bool {
    let conditions = try await send("GET", "\(Self.definitions)/\(name)").body[path: "status", "conditions"]
    return (conditions?.arrayValue ?? []).contains { $0["type"] == "Established" && $0["status"] == "True" }
  }

  // MARK: Objects

  static func path(_ version: String = "v1", name: String = "") -> String {
    "/apis/\(group)/\(version)/namespaces/default/widgets" + (name.isEmpty ? "" : "/\(name)")
  }

  static func widget(_ name: String, spec: JSONValue, version: String = "v1") -> JSONValue {
    [
      "apiVersion": .string("\(group)/\(version)"), "kind": "Widget", "metadata": ["name": .string(name)],
      "spec": spec,
    ]
  }

  func create(_ name: String, spec: JSONValue, query: [(name: String, value: String)] = []) async throws -> Answer {
    try await send("POST", Self.path(), Self.widget(name, spec: spec), query: query)
  }
}
