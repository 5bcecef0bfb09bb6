import APIMachinery

/// A file of `--encryption-provider-config`: `apiserver.config.k8s.io/v1` EncryptionConfiguration.
struct EncryptionConfiguration: Sendable {
  struct Rule: Sendable {
    /// `secrets`, `deployments.apps`, `*.apps`, `*.` (the core group) or `*.*`.
    var resources: [String]
    var providers: [Provider]
  }

  /// One member should be set; ``validate()`` says so where it isn't.
  struct Provider: Sendable {
    var ciphers: [Cipher] = []
    var kms: [KMS] = []
    var isIdentity = false

    var count: Int { ciphers.count + kms.count + (isIdentity ? 1 : 0) }
  }

  struct Cipher: Sendable {
    enum Algorithm: String, Sendable, CaseIterable {
      case aesgcm, aescbc, secretbox

      /// The lengths of keys that are right, in bytes.
      var keySizes: [Int] { self == .secretbox ? [32] : [16, 24, 32] }
    }

    var algorithm: Algorithm
    var keys: [Key]
  }

  struct Key: Sendable {
    var name: String
    /// In base64.
    var secret: String
  }

  struct KMS: Sendable {
    var apiVersion: String
    var name: String
    var endpoint: String
    var timeout: GoDuration
    var cacheSize: Int64?
  }

  var rules: [Rule]
}

extension EncryptionConfiguration {
  private static let apiVersion = "apiserver.config.k8s.io/v1"
  private static let timeoutDefault = GoDuration(.seconds(3))

  /// Reads YAML or JSON; members that the API doesn't have are refused, so that a slip of the pen can't leave
  /// something unencrypted.
  init(_ text: [UInt8], path: String) throws(EncryptionError) {
    guard !text.isEmpty else {
      throw EncryptionError("encryption provider configuration file \(quoted(path)) is empty")
    }
    do throws(ParseError) {
      let root = try YAMLCodec.decode(text)
      try Self.check(root, "", ["apiVersion", "kind", "resources"])
      guard root["apiVersion"]?.stringValue == Self.apiVersion, root["kind"]?.stringValue == "EncryptionConfiguration"
      else { throw ParseError("no kind EncryptionConfiguration of \(Self.apiVersion) in the file") }
      rules = []
      for (index, rule) in (root["resources"]?.arrayValue ?? []).enumerated() {
        rules.append(try Rule(rule, path: "resources[\(index)]"))
      }
    } catch {
      throw EncryptionError("error decoding encryption provider configuration file \(quoted(path)): \(error.message)")
    }
  }

  fileprivate static func check(_ value: JSONValue, _ path: String, _ known: [String]) throws(ParseError) {
    guard case .object(let object) = value else { throw ParseError("\(path.isEmpty ? "the file" : path) is no object") }
    for key in object.keys where !known.contains(key) {
      throw ParseError("strict decoding error: unknown field \(quoted(path.isEmpty ? key : "\(path).\(key)"))")
    }
  }

  fileprivate static func provider(_ value: JSONValue, path: String) throws(ParseError) -> Provider {
    var provider = Provider()
    try check(value, path, Cipher.Algorithm.allCases.map(\.rawValue) + ["kms", "identity"])
    for algorithm in Cipher.Algorithm.allCases {
      guard let settings = value[algorithm.rawValue] else { continue }
      try check(settings, "\(path).\(algorithm.rawValue)", ["keys"])
      var keys: [Key] = []
      for (index, key) in (settings["keys"]?.arrayValue ?? []).enumerated() {
        try check(key, "\(path).\(algorithm.rawValue).keys[\(index)]", ["name", "secret"])
        keys.append(Key(name: key["name"]?.stringValue ?? "", secret: key["secret"]?.stringValue ?? ""))
      }
      provider.ciphers.append(Cipher(algorithm: algorithm, keys: keys))
    }
    if let kms = value["kms"] {
      try check(kms, "\(path).kms", ["apiVersion", "name", "endpoint", "timeout", "cachesize"])
      provider.kms.append(
        KMS(
          apiVersion: kms["apiVersion"]?.stringValue ?? "v1", name: kms["name"]?.stringValue ?? "",
          endpoint: kms["endpoint"]?.stringValue ?? "",
          timeout: try kms["timeout"]?.stringValue.map { text throws(ParseError) in try GoDuration(parsing: text) }
            ?? timeoutDefault,
          cacheSize: kms["cachesize"]?.integerValue))
    }
    provider.isIdentity = value["identity"] != nil
    return provider
  }
}

extension EncryptionConfiguration.Rule {
  fileprivate init(_ value: JSONValue, path: String) throws(ParseError) {
    try EncryptionConfiguration.check(value, path, ["resources", "providers"])
    resources = (value["resources"]?.arrayValue ?? []).compactMap(\.stringValue)
    providers = []
    for (index, provider) in (value["providers"]?.arrayValue ?? []).enumerated() {
      providers.append(try EncryptionConfiguration.provider(provider, path: "\(path).providers[\(index)]"))
    }
  }
}

func parseGroupResource(_ text: String) -> GroupResource {
  let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  return GroupResource(group: parts.count > 1 ? parts[1] : "", resource: parts[0])
}
