import APIMachinery
import Logging
import PKI
import Storage
import Synchronization

/// Encrypts objects before they are stored. ``store(for:over:)`` gives each resource its store; everything above it sees
/// plain values.
///
/// Without a configuration of the operator's, Secrets are encrypted with a key made at the first start and kept in the
/// data folder, in a file that is such a configuration itself.
public final class EncryptionAtRest: Sendable {
  /// How often the file is looked at for changes. As upstream's `EncryptionConfigFileChangePollDuration`.
  static let reloadInterval = Duration.seconds(60)

  /// Where the configuration is.
  public struct Options: Sendable {
    /// `--encryption-provider-config`; none where empty.
    public var path = ""
    /// `--encryption-provider-config-automatic-reload`.
    public var reloads = false
    /// Where the key of our own is; nil for none.
    public var ownPath: String?

    public init() {}
  }

  private let options: Options
  private let time: any TimeSource
  private let logger = Logger(label: "encryption")
  private let state: Mutex<(rules: EncryptionRules, text: [UInt8])>
  private let own: EncryptionRules

  private let makeService: ServiceMaker
  private let random: any RandomSource

  /// Makes the client of a key management service.
  typealias ServiceMaker = @Sendable (EncryptionConfiguration.KMS) throws(EncryptionError) -> any KeyManagementService

  /// Values are stored as they are.
  static let off = EncryptionAtRest()

  private init() {
    options = Options()
    time = SystemTime()
    random = SystemRandom()
    makeService = { _ throws(EncryptionError) in throw EncryptionError("encryption is off") }
    own = .none
    state = Mutex((.none, []))
  }

  /// Reads the configuration, or makes our own.
  init(_ options: Options, time: any TimeSource, random: any RandomSource, service: @escaping ServiceMaker)
    throws(EncryptionError)
  {
    self.options = options
    self.time = time
    self.random = random
    makeService = service
    var own = EncryptionRules.none
    if let path = options.ownPath {
      // The key is kept in use for reading where the operator's configuration comes later.
      if let text = try options.path.isEmpty ? OwnEncryptionKey.make(at: path) : OwnEncryptionKey.read(path) {
        own = try EncryptionRules(try EncryptionConfiguration(text, path: path), plugin: Self.noPlugin)
      }
    }
    self.own = own
    if options.path.isEmpty {
      state = Mutex((own, []))
    } else {
      let text = try Self.read(options.path)
      let plugin = Self.pluginMaker(service, time, random)
      state = Mutex((try Self.rules(text, options.path, former: own, plugin), text))
    }
  }

  private typealias PluginMaker = (EncryptionConfiguration.KMS) throws(EncryptionError) -> KMSPlugin

  private static func pluginMaker(_ service: @escaping ServiceMaker, _ time: any TimeSource, _ random: any RandomSource)
    -> PluginMaker
  {
    { kms throws(EncryptionError) in
      guard kms.apiVersion == "v2" else {
        throw EncryptionError("KMS provider \(kms.name): KMSv1 is not supported; use KMSv2 (apiVersion: v2)")
      }
      return KMSPlugin(name: kms.name, service: try service(kms), time: time, random: random)
    }
  }

  private static func read(_ path: String) throws(EncryptionError) -> [UInt8] {
    do throws(KubeAPIServerError) {
      return try ServerFiles.read(path, flag: "--encryption-provider-config")
    } catch {
      throw EncryptionError(error.message)
    }
  }

  private static func rules(_ text: [UInt8], _ path: String, former: EncryptionRules, _ plugin: PluginMaker)
    throws(EncryptionError) -> EncryptionRules
  {
    do throws(EncryptionError) {
      return try EncryptionRules(try EncryptionConfiguration(text, path: path), former: former, plugin: plugin)
    } catch {
      throw EncryptionError("error while parsing file: \(error.message)")
    }
  }

  private static func noPlugin(_ kms: EncryptionConfiguration.KMS) throws(EncryptionError) -> KMSPlugin {
    throw EncryptionError("the file of Apus' own key can't name a KMS")
  }

  /// The store of a resource: `store` itself where its objects are never encrypted.
  func store(for resource: GroupResource, over store: any Store) -> any Store {
    guard options.reloads || transformer(for: resource) != nil else { return store }
    return EncryptingStore(base: store, resource: resource, encryption: self)
  }

  func transformer(for resource: GroupResource) -> TransformerChain? { state.withLock { $0.rules[resource] } }

  /// What is encrypted without anybody having said so.
  var ownResources: [GroupResource] {
    options.path.isEmpty && options.ownPath != nil ? [GroupResource("secrets")] : []
  }

  /// The plugins in use, for health checks.
  var plugins: [KMSPlugin] { state.withLock { $0.rules.plugins } }

  /// Asks the plugins for the keys that are written with; what asks for them later waits no more.
  func prepare() async throws(EncryptionError) {
    for plugin in plugins { try await plugin.refresh() }
  }

  /// The same, waiting for plugins that aren't there yet: without their keys nothing can be read.
  func waitForPlugins() async throws {
    for plugin in plugins {
      while true {
        do throws(EncryptionError) {
          try await plugin.refresh()
          break
        } catch {
          logger.error("waiting for a KMS plugin", metadata: ["plugin": "\(plugin.name)", "error": "\(error)"])
        }
        try await time.sleep(for: plugin.checkInterval)
      }
    }
  }

  /// Follows changes of the file and keeps plugins' keys current, until the task is cancelled.
  func run() async throws {
    guard options.reloads || !plugins.isEmpty else { return try await time.sleep(for: .seconds(1 << 40)) }
    var sinceReload = Duration.zero
    while true {
      let step = plugins.map(\.checkInterval).min() ?? Self.reloadInterval
      try await time.sleep(for: step)
      sinceReload += step
      if options.reloads, sinceReload >= Self.reloadInterval {
        sinceReload = .zero
        await reload()
      }
      for plugin in plugins {
        do throws(EncryptionError) { try await plugin.refresh() } catch {
          logger.error("a KMS plugin isn't well", metadata: ["plugin": "\(plugin.name)", "error": "\(error)"])
        }
      }
    }
  }

  /// Takes the file's new content where there is some; a file with mistakes changes nothing. Returns whether it did.
  @discardableResult
  func reload() async -> Bool {
    do throws(EncryptionError) {
      let text = try Self.read(options.path)
      guard text != state.withLock({ $0.text }) else { return false }
      let rules = try Self.rules(text, options.path, former: own, Self.pluginMaker(makeService, time, random))
      for plugin in rules.plugins { try await plugin.refresh() }
      state.withLock { $0 = (rules, text) }
      logger.info("the configuration of encryption was changed")
      return true
    } catch {
      logger.error("the changed configuration of encryption can't be used", metadata: ["error": "\(error)"])
      return false
    }
  }
}
