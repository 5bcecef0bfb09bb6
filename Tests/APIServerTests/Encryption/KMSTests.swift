import APIMachinery
import APITesting
import Storage
import Synchronization
import Testing

@testable import APIServer

/// Keeps keys as a plugin does: "encrypts" by adding its own number to each byte, and refuses what another key made.
private final class FakeKMS: KeyManagementService {
  struct State {
    var key: UInt8 = 1
    var isAway = false
    var decryptions = 0
  }

  let state = Mutex(State())

  private func answer() throws(EncryptionError) -> State {
    let state = state.withLock { $0 }
    if state.isAway { throw EncryptionError("the plugin is away") }
    return state
  }

  func status() async throws(EncryptionError) -> KMSStatus {
    KMSStatus(version: "v2", health: "ok", keyID: "key-\(try answer().key)")
  }

  func encrypt(_ plain: [UInt8], id: String) async throws(EncryptionError) -> KMSSealedKey {
    let key = try answer().key
    return KMSSealedKey(ciphertext: plain.map { $0 &+ key }, keyID: "key-\(key)", annotations: ["example.com": [key]])
  }

  func decrypt(_ key: KMSSealedKey, id: String) async throws(EncryptionError) -> [UInt8] {
    _ = try answer()
    guard let number = key.annotations["example.com"]?.first, key.keyID == "key-\(number)" else {
      throw EncryptionError("unknown key")
    }
    state.withLock { $0.decryptions += 1 }
    return key.ciphertext.map { $0 &- number }
  }
}

extension TemporaryFolder {
  /// Of a server that encrypts Secrets by a plugin.
  func optionsOfKMS(endpoint: String, timeout: String = "3s") -> EncryptionAtRest.Options {
    write(
      "config.yaml",
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: EncryptionConfiguration
      resources:
      - resources: [secrets]
        providers:
        - kms: {apiVersion: v2, name: vault, endpoint: "\(endpoint)", timeout: \(timeout)}
        - identity: {}
      """)
    var options = EncryptionAtRest.Options()
    options.path = file("config.yaml")
    return options
  }
}

@Suite struct KMSTests {
  private let folder = TemporaryFolder()
  private let time = ManualTime()
  private let service = FakeKMS()
  private static let range = KeyRange(prefix: "/registry/secrets/")

  /// A server's encryption as it is after a start.
  private func started() async throws -> EncryptionAtRest {
    let options = folder.optionsOfKMS(endpoint: "unix:///vault.sock")
    let encryption = try EncryptionAtRest(options, time: time, random: SeededRandom(seed: 1)) {
      [service] _ throws(EncryptionError) in service
    }
    try await encryption.prepare()
    return encryption
  }

  @Test func keepsTheKeyWithTheValue() async throws {
    let store = MemoryStore()
    let secrets = try await started().store(for: GroupResource("secrets"), over: store)
    for name in ["a", "b"] {
      _ = try await secrets.create("/registry/secrets/d/\(name)", Array(name.utf8), timeToLive: nil)
    }
    let raw = try #require(try await store.get("/registry/secrets/d/a")).value
    #expect(raw.starts(with: Array("k8s:enc:kms:v2:vault:".utf8)))
    #expect(service.state.withLock { $0.decryptions } == 0, "one's own key is known")

    // A later start asks the plugin once for the key of both, also for those in a watch's history.
    let again = try await started().store(for: GroupResource("secrets"), over: store)
    #expect(try await again.list(Self.range).records.map(\.value) == [Array("a".utf8), Array("b".utf8)])
    #expect(service.state.withLock { $0.decryptions } == 1)
    let watching = try await started().store(for: GroupResource("secrets"), over: store)
    let watch = try await watching.watch(Self.range, after: initialRevision)
    var values: [[UInt8]] = []
    for try await events in watch {
      for case .put(let record, _) in events.map(\.change) { values.append(record.value) }
      if values.count == 2 { break }
    }
    #expect(values == [Array("a".utf8), Array("b".utf8)])
  }

  @Test func followsTheKeyOfThePlugin() async throws {
    let store = MemoryStore()
    let encryption = try await started()
    let secrets = EncryptingStore(base: store, resource: GroupResource("secrets"), encryption: encryption)
    _ = try await secrets.create("/registry/secrets/d/a", [1], timeToLive: nil)
    #expect(try await !secrets.isStale("/registry/secrets/d/a"))
    service.state.withLock { $0.key = 2 }
    try await encryption.prepare()
    #expect(try await secrets.isStale("/registry/secrets/d/a"))
    _ = try await secrets.create("/registry/secrets/d/b", [2], timeToLive: nil)
    #expect(try await !secrets.isStale("/registry/secrets/d/b"))
    #expect(try await secrets.list(Self.range).records.map(\.value) == [[1], [2]])
  }

  @Test func writesForThreeMinutesWithoutThePlugin() async throws {
    let store = MemoryStore()
    let encryption = try await started()
    let secrets = encryption.store(for: GroupResource("secrets"), over: store)
    service.state.withLock { $0.isAway = true }
    await #expect(throws: EncryptionError.self) { try await encryption.prepare() }
    #expect(encryption.plugins.first?.failure != nil)
    time.advance(by: .seconds(179))
    _ = try await secrets.create("/registry/secrets/d/a", [1], timeToLive: nil)
    time.advance(by: .seconds(2))
    await #expect(throws: StoreError.self) {
      try await secrets.create("/registry/secrets/d/b", [2], timeToLive: nil)
    }
    #expect(try await secrets.get("/registry/secrets/d/a")?.value == [1], "reading goes on")
    service.state.withLock { $0.isAway = false }
    try await encryption.prepare()
    _ = try await secrets.create("/registry/secrets/d/b", [2], timeToLive: nil)
  }

  @Test func refusesBrokenEnvelopes() {
    let good = KMSTransformer.Envelope(
      data: [1], key: KMSSealedKey(ciphertext: [2], keyID: "k", annotations: ["a.b": [3]]), isSeed: true
    ).encoded()
    #expect(throws: Never.self) { try KMSTransformer.Envelope(good[...]) }
    for length in 0..<good.count {
      // Shorter ones lack a field or are cut off; the last field can be left out.
      if let envelope = try? KMSTransformer.Envelope(good.prefix(length)) { #expect(!envelope.isSeed) }
    }
    let long = KMSSealedKey(ciphertext: [UInt8](repeating: 0, count: 1_025), keyID: "k")
    #expect(throws: EncryptionError.self) { try long.check() }
  }
}
