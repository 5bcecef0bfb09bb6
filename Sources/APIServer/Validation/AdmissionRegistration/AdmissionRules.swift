import APIMachinery

/// Rules that webhooks and policies share.
enum AdmissionRules {
  private static let operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
  private static let scopes = ["*", "Cluster", "Namespaced"]

  /// Which requests are meant: `RuleWithOperations`.
  static func rule(_ rule: ObjectField) -> [FieldError] {
    let operations = rule["operations"]
    var errors = operations.mustBeSet()
    if operations.count > 1, operations.strings.contains("*") {
      errors.append(operations.invalid("if '*' is present, must not specify other operations"))
    }
    errors += operations.elements.flatMap { $0.mustBeOne(of: Self.operations) }
    return errors + resources(rule, allowsSubresources: true)
  }

  /// - Parameter allowsSubresources: Whether `pods/log` may be named.
  static func resources(_ rule: ObjectField, allowsSubresources: Bool) -> [FieldError] {
    var errors: [FieldError] = []
    for (name, what) in [("apiGroups", "API groups"), ("apiVersions", "API versions")] {
      let list = rule[name]
      errors += list.mustBeSet()
      if list.count > 1, list.strings.contains("*") {
        errors.append(list.invalid("if '*' is present, must not specify other \(what)"))
      }
    }
    for version in rule["apiVersions"].elements where version.isEmpty { errors.append(version.required()) }
    errors += resourceList(rule["resources"])
    let scope = rule["scope"]
    if scope.isPresent { errors += scope.mustBeOne(of: scopes) }
    return errors
  }

  private static func resourceList(_ resources: ObjectField) -> [FieldError] {
    var errors = resources.mustBeSet()
    let names = resources.strings
    // Of several names without subresource only the last counts, as upstream.
    var endsWithPlainName = false
    // `x/*` covers all of x, and `*/x` this subresource of everything.
    var covered: (resources: Set<String>, subresources: Set<String>) = ([], [])
    for element in resources.elements {
      let name = element.string
      if name.isEmpty {
        errors.append(element.required())
        continue
      }
      let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else {
        endsWithPlainName = name != "*"
        continue
      }
      if covered.resources.contains(parts[0]) {
        errors.append(
          element.invalid("if '\(parts[0])/*' is present, must not specify \(name)"))
      }
      if covered.subresources.contains(parts[1]) {
        errors.append(
          element.invalid("if '*/\(parts[1])' is present, must not specify \(name)"))
      }
      if parts[1] == "*" { covered.resources.insert(parts[0]) }
      if parts[0] == "*" { covered.subresources.insert(parts[1]) }
    }
    if names.count > 1, names.contains("*/*") {
      errors.append(resources.invalid("if '*/*' is present, must not specify other resources"))
    }
    if names.contains("*"), endsWithPlainName {
      errors.append(
        resources.invalid("if '*' is present, must not specify other resources without subresources"))
    }
    return errors
  }

  /// Named conditions in CEL.
  /// - Parameter hasParameters: Whether they may use `params`.
  static func matchConditions(
    _ conditions: ObjectField, maximum: Int, hasParameters: Bool = false
  ) -> [FieldError] {
    var errors: [FieldError] = []
    if conditions.count > maximum { errors.append(conditions.tooMany(maximum)) }
    let environment = PolicyEnvironment.make(.init(hasParameters: hasParameters, hasAuthorizer: true))
    for condition in conditions.elements {
      let expression = condition["expression"]
      let text = SchemaWalk.trimmed(expression.string)
      if text.isEmpty {
        errors.append(expression.required())
      } else {
        errors += problems(
          PolicyExpression(text, in: environment, expecting: .bool), ObjectField(.string(text), at: expression.path))
      }
      errors +=
        condition["name"].isEmpty
        ? [condition["name"].required()] : condition["name"].mustMatch(NameValidation.qualifiedName)
    }
    return errors + conditions.mustBeUnique(by: "name").filter { $0.value != "" }
  }

  /// What is wrong with a compiled expression.
  static func problems(_ expression: PolicyExpression, _ field: ObjectField) -> [FieldError] {
    expression.problem.map { [field.invalid($0)] } ?? []
  }

  static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

  /// A name that expressions can use.
  static func isIdentifier(_ text: String) -> Bool {
    NameValidation.cIdentifier(text).isEmpty && !reservedWords.contains(text)
  }

  /// Words of CEL, and those it keeps for later.
  private static let reservedWords: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
    "loop", "package", "namespace", "return", "var", "void", "while",
  ]

  /// Which requests a policy is for: `MatchResources`.
  static func matchResources(_ match: ObjectField) -> [FieldError] {
    var errors =
      match["matchPolicy"].isEmpty
      ? [match["matchPolicy"].required()] : match["matchPolicy"].mustBeOne(of: ["Equivalent", "Exact"])
    for name in ["namespaceSelector", "objectSelector"] {
      errors +=
        match[name].isPresent
        ? LabelSelectorValidation.validate(match[name]) : [match[name].required()]
    }
    for name in ["resourceRules", "excludeResourceRules"] {
      for rule in match[name].elements {
        var seen: Set<String> = []
        for resource in rule["resourceNames"].elements {
          errors += resource.mustMatch(NameValidation.pathSegmentName)
          if !seen.insert(resource.string).inserted { errors.append(resource.duplicate()) }
        }
        errors += Self.rule(rule)
      }
    }
    return errors
  }

  /// The kind of a policy's parameters.
  static func paramKind(_ kind: ObjectField) -> [FieldError] {
    guard kind.isPresent else { return [] }
    let version = kind["apiVersion"]
    var errors = version.isEmpty ? [version.required()] : paramVersion(version)
    if kind["kind"].isEmpty { return errors + [kind["kind"].required()] }
    let problems = NameValidation.dns1035Label(kind["kind"].string.lowercased())
    if !problems.isEmpty {
      errors.append(
        kind["kind"].invalid("may have mixed case, but should otherwise match: \(problems.joined(separator: ","))"))
    }
    return errors
  }

  private static func paramVersion(_ field: ObjectField) -> [FieldError] {
    // A slash alone is nothing to upstream.
    let text = field.string == "/" ? "" : field.string
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else { return [field.invalid("unexpected GroupVersion string: \(text)")] }
    let (group, version) = (parts.count == 2 ? parts[0] : "", parts.last ?? "")
    var errors: [FieldError] = []
    let complain = { (shown: String, problems: [String]) in
      if !problems.isEmpty {
        errors.append(field.invalid(showing: .string(shown), problems.joined(separator: ",")))
      }
    }
    if !group.isEmpty { complain(group, NameValidation.dns1123Subdomain(group)) }
    if version.isEmpty {
      errors.append(field.invalid("version must be specified"))
    } else {
      complain(version, NameValidation.dns1035Label(version))
    }
    return errors
  }
}
