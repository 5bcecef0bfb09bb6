import APIMachinery
import Crypto
import Synchronization

/// A KMS v2 plugin in use: the seed that is written with, and the keys it has decrypted for reading.
///
/// Writing goes on with the seed at hand while the plugin is away, for three minutes; reading what was read before goes
/// on for ever.
final class KMSPlugin: Sendable {
  /// As upstream's `kmsv2PluginHealthzPositiveInterval`, `…NegativeInterval` and `kmsv2PluginWriteDEKSourceMaxTTL`.
  private static let checkIntervalWell = Duration.seconds(60)
  private static let checkIntervalIll = Duration.seconds(10)
  private static let writingTimeMax = Duration.seconds(180)
  /// Keys kept for reading; the oldest is forgotten when there are more.
  private static let keysMax = 1_000

  struct WritingKey: Sendable {
    var seed: DerivedKeyTransformer
    var sealed: KMSSealedKey
    /// By uptime.
    var expires: Duration
  }

  private struct State {
    var writing: WritingKey?
    var keys: [KMSSealedKey: SymmetricKey] = [:]
    var order: [KMSSealedKey] = []
    var failure: EncryptionError? = EncryptionError("the plugin hasn't been asked yet")
    var version = ""

    mutating func remember(_ key: SymmetricKey, for sealed: KMSSealedKey) {
      guard keys.updateValue(key, forKey: sealed) == nil else { return }
      order.append(sealed)
      if order.count > KMSPlugin.keysMax { keys[order.removeFirst()] = nil }
    }
  }

  let name: String
  private let service: any KeyManagementService
  private let time: any TimeSource
  private let random: any RandomSource
  private let state = Mutex(State())

  init(name: String, service: any KeyManagementService, time: any TimeSource, random: any RandomSource) {
    self.name = name
    self.service = service
    self.time = time
    self.random = random
  }

  /// nil when all is well.
  var failure: EncryptionError? { state.withLock { $0.failure } }
  var checkInterval: Duration { failure == nil ? Self.checkIntervalWell : Self.checkIntervalIll }
  var currentKeyID: String { state.withLock { $0.writing?.sealed.keyID ?? "" } }

  func writingKey() throws(EncryptionError) -> WritingKey {
    let now = time.uptime()
    guard let writing = state.withLock({ $0.writing }) else {
      throw EncryptionError("kmsv2 Provider \(name) has given no key yet")
    }
    guard now <= writing.expires else {
      throw EncryptionError("the key of kmsv2 Provider \(name) has expired: the plugin has not answered for minutes")
    }
    return writing
  }

  func knownKey(_ sealed: KMSSealedKey) -> SymmetricKey? { state.withLock { $0.keys[sealed] } }

  func readingKey(_ sealed: KMSSealedKey) async throws(EncryptionError) -> SymmetricKey {
    if let known = knownKey(sealed) { return known }
    do throws(EncryptionError) {
      let key = SymmetricKey(data: try await service.decrypt(sealed, id: random.uuid()))
      state.withLock { $0.remember(key, for: sealed) }
      return key
    } catch {
      throw EncryptionError("failed to decrypt DEK, error: \(error.message)")
    }
  }

  /// Asks the plugin how it is, and takes a new seed where its key has changed.
  func refresh() async throws(EncryptionError) {
    do throws(EncryptionError) {
      try await check()
      state.withLock { $0.failure = nil }
    } catch {
      state.withLock { $0.failure = error }
      throw error
    }
  }

  private func check() async throws(EncryptionError) {
    let started = time.uptime()
    let status: KMSStatus
    do throws(EncryptionError) {
      status = try await service.status()
    } catch {
      throw EncryptionError(
        "failed to perform status section of the healthz check for KMS Provider \(name), error: \(error.message)")
    }
    do throws(EncryptionError) {
      try checkHealth(status)
    } catch {
      throw EncryptionError("kmsv2 Provider \(name) is not healthy, error: \(error.message)")
    }
    try await takeKey(status.keyID, expires: started + Self.writingTimeMax)
  }

  private func checkHealth(_ status: KMSStatus) throws(EncryptionError) {
    guard status.health == "ok" else { throw EncryptionError("got unexpected healthz status: \(status.health)") }
    guard status.version == "v2" || status.version == "v2beta1" else {
      throw EncryptionError("expected KMSv2 API version v2, got \(status.version)")
    }
    let known = state.withLock { state in
      if state.version.isEmpty { state.version = status.version }
      return state.version
    }
    guard known == status.version else {
      throw EncryptionError(
        "KMSv2 API version should not change after the initial status response version \(known), got \(status.version)")
    }
    guard !status.keyID.isEmpty, status.keyID.utf8.count <= 1_024 else {
      throw EncryptionError("got invalid KMSv2 KeyID")
    }
  }

  /// Goes on writing with the seed at hand where the plugin's key is the same, and with a new one where it isn't.
  private func takeKey(_ keyID: String, expires: Duration) async throws(EncryptionError) {
    let isCurrent = state.withLock { state in
      guard state.writing?.sealed.keyID == keyID else { return false }
      state.writing?.expires = expires
      return true
    }
    if isCurrent { return }
    let seed = SymmetricKey(size: .bits256)
    let sealed: KMSSealedKey
    do throws(EncryptionError) {
      sealed = try await service.encrypt(seed.withUnsafeBytes { Array($0) }, id: random.uuid())
    } catch {
      throw EncryptionError("failed to encrypt DEK, error: \(error.message)")
    }
    try sealed.check()
    guard sealed.keyID == keyID else {
      throw EncryptionError("failed to rotate DEK: the plugin encrypted with another key than its status names")
    }
    state.withLock { state in
      state.writing = WritingKey(seed: DerivedKeyTransformer(seed: seed), sealed: sealed, expires: expires)
      state.remember(seed, for: sealed)
    }
  }
}
