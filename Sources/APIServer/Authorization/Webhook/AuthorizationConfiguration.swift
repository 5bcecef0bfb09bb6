import APIMachinery
import CEL

/// A file of `--authorization-config`: `apiserver.config.k8s.io` AuthorizationConfiguration. `--authorization-mode` is
/// another way to say the same.
struct AuthorizationConfiguration: Sendable {
  struct Entry: Sendable {
    var type: String
    var name: String
    var webhook: Webhook?
  }

  struct Webhook: Sendable, Equatable {
    var authorizedTimeToLive: GoDuration?
    var unauthorizedTimeToLive: GoDuration?
    var cachesAuthorized = true
    var cachesUnauthorized = true
    var timeout: GoDuration?
    /// Of authorization.k8s.io.
    var version = ""
    var conditionVersion = ""
    var failurePolicy = ""
    var connectionType = ""
    var kubeConfigFile: String?
    /// Expressions that must all hold for the webhook to be asked.
    var conditions: [String] = []
  }

  static let webhookType = "Webhook"
  static let knownTypes = ["ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", webhookType]

  var authorizers: [Entry] = []
}

extension AuthorizationConfiguration {
  /// What `--authorization-mode` and the flags of its webhook say.
  init(modes: [String], webhook: Webhook?) {
    authorizers = modes.map { mode in
      Entry(type: mode, name: mode.lowercased(), webhook: mode == Self.webhookType ? webhook : nil)
    }
  }

  /// Reads YAML or JSON.
  init(_ file: [UInt8]) throws(ParseError) {
    let root = try ConfigurationObject(
      file: file, kind: "AuthorizationConfiguration", versions: ["v1", "v1beta1", "v1alpha1"], known: ["authorizers"])
    for entry in try root.children("authorizers", known: ["type", "name", "webhook"]) {
      authorizers.append(
        Entry(
          type: try entry.text("type"), name: try entry.text("name"),
          webhook: entry["webhook"] == nil ? nil : try Self.webhook(entry)))
    }
  }

  private static func webhook(_ entry: ConfigurationObject) throws(ParseError) -> Webhook {
    let object = try entry.child(
      "webhook",
      known: [
        "authorizedTTL", "cacheAuthorizedRequests", "unauthorizedTTL", "cacheUnauthorizedRequests", "timeout",
        "subjectAccessReviewVersion", "matchConditionSubjectAccessReviewVersion", "failurePolicy", "connectionInfo",
        "matchConditions",
      ])
    var webhook = Webhook()
    // Defaults as upstream's `SetDefaults_WebhookConfiguration`.
    webhook.authorizedTimeToLive = try object.duration("authorizedTTL") ?? GoDuration(.seconds(300))
    webhook.unauthorizedTimeToLive = try object.duration("unauthorizedTTL") ?? GoDuration(.seconds(30))
    if object["cacheAuthorizedRequests"] != nil {
      webhook.cachesAuthorized = try object.flag("cacheAuthorizedRequests")
    }
    if object["cacheUnauthorizedRequests"] != nil {
      webhook.cachesUnauthorized = try object.flag("cacheUnauthorizedRequests")
    }
    webhook.timeout = try object.duration("timeout")
    webhook.version = try object.text("subjectAccessReviewVersion")
    webhook.conditionVersion = try object.text("matchConditionSubjectAccessReviewVersion")
    webhook.failurePolicy = try object.text("failurePolicy")
    let connection = try object.child("connectionInfo", known: ["type", "kubeConfigFile"])
    webhook.connectionType = try connection.text("type")
    webhook.kubeConfigFile = try connection.optionalText("kubeConfigFile")
    for condition in try object.children("matchConditions", known: ["expression"]) {
      webhook.conditions.append(try condition.text("expression"))
    }
    return webhook
  }

  // MARK: Validation

  /// What is wrong with it, in upstream's words (`ValidateAuthorizationConfiguration`).
  func problems() -> FieldErrorList {
    let root = FieldPath("authorizers")
    guard !authorizers.isEmpty else {
      return [.required(root, "at least one authorization mode must be defined")]
    }
    var errors: FieldErrorList = []
    var (types, names): (Set<String>, Set<String>) = ([], [])
    for (index, entry) in authorizers.enumerated() {
      let path = root.index(index)
      let type = JSONValue.string(entry.type)
      guard !entry.type.isEmpty else {
        errors.append(.required(path.child("type")))
        continue
      }
      guard Self.knownTypes.contains(entry.type) else {
        errors.append(.notSupported(path.child("type"), type, supported: Self.knownTypes))
        continue
      }
      guard types.insert(entry.type).inserted || entry.type == Self.webhookType else {
        errors.append(.duplicate(path.child("type"), type))
        continue
      }
      errors += Self.problems(ofName: entry.name, path.child("name"), &names)
      switch (entry.type == Self.webhookType, entry.webhook) {
      case (true, nil): errors.append(.required(path.child("webhook"), "required when type=Webhook"))
      case (true, let webhook?): errors += webhook.problems(path)
      case (false, _?):
        errors.append(.invalid(path.child("webhook"), "non-null", "may only be specified when type=Webhook"))
      case (false, nil): break
      }
    }
    return errors
  }

  private static func problems(ofName name: String, _ path: FieldPath, _ names: inout Set<String>) -> FieldErrorList {
    guard !name.isEmpty else { return [.required(path)] }
    guard names.insert(name).inserted else { return [.duplicate(path, .string(name))] }
    let problems = NameValidation.dns1123Subdomain(name)
    return problems.isEmpty
      ? [] : [.invalid(path, .string(name), "authorizer name is invalid: \(problems.joined(separator: ", "))")]
  }
}

extension AuthorizationConfiguration.Webhook {
  fileprivate func problems(_ path: FieldPath) -> FieldErrorList {
    var errors: FieldErrorList = []
    for (name, value, limit) in [
      ("timeout", timeout, GoDuration?.some(GoDuration(.seconds(30)))), ("authorizedTTL", authorizedTimeToLive, nil),
      ("unauthorizedTTL", unauthorizedTimeToLive, nil),
    ] {
      guard let value, value.nanoseconds != 0 else {
        errors.append(.required(path.child(name)))
        continue
      }
      if value.nanoseconds < 0 || limit.map({ $0 < value }) ?? false {
        let text = limit == nil ? "must be > 0s" : "must be > 0s and <= 30s"
        errors.append(.invalid(path.child(name), .string("\(value)"), text))
      }
    }
    errors += Self.oneOf(version, path.child("subjectAccessReviewVersion"), ["v1", "v1beta1"])
    let conditionPath = path.child("matchConditionSubjectAccessReviewVersion")
    if !conditionVersion.isEmpty {
      errors += Self.oneOf(conditionVersion, conditionPath, ["v1"])
    } else if !conditions.isEmpty {
      errors.append(.required(conditionPath, "required if match conditions are specified"))
    }
    errors += Self.oneOf(failurePolicy, path.child("failurePolicy"), ["NoOpinion", "Deny"])
    errors += problemsOfConnection(path.child("connectionInfo"))
    return errors + problemsOfConditions(path.child("matchConditions"))
  }

  private static func oneOf(_ value: String, _ path: FieldPath, _ supported: [String]) -> FieldErrorList {
    if value.isEmpty { return [.required(path)] }
    return supported.contains(value) ? [] : [.notSupported(path, .string(value), supported: supported)]
  }

  private func problemsOfConnection(_ path: FieldPath) -> FieldErrorList {
    let errors = Self.oneOf(connectionType, path.child("type"), ["InClusterConfig", "KubeConfigFile"])
    guard errors.isEmpty else { return errors }
    let file = path.child("kubeConfigFile")
    guard connectionType == "KubeConfigFile" else {
      if let kubeConfigFile {
        return [.invalid(file, .string(kubeConfigFile), "can only be set when type=KubeConfigFile")]
      }
      return [.invalid(path.child("type"), .string(connectionType), "this server does not run in a pod of the cluster")]
    }
    guard let kubeConfigFile, !kubeConfigFile.isEmpty else { return [.required(file)] }
    guard kubeConfigFile.hasPrefix("/") else {
      return [.invalid(file, .string(kubeConfigFile), "must be an absolute path")]
    }
    return []
  }

  private func problemsOfConditions(_ path: FieldPath) -> FieldErrorList {
    guard conditions.count <= 64 else { return [.tooMany(path, count: conditions.count, maximum: 64)] }
    var errors: FieldErrorList = []
    var seen: Set<String> = []
    for (index, condition) in conditions.enumerated() {
      let path = path.index(index).child("expression")
      if condition.allSatisfy(\.isWhitespace) {
        errors.append(.required(path))
      } else if !seen.insert(condition).inserted {
        errors.append(.duplicate(path, .string(condition)))
      } else {
        do {
          _ = try ConfigurationExpression(condition, in: AccessConditions.environment, expecting: [.bool])
        } catch {
          errors.append(.invalid(path, .string(condition), error.message))
        }
      }
    }
    return errors
  }
}
