import APIMachinery

/// FlowSchemas, as upstream's `pkg/apis/flowcontrol/validation`.
struct FlowSchemaValidator: ObjectValidator {
  private static let precedenceMax: Int64 = 10_000
  private static let verbs = [
    "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch",
  ]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (precedence, method, level) = (
      spec["matchingPrecedence"], spec["distinguisherMethod"], spec["priorityLevelConfiguration", "name"]
    )
    var errors: [FieldError] = []
    func complain(_ detail: String) {
      errors.append(precedence.invalid(showing: .integer(precedence.number), detail))
    }
    if precedence.number <= 0 { complain("must be a positive value") }
    if precedence.number > Self.precedenceMax { complain("must not be greater than \(Self.precedenceMax)") }
    if precedence.number == 1, object.name != "exempt" {
      complain("only the schema named 'exempt' may have matchingPrecedence 1")
    }
    let methods = ["ByNamespace", "ByUser"]
    if method.isPresent, !methods.contains(method["type"].string) {
      errors.append(
        .notSupported(method["type"].path, GoStructForm.distinguisherMethod(method), supported: methods))
    }
    errors +=
      level.isEmpty
      ? [level.required("must reference a priority level")] : level.mustMatch(NameValidation.dns1123Subdomain)
    errors += spec["rules"].elements.flatMap(rule)
    if let fixed = MandatoryFlowControl.schema(object.name), !MandatoryFlowControl.areSame(spec.value, fixed) {
      errors.append(
        spec.invalid(
          showing: GoInternalForm.of(spec.value, "flowcontrol.apiserver.k8s.io/v1.FlowSchemaSpec"),
          "spec of '\(object.name)' must equal the fixed value"))
    }
    return errors + FlowConditionRules.validate(object)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    FlowConditionRules.validate(object)
  }

  private func rule(_ rule: ObjectField) -> [FieldError] {
    var errors = rule["subjects"].mustBeSet("subjects must contain at least one value")
    errors += rule["subjects"].elements.flatMap(subject)
    if rule["resourceRules"].isEmpty, rule["nonResourceRules"].isEmpty {
      errors.append(rule.required("at least one of resourceRules and nonResourceRules has to be non-empty"))
    }
    return errors + rule["resourceRules"].elements.flatMap(resourceRule)
      + rule["nonResourceRules"].elements.flatMap(nonResourceRule)
  }

  private func subject(_ subject: ObjectField) -> [FieldError] {
    let members = ["ServiceAccount": "serviceAccount", "User": "user", "Group": "group"]
    let kind = subject["kind"].string
    guard let member = members[kind] else {
      return [subject["kind"].notSupported(["Group", "ServiceAccount", "User"])]
    }
    let named = subject[member]
    var errors: [FieldError] = []
    if !named.isPresent {
      errors.append(named.required("\(member) is required when subject kind is '\(kind)'"))
    } else {
      errors += named["name"].mustBeSet()
      if kind == "ServiceAccount" {
        if named["name"].string != "*" { errors += named["name"].mayMatch(NameValidation.dns1123Subdomain) }
        errors +=
          named["namespace"].isEmpty
          ? [named["namespace"].required("must specify namespace for service account")]
          : named["namespace"].mustMatch(NameValidation.dns1123Label)
      }
    }
    for (other, name) in [("User", "user"), ("ServiceAccount", "serviceAccount"), ("Group", "group")]
    where name != member && subject[name].isPresent {
      errors.append(subject[name].forbidden("\(name) is forbidden when subject kind is not '\(other)'"))
    }
    return errors
  }

  private func verbs(_ verbs: ObjectField) -> [FieldError] {
    if verbs.isEmpty { return [verbs.required("verbs must contain at least one value")] }
    if verbs.strings.contains("*") { return wildcardAlone(verbs, "verbs") }
    return verbs.strings.allSatisfy(Self.verbs.contains) ? [] : [verbs.notSupported(Self.verbs)]
  }

  private func wildcardAlone(_ list: ObjectField, _ what: String) -> [FieldError] {
    list.count > 1 && list.strings.contains("*")
      ? [list.invalid("if '*' is present, must not specify other \(what)")] : []
  }

  private func resourceRule(_ rule: ObjectField) -> [FieldError] {
    let namespaces = rule["namespaces"]
    var errors = verbs(rule["verbs"])
    errors += rule["apiGroups"].mustBeSet("resource rules must supply at least one api group")
    errors += wildcardAlone(rule["apiGroups"], "api groups")
    errors += rule["resources"].mustBeSet("resource rules must supply at least one resource")
    errors += wildcardAlone(rule["resources"], "resources")
    if namespaces.isEmpty, !rule["clusterScope"].bool {
      errors.append(
        namespaces.required("resource rules that are not cluster scoped must supply at least one namespace"))
    } else if namespaces.strings.contains("*") {
      errors += wildcardAlone(namespaces, "namespaces")
    } else {
      for namespace in namespaces.elements {
        errors += NameValidation.dns1123Label(namespace.string).map {
          namespace.invalid("each member of this list must be '*' or a DNS-1123 label; \($0)")
        }
      }
    }
    return errors
  }

  private func nonResourceRule(_ rule: ObjectField) -> [FieldError] {
    let urls = rule["nonResourceURLs"]
    var errors = verbs(rule["verbs"])
    errors += urls.mustBeSet("nonResourceURLs must contain at least one value")
    if urls.strings.contains("*") { return errors + wildcardAlone(urls, "non-resource URLs") }
    return errors + urls.elements.compactMap(path)
  }

  private func path(_ url: ObjectField) -> FieldError? {
    let text = url.string
    if text.isEmpty { return url.invalid("must not be empty") }
    if text == "/" { return nil }
    if !text.hasPrefix("/") { return url.invalid("must start with slash") }
    if text.contains(" ") { return url.invalid("must not contain white-space") }
    if text.contains("//") { return url.invalid("must not contain double slash") }
    let wildcards = text.filter { $0 == "*" }.count
    guard wildcards > 1 || wildcards == 1 && !text.hasSuffix("/*") else { return nil }
    return url.invalid("wildcard can only do suffix matching")
  }
}

/// The conditions of both kinds of the group.
enum FlowConditionRules {
  static func validate(_ object: JSONValue) -> [FieldError] {
    let conditions = ObjectField(object, "status")["conditions"]
    return conditions.mustBeUnique(by: "type")
      + conditions.elements.flatMap { $0["type"].mustBeSet("must not be empty") }
  }
}
