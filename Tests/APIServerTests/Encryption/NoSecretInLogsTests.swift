import APIMachinery
import APITesting
import Logging
import Storage
import Synchronization
import Testing

@testable import APIServer

/// Keeps every line that is logged while the tests run.
private final class LogLines: Sendable {
  static let shared: LogLines = {
    let lines = LogLines()
    LoggingSystem.bootstrap { _ in Handler(lines: lines) }
    return lines
  }()

  private let all = Mutex<[String]>([])

  var text: String { all.withLock { $0.joined(separator: "\n") } }

  private struct Handler: LogHandler {
    var lines: LogLines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      lines.all.withLock { $0.append("\(event.message) \(metadata) \(event.metadata ?? [:])") }
    }
  }
}

@Suite struct NoSecretInLogsTests {
  @Test func saysNothingOfSecrets() async throws {
    let lines = LogLines.shared
    let password = "hunter2-hunter2"
    let folder = TemporaryFolder()
    var options = EncryptionAtRest.Options()
    options.ownPath = folder.file("own.yaml")
    let store = MemoryStore()
    let encryption = try EncryptionAtRest(options, time: ManualTime(), random: SeededRandom(seed: 1)) {
      _ throws(EncryptionError) in throw EncryptionError("none")
    }
    let server = try await TestServer(store: store, encryption: encryption)
    try await server.makeNamespace("logs")
    let path = "/api/v1/namespaces/logs/secrets"
    let secret: JSONValue = ["metadata": ["name": "s"], "stringData": ["password": .string(password)]]
    for body in [secret, secret, ["metadata": ["name": "Bad Name"], "stringData": ["p": .string(password)]]] {
      _ = try await server.call("POST", path, body)
    }
    _ = try await server.call("PUT", path + "/s", ["metadata": ["name": "t"], "stringData": ["p": .string(password)]])
    _ = try await server.call(
      "PATCH", path + "/s", ["data": ["p": .string(password)]], contentType: "application/merge-patch+json")
    _ = try await server.call(
      "PATCH", path + "/s", ["data": 3, "x": .string(password)], contentType: "application/merge-patch+json")
    _ = try await server.call("DELETE", path + "/s")
    // A value that no key can read is named by its place alone.
    let broken = try await store.create(
      "/registry/secrets/logs/broken", Array("k8s:enc:aesgcm:v1:apus1:\(password)".utf8))
    #expect(broken > 0)
    let secrets = EncryptingStore(base: store, resource: GroupResource("secrets"), encryption: encryption)
    await #expect(throws: StoreError.self) { try await secrets.get("/registry/secrets/logs/broken") }

    let key = String(decoding: try #require(folder.read("own.yaml")), as: UTF8.self)
      .split(separator: "\n").first { $0.contains("secret: ") }?.split(separator: " ").last.map(String.init)
    for word in [password, Base64.encode(Array(password.utf8)), try #require(key)] {
      #expect(!lines.text.contains(word))
    }
  }
}
