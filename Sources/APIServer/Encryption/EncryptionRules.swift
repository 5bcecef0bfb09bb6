import APIMachinery
import Crypto

/// Which transformer each resource has: an ``EncryptionConfiguration`` made ready for use.
struct EncryptionRules: Sendable {
  private var transformers: [GroupResource: TransformerChain] = [:]
  /// The plugins that hold keys, to be kept alive and asked for their health.
  let plugins: [KMSPlugin]

  /// No encryption at all.
  static let none = EncryptionRules()

  private init() { plugins = [] }

  /// - Parameters:
  ///   - former: Rules under which data may have been written before; what they can read goes on being readable.
  ///   - plugin: Makes the client of a key management service.
  init(
    _ configuration: EncryptionConfiguration, former: EncryptionRules = .none,
    plugin: (EncryptionConfiguration.KMS) throws(EncryptionError) -> KMSPlugin
  ) throws(EncryptionError) {
    let problems = configuration.problems()
    guard problems.isEmpty else { throw EncryptionError(Self.joined(problems)) }
    var plugins: [KMSPlugin] = []
    for rule in configuration.rules {
      var links: [TransformerChain.Link] = []
      for provider in rule.providers {
        for cipher in provider.ciphers { links.append(try Self.link(cipher)) }
        for kms in provider.kms {
          let made = try plugin(kms)
          plugins.append(made)
          links.append(.init("k8s:enc:kms:v2:\(kms.name):", KMSTransformer(plugin: made)))
        }
        if provider.isIdentity { links.append(.init("", IdentityTransformer())) }
      }
      for name in rule.resources {
        let resource = parseGroupResource(name)
        for mask in [GroupResource(group: resource.group, resource: "*"), GroupResource(group: "*", resource: "*")]
        where transformers[mask] != nil {
          throw EncryptionError("resource \(quoted(name)) is masked by earlier rule \(quoted(Self.yaml(mask)))")
        }
        transformers[resource, default: TransformerChain(links: [])].links += links
      }
    }
    self.plugins = plugins
    for (resource, chain) in former.transformers {
      // What has no rule any longer is written as it is, and read as it was written.
      let own = self[resource] ?? TransformerChain(links: [.init("", IdentityTransformer())])
      transformers[resource] = TransformerChain(links: own.links + chain.links)
    }
  }

  /// nil where values are stored as they are.
  subscript(resource: GroupResource) -> TransformerChain? {
    transformers[resource] ?? transformers[GroupResource(group: resource.group, resource: "*")]
      ?? transformers[GroupResource(group: "*", resource: "*")]
  }

  private static func link(_ cipher: EncryptionConfiguration.Cipher) throws(EncryptionError) -> TransformerChain.Link {
    var keys: [TransformerChain.Link] = []
    for key in cipher.keys {
      guard let bytes = try? Base64.decode(key.secret) else {
        throw EncryptionError("could not obtain secret for named key \(key.name)")
      }
      let transformer: any ValueTransformer =
        switch cipher.algorithm {
        case .aesgcm: AESGCMTransformer(key: SymmetricKey(data: bytes))
        case .aescbc: AESCBCTransformer(key: SymmetricKey(data: bytes))
        case .secretbox: SecretBoxTransformer(key: bytes)
        }
      keys.append(.init(key.name + ":", transformer))
    }
    let name = cipher.algorithm == .secretbox ? "Secretbox" : "AES"
    return .init(
      "k8s:enc:\(cipher.algorithm.rawValue):v1:",
      TransformerChain(links: keys, unknown: "no matching key was found for the provided \(name) transformer"))
  }

  private static func yaml(_ resource: GroupResource) -> String {
    resource.group.isEmpty && resource.resource == "*" ? "*." : resource.description
  }

  private static func joined(_ problems: FieldErrorList) -> String {
    problems.count == 1
      ? "\(problems[0])" : "[" + problems.map(\.description).joined(separator: ", ") + "]"
  }
}
