import APIMachinery

extension EncryptionConfiguration {
  /// What is wrong with it, in upstream's words (`ValidateEncryptionConfiguration`).
  func problems() -> FieldErrorList {
    let root = FieldPath("resources")
    guard !rules.isEmpty else { return [.required(root, "at least one resources is required")] }
    var errors: FieldErrorList = []
    var names: Set<String> = []
    for (index, rule) in rules.enumerated() {
      let resources = root.index(index).child("resources")
      let providers = root.index(index).child("providers")
      if rule.resources.isEmpty { errors.append(.required(resources, "at least one \(resources) is required")) }
      errors += Self.overlaps(rule.resources, resources)
      errors += rule.resources.enumerated().compactMap { Self.nameProblem($1, resources.index($0)) }
      if rule.providers.isEmpty { errors.append(.required(providers, "at least one \(providers) is required")) }
      for (position, provider) in rule.providers.enumerated() {
        errors += Self.problems(provider, providers.index(position), &names)
      }
    }
    return errors
  }

  private static func overlaps(_ resources: [String], _ path: FieldPath) -> FieldErrorList {
    let parsed = resources.map(parseGroupResource)
    var errors: FieldErrorList = []
    let value = JSONValue.array(resources.map { .string($0) })
    if Set(parsed).count < parsed.count {
      errors.append(.invalid(path, value, "the same resource cannot be specified multiple times"))
    }
    let unique = Set(parsed)
    let masks = unique.contains { one in
      one.resource == "*" && unique.contains { $0 != one && (one.group == "*" || $0.group == one.group) }
    }
    if masks {
      errors.append(
        .invalid(
          path, value,
          "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked"
        ))
    }
    return errors
  }

  private static func nameProblem(_ name: String, _ path: FieldPath) -> FieldError? {
    let resource = parseGroupResource(name)
    let problem: String? =
      switch name {
      case _ where name.lowercased() != name: "resource name should not contain capital letters"
      case "*": "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"
      case "apiserveripinfo", "serviceipallocations", "servicenodeportallocations":
        "resources which do not have REST API/s cannot be encrypted"
      case _ where resource.group == "events.k8s.io":
        "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the config file"
      case _ where resource.group == "extensions":
        "'extensions' group has been removed and cannot be used for encryption"
      case _ where resource.group == "*" && resource.resource != "*":
        "encrypting the same resource across groups is not supported"
      default: nil
      }
    return problem.map { .invalid(path, .string(name), $0) }
  }

  private static func problems(_ provider: Provider, _ path: FieldPath, _ names: inout Set<String>) -> FieldErrorList {
    guard provider.count == 1 else {
      let problem =
        provider.count == 0
        ? "provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity"
        : "more than one provider specified in a single element, should split into different list elements"
      // The element isn't shown: it holds keys.
      return [.invalid(path, "REDACTED", problem)]
    }
    var errors: FieldErrorList = []
    for cipher in provider.ciphers {
      let keys = path.child(cipher.algorithm.rawValue).child("keys")
      if cipher.keys.isEmpty { errors.append(.required(keys, "at least one keys is required")) }
      for (index, key) in cipher.keys.enumerated() {
        errors += problems(key, keys.index(index), cipher.algorithm.keySizes)
      }
    }
    for kms in provider.kms {
      errors += problems(kms, path.child("kms"), names)
      names.insert(kms.name)
    }
    return errors
  }

  private static func problems(_ key: Key, _ path: FieldPath, _ sizes: [Int]) -> FieldErrorList {
    var errors: FieldErrorList = []
    if key.name.isEmpty { errors.append(.required(path.child("name"), "name is a mandatory field for a key")) }
    let secret = path.child("secret")
    guard !key.secret.isEmpty else { return errors + [.required(secret, "secret is a mandatory field for a key")] }
    guard let bytes = try? Base64.decode(key.secret) else {
      return errors + [.invalid(secret, "REDACTED", "secrets must be base64 encoded")]
    }
    if !sizes.contains(bytes.count) {
      let list = sizes.map(String.init).joined(separator: " ")
      errors.append(
        .invalid(
          secret, "REDACTED", "secret is not of the expected length, got \(bytes.count), expected one of [\(list)]"))
    }
    return errors
  }

  private static func problems(_ kms: KMS, _ path: FieldPath, _ names: Set<String>) -> FieldErrorList {
    var errors: FieldErrorList = []
    let name = path.child("name")
    if kms.name.isEmpty { errors.append(.required(name, "name is a mandatory field for a provider")) }
    if kms.apiVersion != "v1", kms.name.contains(":") {
      errors.append(.invalid(name, .string(kms.name), "invalid KMS provider name \(kms.name), must not contain ':'"))
    }
    if names.contains(kms.name) {
      errors.append(
        .invalid(name, .string(kms.name), "duplicate KMS provider name \(kms.name), names must be unique"))
    }
    if kms.timeout.nanoseconds <= 0 {
      errors.append(
        .invalid(path.child("timeout"), .string(kms.timeout.description), "timeout should be a positive value"))
    }
    let endpoint = path.child("endpoint")
    let scheme = kms.endpoint.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
    if kms.endpoint.isEmpty {
      errors.append(.invalid(endpoint, "", "endpoint is a mandatory field for a kms"))
    } else if scheme != "unix" {
      errors.append(
        .invalid(
          endpoint, .string(kms.endpoint),
          "unsupported scheme \(quoted(scheme)) for KMS provider, only unix is supported"))
    }
    if kms.apiVersion != "v1", let size = kms.cacheSize {
      errors.append(.invalid(path.child("cachesize"), .integer(size), "cachesize is not supported in v2"))
    }
    if !["v1", "v2"].contains(kms.apiVersion) {
      errors.append(
        .invalid(
          path.child("apiVersion"), .string(kms.apiVersion),
          "unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported"))
    }
    return errors
  }
}
