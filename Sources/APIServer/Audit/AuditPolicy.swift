import APIMachinery

/// How much of a request its audit event shows.
enum AuditLevel: String, Sendable, Comparable, CaseIterable {
  case none = "None"
  case metadata = "Metadata"
  case request = "Request"
  case requestResponse = "RequestResponse"

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  static func < (left: AuditLevel, right: AuditLevel) -> Bool { left.rank < right.rank }
}

enum AuditStage: String, Sendable, CaseIterable {
  case requestReceived = "RequestReceived"
  case responseStarted = "ResponseStarted"
  case responseComplete = "ResponseComplete"
  case panic = "Panic"
}

/// A file of `--audit-policy-file`: `audit.k8s.io/v1` Policy. The first rule that matches a request says how it is audited.
struct AuditPolicy: Sendable {
  struct Decision: Sendable, Equatable {
    var level = AuditLevel.none
    var omittedStages: Set<AuditStage> = []
    var omitsManagedFields = false
  }

  fileprivate struct Resources: Sendable {
    var group: String
    var resources: [String]
    var names: [String]
  }

  fileprivate struct Rule: Sendable {
    var level: AuditLevel
    var users: [String]
    var groups: [String]
    var verbs: [String]
    var namespaces: [String]
    var resources: [Resources]
    var paths: [String]
    var decision: Decision
  }

  private var rules: [Rule] = []

  /// Reads YAML or JSON. Throws what is wrong with it; members that nobody knows are ignored, as upstream does.
  init(_ text: [UInt8], path: String) throws(KubeAPIServerError) {
    let root: JSONValue
    do throws(ParseError) {
      root = try YAMLCodec.decode(text)
    } catch {
      throw KubeAPIServerError("--audit-policy-file: \(path): \(error.message)")
    }
    guard root["apiVersion"] == "audit.k8s.io/v1", root["kind"] == "Policy" else {
      throw KubeAPIServerError("--audit-policy-file: \(path): no Policy of audit.k8s.io/v1")
    }
    let problems = Self.problems(root)
    guard problems.isEmpty else {
      throw KubeAPIServerError(
        "--audit-policy-file: \(path): " + problems.map(\.description).joined(separator: ", "))
    }
    let stages = Self.stages(root["omitStages"])
    for rule in root["rules"]?.arrayValue ?? [] {
      let level = rule["level"]?.stringValue.flatMap(AuditLevel.init) ?? .none
      rules.append(
        Rule(
          level: level, users: Self.strings(rule["users"]), groups: Self.strings(rule["userGroups"]),
          verbs: Self.strings(rule["verbs"]), namespaces: Self.strings(rule["namespaces"]),
          resources: (rule["resources"]?.arrayValue ?? []).map {
            Resources(
              group: $0["group"]?.stringValue ?? "", resources: Self.strings($0["resources"]),
              names: Self.strings($0["resourceNames"]))
          }, paths: Self.strings(rule["nonResourceURLs"]),
          decision: Decision(
            level: level, omittedStages: stages.union(Self.stages(rule["omitStages"])),
            omitsManagedFields: (rule["omitManagedFields"] ?? root["omitManagedFields"])?.boolValue ?? false)))
    }
    guard !rules.isEmpty else {
      throw KubeAPIServerError("--audit-policy-file: loaded illegal policy with 0 rules: from file \(path)")
    }
  }

  /// What no rule is about isn't audited.
  func decide(_ info: RequestInfo, _ user: UserInfo?) -> Decision {
    rules.first { $0.matches(info, user) }?.decision ?? Decision()
  }

  private static func strings(_ value: JSONValue?) -> [String] { (value?.arrayValue ?? []).compactMap(\.stringValue) }

  private static func stages(_ value: JSONValue?) -> Set<AuditStage> {
    Set(strings(value).compactMap(AuditStage.init))
  }

  // MARK: Validation

  private static func problems(_ root: JSONValue) -> FieldErrorList {
    var errors = stageProblems(root["omitStages"], FieldPath("omitStages"))
    for (index, rule) in (root["rules"]?.arrayValue ?? []).enumerated() {
      let path = FieldPath("rules").index(index)
      let level = rule["level"]?.stringValue ?? ""
      if level.isEmpty {
        errors.append(.required(path.child("level")))
      } else if AuditLevel(rawValue: level) == nil {
        errors.append(
          .notSupported(path.child("level"), .string(level), supported: AuditLevel.allCases.map(\.rawValue)))
      }
      let urls = strings(rule["nonResourceURLs"])
      for (position, url) in urls.enumerated() where url != "*" {
        let place = path.child("nonResourceURLs").index(position)
        if !url.hasPrefix("/") {
          errors.append(
            .invalid(place, .string(url), "non-resource URL rules must begin with a '/' character"))
        }
        if url.dropLast().contains("*") {
          errors.append(
            .invalid(
              place, .string(url), "non-resource URL wildcards '*' must be the final character of the rule"))
        }
      }
      for resource in rule["resources"]?.arrayValue ?? [] {
        let names = strings(resource["resourceNames"])
        if !names.isEmpty, strings(resource["resources"]).isEmpty {
          errors.append(
            .invalid(
              path.child("resources").child("resourceNames"), resource["resourceNames"],
              "using resourceNames requires at least one resource"))
        }
      }
      errors += stageProblems(rule["omitStages"], path.child("omitStages"))
      let isAboutResources = !strings(rule["namespaces"]).isEmpty || rule["resources"]?.arrayValue?.isEmpty == false
      if !urls.isEmpty, isAboutResources {
        errors.append(
          .invalid(
            path.child("nonResourceURLs"), rule["nonResourceURLs"],
            "rules cannot apply to both regular resources and non-resource URLs"))
      }
    }
    return errors
  }

  private static func stageProblems(_ value: JSONValue?, _ path: FieldPath) -> FieldErrorList {
    strings(value).enumerated().compactMap { index, stage in
      guard AuditStage(rawValue: stage) == nil else { return nil }
      let allowed = AuditStage.allCases.map(\.rawValue).joined(separator: ",")
      return .invalid(path.index(index), .string(stage), "allowed stages are \(allowed)")
    }
  }
}

// MARK: Matching

extension AuditPolicy.Rule {
  fileprivate func matches(_ info: RequestInfo, _ user: UserInfo?) -> Bool {
    if !users.isEmpty, !users.contains(user?.name ?? "") { return false }
    if !groups.isEmpty, user?.groups.contains(where: groups.contains) != true { return false }
    if !verbs.isEmpty, !verbs.contains(info.verb) { return false }
    if !namespaces.isEmpty || !resources.isEmpty { return matchesResource(info) }
    if !paths.isEmpty { return !info.isResourceRequest && paths.contains { Self.path(info.path, matches: $0) } }
    return true
  }

  private func matchesResource(_ info: RequestInfo) -> Bool {
    guard info.isResourceRequest, namespaces.isEmpty || namespaces.contains(info.namespace) else { return false }
    if resources.isEmpty { return true }
    let resource = info.subresource.isEmpty ? info.resource : "\(info.resource)/\(info.subresource)"
    return resources.contains { rule in
      guard rule.group == info.apiGroup || rule.group == "*" else { return false }
      if rule.resources.isEmpty { return true }
      guard rule.names.isEmpty || rule.names.contains(info.name) else { return false }
      return rule.resources.contains { name in
        name == resource || name == "*" || name == "\(info.resource)/*"
          || !info.subresource.isEmpty && name == "*/\(info.subresource)"
      }
    }
  }

  private static func path(_ path: String, matches pattern: String) -> Bool {
    if pattern == "*" || pattern == path { return true }
    return pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
  }
}
