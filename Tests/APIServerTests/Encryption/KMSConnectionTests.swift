import APIMachinery
import APITesting
import GRPCTesting
import HTTPTransport
import Storage
import Synchronization
import Testing

@testable import APIServer

/// Plugins of KMS v2, over real unix sockets.
@Suite(.timeLimit(.minutes(20))) struct KMSConnectionTests {
  private let folder = TemporaryFolder()

  /// A plugin that "encrypts" by adding its key's number to each byte, with what it was asked.
  private final class Plugin: Sendable {
    struct State {
      var key: UInt8 = 1
      var health = "ok"
      var version = "v2"
      var isSilent = false
      var methods: [String] = []
    }

    let state = Mutex(State())

    func answer(_ method: String, _ request: [UInt8]) -> GRPCTestServer.Answer {
      let state = state.withLock { state in
        state.methods.append(String(method.split(separator: "/").last ?? ""))
        return state
      }
      guard !state.isSilent, let fields = try? ProtobufFields(request[...]) else { return .silence }
      var answer = ProtobufMessage()
      switch method {
      case "/v2.KeyManagementService/Status":
        answer.add(1, Array(state.version.utf8))
        answer.add(2, Array(state.health.utf8))
        answer.add(3, Array("key-\(state.key)".utf8))
      case "/v2.KeyManagementService/Encrypt":
        answer.add(1, fields.bytes(1).map { $0 &+ state.key })
        answer.add(2, Array("key-\(state.key)".utf8))
        answer.add(3, ["number.example.com": [state.key]])
      case "/v2.KeyManagementService/Decrypt":
        guard let number = (try? fields.map(4))?["number.example.com"]?.first, fields.text(3) == "key-\(number)",
          !fields.text(2).isEmpty
        else { return .failure(code: 3, message: "unknown key") }
        answer.add(1, fields.bytes(1).map { $0 &- number })
      default: return .failure(code: 12, message: "unknown method \(method)")
      }
      return .messages([answer.bytes])
    }

    func count(_ method: String) -> Int { state.withLock { $0.methods.count { $0 == method } } }
  }

  private func start(_ plugin: Plugin) async throws -> GRPCTestServer {
    try await GRPCTestServer.start(at: folder.file("kms.sock")) { plugin.answer($0, $1) }
  }

  private func settings(timeout: Duration = .seconds(100)) -> EncryptionConfiguration.KMS {
    EncryptionConfiguration.KMS(
      apiVersion: "v2", name: "vault", endpoint: "unix://\(folder.file("kms.sock"))", timeout: GoDuration(timeout),
      cacheSize: nil)
  }

  private func encryption(_ time: any TimeSource = SystemTime(), reloads: Bool = false) throws -> EncryptionAtRest {
    var options = folder.optionsOfKMS(endpoint: "unix://\(folder.file("kms.sock"))", timeout: "100s")
    options.reloads = reloads
    return try EncryptionAtRest(options, time: time, random: SeededRandom(seed: 1)) { kms throws(EncryptionError) in
      try KMSConnection(kms, time: SystemTime())
    }
  }

  @Test func speaksToAPlugin() async throws {
    let plugin = Plugin()
    let server = try await start(plugin)
    let connection = try KMSConnection(settings(), time: SystemTime())
    #expect(try await connection.status() == KMSStatus(version: "v2", health: "ok", keyID: "key-1"))
    let sealed = try await connection.encrypt([1, 2, 3], id: "a")
    #expect(
      sealed
        == KMSSealedKey(ciphertext: [2, 3, 4], keyID: "key-1", annotations: ["number.example.com": [1]]))
    #expect(try await connection.decrypt(sealed, id: "b") == [1, 2, 3])
    var foreign = sealed
    foreign.keyID = "key-9"
    let error = await #expect(throws: EncryptionError.self) { try await connection.decrypt(foreign, id: "c") }
    #expect(error?.message == "rpc error: code = InvalidArgument desc = unknown key")
    #expect(server.connections == 1)
    try await server.stop()
  }

  @Test func waitsForItNoLongerThanItMay() async throws {
    let plugin = Plugin()
    plugin.state.withLock { $0.isSilent = true }
    let server = try await start(plugin)
    let connection = try KMSConnection(settings(timeout: .milliseconds(60)), time: SystemTime())
    var error = await #expect(throws: EncryptionError.self) { try await connection.status() }
    #expect(error?.message.hasPrefix("rpc error: code = DeadlineExceeded") == true)
    try await server.stop()
    error = await #expect(throws: EncryptionError.self) { try await connection.status() }
    #expect(error?.message.hasPrefix("rpc error: code = ") == true)
  }

  @Test func findsAPluginThatComesLater() async throws {
    let plugin = Plugin()
    let connection = try KMSConnection(settings(), time: SystemTime())
    async let status = connection.status()
    try await SystemTime().sleep(for: .milliseconds(30))
    let first = try await start(plugin)
    #expect(try await status.keyID == "key-1")
    // And one that was started again.
    try await first.stop()
    let second = try await start(plugin)
    #expect(try await connection.status().keyID == "key-1")
    try await second.stop()
  }

  @Test(arguments: [
    ("unix:///run/kms.sock", "/run/kms.sock"), ("unix:/run/kms.sock", "/run/kms.sock"),
    ("unix://host/run/kms.sock", "/run/kms.sock"),
    ("", "remote KMS provider can't use empty string as endpoint"),
    ("tcp://localhost:1", "unsupported scheme \"tcp\" for remote KMS provider"),
    ("unix:///@kms", "unix:///@kms: sockets without a file are not supported"),
  ])
  func readsEndpoints(_ endpoint: String, _ result: String) {
    let found = Result { () throws(EncryptionError) in try KMSConnection.path(of: endpoint) }
    switch found {
    case .success(let path): #expect(path == result)
    case .failure(let error): #expect(error.message == result)
    }
  }

  @Test func keepsSecretsOfAServer() async throws {
    let plugin = Plugin()
    let server = try await start(plugin)
    let store = MemoryStore()
    let secret: JSONValue = ["metadata": ["name": "s"], "stringData": ["a": "classified"]]
    do {
      let api = try await TestServer(store: store, encryption: try encryption())
      #expect(try await api.call("POST", "/api/v1/namespaces/default/secrets", secret).status == 201)
      let raw = try #require(try await store.get("/registry/secrets/default/s")).value
      #expect(raw.starts(with: Array("k8s:enc:kms:v2:vault:".utf8)))
      #expect(plugin.count("Encrypt") == 1 && plugin.count("Decrypt") == 0)
    }
    // A later server asks for the key of what is there, and writes with a new one.
    plugin.state.withLock { $0.key = 2 }
    let api = try await TestServer(store: store, encryption: try encryption())
    let read = try await api.call("GET", "/api/v1/namespaces/default/secrets/s")
    #expect(read.body["data"] == ["a": "Y2xhc3NpZmllZA=="], "\(read.text)")
    #expect(plugin.count("Decrypt") == 1 && plugin.count("Encrypt") == 2)
    try await server.stop()
  }

  @Test func followsAPluginsHealthAndKey() async throws {
    let plugin = Plugin()
    let server = try await start(plugin)
    let time = ManualTime()
    let encryption = try encryption(time)
    try await encryption.prepare()
    let watched = try #require(encryption.plugins.first)
    let running = Task { try await encryption.run() }
    func pass(_ duration: Duration, _ what: String, until isDone: () -> Bool) async throws {
      await time.waitForSleepers(1)
      time.advance(by: duration)
      try await eventually(what, isDone)
    }
    plugin.state.withLock { $0.key = 2 }
    try await pass(.seconds(60), "the new key") { watched.currentKeyID == "key-2" }
    plugin.state.withLock { $0.health = "sealed" }
    try await pass(.seconds(60), "the failure") { watched.failure != nil }
    #expect(
      watched.failure?.message == "kmsv2 Provider vault is not healthy, error: got unexpected healthz status: sealed")
    // Now it is looked at more often.
    plugin.state.withLock { $0.health = "ok" }
    try await pass(.seconds(10), "the recovery") { watched.failure == nil }
    plugin.state.withLock { $0.version = "v2beta1" }
    try await pass(.seconds(60), "the failure") { watched.failure != nil }
    #expect(watched.failure?.message.contains("KMSv2 API version should not change") == true)
    running.cancel()
    _ = await running.result
    try await server.stop()
  }

  @Test func takesAChangedConfigurationWhenItsPluginsAnswer() async throws {
    let plugin = Plugin()
    let server = try await start(plugin)
    folder.write(
      "config.yaml",
      "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n"
        + "- {resources: [secrets], providers: [{identity: {}}]}\n")
    var options = EncryptionAtRest.Options()
    options.path = folder.file("config.yaml")
    options.reloads = true
    let reloading = try EncryptionAtRest(options, time: SystemTime(), random: SeededRandom(seed: 1)) {
      kms throws(EncryptionError) in try KMSConnection(kms, time: SystemTime())
    }
    #expect(await !reloading.reload())
    _ = try encryption()
    plugin.state.withLock { $0.health = "sealed" }
    #expect(await !reloading.reload() && reloading.plugins.isEmpty)
    plugin.state.withLock { $0.health = "ok" }
    #expect(await reloading.reload() && reloading.plugins.count == 1)
    try await server.stop()
  }

  @Test func waitsAtTheStartForItsKeys() async throws {
    let plugin = Plugin()
    plugin.state.withLock { $0.health = "starting" }
    let server = try await start(plugin)
    let time = ManualTime()
    let encryption = try encryption(time)
    async let ready: Void = encryption.waitForPlugins()
    await time.waitForSleepers(1)
    plugin.state.withLock { $0.health = "ok" }
    time.advance(by: .seconds(10))
    try await ready
    #expect(encryption.plugins.first?.failure == nil)
    try await server.stop()
  }
}
