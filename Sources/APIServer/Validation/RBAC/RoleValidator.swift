import APIMachinery

/// Roles and ClusterRoles, as upstream's `pkg/apis/rbac/validation`.
struct RoleValidator: ObjectValidator {
  let isNamespaced: Bool
  var nameRule: NameRule { .pathSegment }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let errors = ObjectField(object, "rules").elements.flatMap(rule)
    let aggregation = ObjectField(object, "aggregationRule")
    guard !isNamespaced, aggregation.isPresent else { return errors }
    let selectors = aggregation["clusterRoleSelectors"]
    return errors
      + selectors.mustBeSet("at least one clusterRoleSelector required if aggregationRule is non-nil")
      + selectors.elements.flatMap { LabelSelectorValidation.validate($0) }
  }

  private func rule(_ rule: ObjectField) -> [FieldError] {
    var errors = rule["verbs"].mustBeSet("verbs must contain at least one value")
    let urls = rule["nonResourceURLs"]
    if !urls.isEmpty {
      if isNamespaced { errors.append(urls.invalid("namespaced rules cannot apply to non-resource URLs")) }
      if ["apiGroups", "resources", "resourceNames"].contains(where: { !rule[$0].isEmpty }) {
        errors.append(urls.invalid("rules cannot apply to both regular resources and non-resource URLs"))
      }
      return errors
    }
    return errors + rule["apiGroups"].mustBeSet("resource rules must supply at least one api group")
      + rule["resources"].mustBeSet("resource rules must supply at least one resource")
  }
}

/// RoleBindings and ClusterRoleBindings.
struct RoleBindingValidator: ObjectValidator {
  private static let group = "rbac.authorization.k8s.io"

  let isNamespaced: Bool
  var nameRule: NameRule { .pathSegment }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let role = ObjectField(object, "roleRef")
    return role["apiGroup"].mustBeOne(of: [Self.group])
      + role["kind"].mustBeOne(of: isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"])
      + role["name"].mustBeSetAndMatch(NameValidation.pathSegmentName)
      + ObjectField(object, "subjects").elements.flatMap(subject)
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let role = ObjectField(object, "roleRef")
    let isSame = role.mustEqual(ObjectField(old, "roleRef")).isEmpty
    return validate(object, context)
      + (isSame ? [] : [role.invalid(showing: GoStructForm.roleReference(role), "cannot change roleRef")])
  }

  private func subject(_ subject: ObjectField) -> [FieldError] {
    let (name, group) = (subject["name"], subject["apiGroup"])
    var errors = name.mustBeSet()
    switch subject["kind"].string {
    case "ServiceAccount":
      errors += name.mayMatch(NameValidation.dns1123Subdomain)
      if !group.isEmpty { errors.append(group.notSupported([""])) }
      if !isNamespaced { errors += subject["namespace"].mustBeSet() }
    case "User", "Group": errors += group.mustBeOne(of: [Self.group])
    default: errors.append(subject["kind"].notSupported(["ServiceAccount", "User", "Group"]))
    }
    return errors
  }
}
