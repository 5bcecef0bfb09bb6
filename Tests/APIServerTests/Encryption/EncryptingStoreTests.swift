import APIMachinery
import APITesting
import Storage
import Testing

@testable import APIServer

/// Encryption between a server and its store.
@Suite struct EncryptingStoreTests {
  private let folder = TemporaryFolder()
  private static let key = "/registry/secrets/default/s"
  private static let secret: JSONValue = [
    "metadata": ["name": "s"], "data": ["password": .string(Base64.encode(Array("correct horse".utf8)))],
  ]

  private func encryption(_ configuration: String = "", own: Bool = true) throws -> EncryptionAtRest {
    var options = EncryptionAtRest.Options()
    if own { options.ownPath = folder.file("own.yaml") }
    if !configuration.isEmpty {
      folder.write("config.yaml", configuration)
      options.path = folder.file("config.yaml")
      options.reloads = true
    }
    return try EncryptionAtRest(options, time: ManualTime(), random: SeededRandom(seed: 1)) {
      _ throws(EncryptionError) in throw EncryptionError("no plugins here")
    }
  }

  private static func configuration(_ providers: String, resources: String = "secrets") -> String {
    """
    apiVersion: apiserver.config.k8s.io/v1
    kind: EncryptionConfiguration
    resources:
    - resources: [\(resources)]
      providers: \(providers)
    """
  }

  private func raw(_ store: any Store, _ key: String = Self.key) async throws -> String {
    String(decoding: try #require(try await store.get(key)).value, as: UTF8.self)
  }

  private func make(on server: TestServer) async throws {
    try await server.makeNamespace("default")
    #expect(try await server.call("POST", "/api/v1/namespaces/default/secrets", Self.secret).status == 201)
  }

  @Test func storesSecretsWithAKeyOfItsOwn() async throws {
    let store = MemoryStore()
    let server = try await TestServer(store: store, encryption: try encryption())
    try await make(on: server)
    _ = try await server.call(
      "POST", "/api/v1/namespaces/default/configmaps", ["metadata": ["name": "c"], "data": ["a": "b"]])
    #expect(try await raw(store).hasPrefix("k8s:enc:aesgcm:v1:apus1:"))
    #expect(try await raw(store, "/registry/configmaps/default/c").hasPrefix("{"))
    let read = try await server.call("GET", "/api/v1/namespaces/default/secrets/s")
    #expect(read.body["data"] == Self.secret["data"])
    #expect(folder.mode("own.yaml") == 0o600)

    // Another server on the same data, with the key that is there.
    let again = try await TestServer(store: store, encryption: try encryption())
    let list = try await again.call("GET", "/api/v1/namespaces/default/secrets")
    #expect(list.body["items"]?.arrayValue?.first?["data"] == Self.secret["data"])
  }

  @Test func givesWatchersPlainObjects() async throws {
    let store = MemoryStore()
    let encryption = try encryption()
    let secrets = encryption.store(for: GroupResource("secrets"), over: store)
    let first = try await secrets.create(Self.key, Array("one".utf8), timeToLive: nil)
    let watch = try await secrets.watch(KeyRange(prefix: "/registry/secrets/"), after: first - 1)
    _ = try await secrets.update(Self.key, Array("two".utf8), expected: first, timeToLive: nil)
    var seen: [String] = []
    for try await events in watch {
      for case .put(let record, _) in events.map(\.change) {
        seen.append(String(decoding: record.value, as: UTF8.self))
      }
      if seen.count == 2 { break }
    }
    #expect(seen == ["one", "two"])
    #expect(try await secrets.list(KeyRange(prefix: "/registry/")).records.map(\.value) == [Array("two".utf8)])
    #expect(try await secrets.get(Self.key, at: first)?.value == Array("one".utf8))
  }

  @Test func encryptsWhatWasStoredBefore() async throws {
    let store = MemoryStore()
    try await make(on: try await TestServer(store: store))
    #expect(try await raw(store).contains("password"))
    let encryption = try encryption()
    let server = try await TestServer(store: store, encryption: encryption)
    #expect(try await server.call("GET", "/api/v1/namespaces/default/secrets/s").body["data"] == Self.secret["data"])
    let upgrade = EncryptionUpgrade(
      store: EncryptingStore(base: store, resource: GroupResource("secrets"), encryption: encryption),
      prefix: "/registry/secrets/")
    #expect(try await upgrade.run() == 1)
    #expect(try await upgrade.run() == 0)
    #expect(try await raw(store).hasPrefix("k8s:enc:aesgcm:"))
    #expect(try await server.call("GET", "/api/v1/namespaces/default/secrets/s").body["data"] == Self.secret["data"])
  }

  /// How upstream's users bring their Secrets to a new key: read all, and write all as they are.
  @Test func writesUnchangedObjectsAnewWithTheCurrentKey() async throws {
    let store = MemoryStore()
    try await make(on: try await TestServer(store: store, encryption: try encryption()))
    let secretbox = "secretbox: {keys: [{name: k2, secret: \(TransformerTests.secret(5))}]}"
    let encryption = try encryption(Self.configuration("[{\(secretbox)}, {identity: {}}]"))
    let server = try await TestServer(store: store, encryption: encryption)
    let path = "/api/v1/namespaces/default/secrets/s"
    let before = try await server.call("GET", path).body
    #expect(try await raw(store).hasPrefix("k8s:enc:aesgcm:"), "the key of our own is still read")
    let written = try await server.call("PUT", path, before).body
    #expect(written["metadata"]?["resourceVersion"] != before["metadata"]?["resourceVersion"])
    #expect(try await raw(store).hasPrefix("k8s:enc:secretbox:v1:k2:"))
    let again = try await server.call("PUT", path, written).body
    #expect(again["metadata"]?["resourceVersion"] == written["metadata"]?["resourceVersion"])
  }

  @Test func takesAChangedConfiguration() async throws {
    let store = MemoryStore()
    let cipher = { (name: String, seed: UInt8) in
      "{aescbc: {keys: [{name: \(name), secret: \(TransformerTests.secret(seed))}]}}"
    }
    let encryption = try encryption(Self.configuration("[\(cipher("a", 1))]"), own: false)
    let secrets = encryption.store(for: GroupResource("secrets"), over: store)
    let maps = encryption.store(for: GroupResource("configmaps"), over: store)
    _ = try await secrets.create("/registry/secrets/d/1", [1], timeToLive: nil)
    #expect(await encryption.reload() == false)
    folder.write("config.yaml", "nonsense")
    #expect(await encryption.reload() == false)
    folder.write(
      "config.yaml", Self.configuration("[\(cipher("b", 2)), \(cipher("a", 1))]", resources: "secrets, configmaps"))
    #expect(await encryption.reload())
    _ = try await secrets.create("/registry/secrets/d/2", [2], timeToLive: nil)
    _ = try await maps.create("/registry/configmaps/d/1", [3], timeToLive: nil)
    #expect(try await raw(store, "/registry/secrets/d/1").hasPrefix("k8s:enc:aescbc:v1:a:"))
    #expect(try await raw(store, "/registry/secrets/d/2").hasPrefix("k8s:enc:aescbc:v1:b:"))
    #expect(try await raw(store, "/registry/configmaps/d/1").hasPrefix("k8s:enc:aescbc:v1:b:"))
    #expect(try await secrets.list(KeyRange(prefix: "/registry/secrets/")).records.map(\.value) == [[1], [2]])
  }

  @Test func doesNotStartWithoutTheKey() async throws {
    let store = MemoryStore()
    try await make(on: try await TestServer(store: store, encryption: try encryption()))
    let other = try encryption(Self.configuration("[{identity: {}}]"), own: false)
    await #expect(throws: StoreError.self) { try await TestServer(store: store, encryption: other) }
  }

  @Test func costsNothingWhereNothingIsEncrypted() throws {
    let store = MemoryStore()
    let encryption = try encryption()
    #expect(encryption.store(for: GroupResource("pods"), over: store) is MemoryStore)
    #expect(encryption.store(for: GroupResource("secrets"), over: store) is EncryptingStore)
  }
}
