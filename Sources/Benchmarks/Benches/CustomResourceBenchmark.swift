internal import APIMachinery
internal import APIServer
internal import LinuxSupport
internal import Storage

/// What custom resources cost beside built-in ones: the API server in this process with a store in memory, one request
/// after the other, without sockets. The baseline of an object is a ConfigMap of the same size.
struct CustomResourceBenchmark: Benchmark {
  let name = "crd"
  let summary = "create and get custom objects against ConfigMaps; the memory of 1,000 definitions"

  func run(_ setting: BenchmarkSetting) async throws -> [Figure] {
    let store = MemoryStore()
    let server = APIServer(configuration: APIServerConfiguration(), store: store, time: setting.time) { _ in
      APIServer.Parts()
    }
    try await server.start()
    return try await withThrowingTaskGroup(of: [Figure].self) { group in
      group.addTask {
        try await server.runUpkeep()
        return []
      }
      group.addTask {
        try await CustomResourceFigures(transport: server.transport(as: .apiServer), setting: setting).all()
      }
      let figures = try await group.next() ?? []
      group.cancelAll()
      return figures
    }
  }
}

private struct CustomResourceFigures {
  let transport: any APITransport
  let setting: BenchmarkSetting
  private static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
  private static let definitionCount = 1_000
  private static let group = "bench.example.com"

  func all() async throws -> [Figure] {
    var figures: [Figure] = []
    try await define("plain", rules: [])
    try await define("ruled", rules: [["rule": "self.entries.all(k, self.entries[k].size() < 100)"]])
    if setting.measures("create a custom object") {
      let baseline = try await creations("/api/v1/namespaces/default/configmaps") { name in
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": Self.entries]
      }
      for (kind, title) in [
        ("plain", "create a custom object"), ("ruled", "create a custom object with a rule"),
      ] {
        let rate = try await creations("/apis/\(Self.group)/v1/namespaces/default/\(kind)s") { name in
          [
            "apiVersion": .string("\(Self.group)/v1"), "kind": .string(Self.kind(kind)),
            "metadata": ["name": .string(name)], "spec": ["entries": Self.entries],
          ]
        }
        figures.append(Figure(title, rate, "requests/s", baseline: .init("create a ConfigMap", baseline)))
      }
    }
    if setting.measures("1,000 definitions") { figures.append(try await memory()) }
    return figures
  }

  /// Two kilobytes in twenty texts.
  private static let entries = JSONValue.object(
    JSONObject((0..<20).map { ("key-\($0)", .string(String(repeating: "x", count: 80))) }))

  private static func kind(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }

  // MARK: Objects

  private func creations(_ path: String, _ object: (String) -> JSONValue) async throws -> Double {
    var count = 0
    let start = setting.time.uptime()
    while setting.time.uptime() - start < setting.duration {
      count += 1
      let status = try await send("POST", path, object("o-\(count)")).status
      guard status == 201 else { throw BenchmarkError("POST \(path): status \(status)") }
    }
    return Double(count) / (setting.time.uptime() - start).inSeconds
  }

  private func send(_ method: String, _ path: String, _ body: JSONValue? = .none) async throws -> (
    status: Int, body: [UInt8]
  ) {
    let headers = Headers([("Content-Type", "application/json"), ("User-Agent", "bench")])
    let response = try await transport.send(
      APIRequest(method: method, path: path, headers: headers, body: body?.encoded() ?? []))
    guard case .bytes(let bytes) = response.body else { return (response.status, []) }
    return (response.status, bytes)
  }

  // MARK: Definitions

  private func define(_ name: String, rules: JSONValue) async throws {
    let kind = Self.kind(name)
    let spec: JSONValue = [
      "type": "object",
      "properties": [
        "entries": [
          "type": "object", "maxProperties": 100, "additionalProperties": ["type": "string", "maxLength": 200],
        ],
        "replicas": ["type": "integer", "minimum": 0, "default": 1],
        "mode": ["type": "string", "enum": ["Fast", "Safe"], "default": "Safe"],
        "template": [
          "type": "object",
          "properties": [
            "image": ["type": "string", "description": "What to run."], "command": ["type": "string"],
            "ports": [
              "type": "array",
              "items": ["type": "object", "properties": ["name": ["type": "string"], "port": ["type": "integer"]]],
            ],
          ],
        ],
      ],
      "x-kubernetes-validations": rules,
    ]
    let definition: JSONValue = [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": .string("\(name)s.\(Self.group)")],
      "spec": [
        "group": .string(Self.group), "scope": "Namespaced",
        "names": ["plural": .string(name + "s"), "kind": .string(kind)],
        "versions": [
          [
            "name": "v1", "served": true, "storage": true,
            "schema": ["openAPIV3Schema": ["type": "object", "properties": ["spec": spec]]],
          ]
        ],
      ],
    ]
    let status = try await send("POST", Self.definitions, definition).status
    guard status == 201 else { throw BenchmarkError("the definition of \(kind): status \(status)") }
    let deadline = setting.time.uptime() + .seconds(30)
    while try await send("GET", "/apis/\(Self.group)/v1/namespaces/default/\(name)s").status != 200 {
      guard setting.time.uptime() < deadline else { throw BenchmarkError("\(kind) is not served") }
      try await setting.time.sleep(for: .milliseconds(1))
    }
  }

  /// What the definitions and all that serves them keep in memory.
  private func memory() async throws -> Figure {
    let before = try anonymousMegabytes()
    for number in 0..<Self.definitionCount { try await define("thing\(number)", rules: []) }
    return Figure(
      "memory of 1,000 definitions", try anonymousMegabytes() - before, "MB", better: .lower, target: 50)
  }

  private func anonymousMegabytes() throws -> Double {
    let status = try HostFileSystem().readText("/proc/self/status")
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    let kibibytes = line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Double($0) } ?? 0
    return kibibytes * 1_024 / 1e6
  }
}
