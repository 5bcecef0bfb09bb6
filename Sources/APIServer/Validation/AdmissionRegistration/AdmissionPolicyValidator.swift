import APIMachinery

/// ValidatingAdmissionPolicies and MutatingAdmissionPolicies. Expressions in CEL must compile.
struct AdmissionPolicyValidator: ObjectValidator {
  private static let auditAnnotationsMax = 20
  private static let conditionsMax = 64
  private static let valueExpressionBytesMax = 5 * 1024
  private static let reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"]

  let isMutating: Bool

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = failurePolicy(spec["failurePolicy"]) + AdmissionRules.paramKind(spec["paramKind"])
    let match = spec["matchConstraints"]
    if match.isPresent {
      errors += AdmissionRules.matchResources(match)
      errors += match["resourceRules"].mustBeSet()
    } else {
      errors.append(match.required())
    }
    let hasParameters = spec["paramKind"].isPresent
    errors += AdmissionRules.matchConditions(
      spec["matchConditions"], maximum: Self.conditionsMax, hasParameters: hasParameters)
    let expressions = PolicyExpressions(
      object["spec"] ?? .null, hasParameters: hasParameters, hasPatchTypes: isMutating)
    errors += variables(spec["variables"], expressions)
    return errors
      + (isMutating ? mutations(spec, expressions) : validations(spec, policy: object.name, expressions))
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    let warnings = status["typeChecking", "expressionWarnings"]
    return warnings.elements.flatMap { warning in
      warning["warning"].mustBeSet()
        + (AdmissionRules.isBlank(warning["fieldRef"].string) ? [warning["fieldRef"].required()] : [])
    } + ConditionRules.validate(status["conditions"])
  }

  private func failurePolicy(_ policy: ObjectField) -> [FieldError] {
    policy.isPresent ? policy.mustBeOne(of: ["Fail", "Ignore"]) : [policy.required()]
  }

  private func variables(_ variables: ObjectField, _ expressions: PolicyExpressions) -> [FieldError] {
    var errors: [FieldError] = []
    for (variable, compiled) in zip(variables.elements, expressions.variables.ordered) {
      let name = variable["name"]
      if AdmissionRules.isBlank(name.string) {
        errors.append(name.required("name is not specified"))
      } else if !AdmissionRules.isIdentifier(name.string) {
        errors.append(name.invalid("must be a valid CEL identifier"))
      }
      if AdmissionRules.isBlank(variable["expression"].string) {
        errors.append(variable["expression"].required("expression is not specified"))
      } else {
        errors += AdmissionRules.problems(compiled, variable["expression"])
      }
    }
    return errors
  }

  private func validations(
    _ spec: ObjectField, policy: String, _ expressions: PolicyExpressions
  ) -> [FieldError] {
    let (validations, annotations) = (spec["validations"], spec["auditAnnotations"])
    var errors: [FieldError] = []
    if validations.isEmpty, annotations.isEmpty {
      errors += [validations, annotations].map {
        $0.required("validations or auditAnnotations must contain at least one item")
      }
    }
    errors += validations.elements.flatMap { validation($0, expressions) }
    if annotations.count > Self.auditAnnotationsMax {
      errors.append(
        annotations.invalid(
          showing: GoInternalForm.list(annotations.value, of: "admissionregistration.k8s.io/v1.AuditAnnotation"),
          "must not have more than \(Self.auditAnnotationsMax) auditAnnotations"))
    }
    errors += annotations.elements.flatMap { auditAnnotation($0, policy: policy, expressions) }
    return errors + annotations.mustBeUnique(by: "key")
  }

  private func validation(_ validation: ObjectField, _ expressions: PolicyExpressions) -> [FieldError] {
    let (expression, message, reason) = (validation["expression"], validation["message"], validation["reason"])
    var errors: [FieldError] = []
    if AdmissionRules.isBlank(expression.string) {
      errors.append(expression.required("expression is not specified"))
    } else {
      errors += AdmissionRules.problems(expressions.validation(expression.value), expression)
    }
    let messageExpression = validation["messageExpression"]
    if !messageExpression.isEmpty {
      if AdmissionRules.isBlank(messageExpression.string) {
        errors.append(messageExpression.invalid("must be non-empty if specified"))
      } else {
        errors += AdmissionRules.problems(expressions.message(messageExpression.value), messageExpression)
      }
    }
    // An expression of several lines needs no message, although the API's documentation says so.
    if !message.isEmpty, AdmissionRules.isBlank(message.string) {
      errors.append(message.invalid("message must be non-empty if specified"))
    } else if SchemaWalk.trimmed(message.string).utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
      errors.append(message.invalid("must not contain line breaks"))
    }
    return reason.isPresent ? errors + reason.mustBeOne(of: Self.reasons) : errors
  }

  private func auditAnnotation(
    _ annotation: ObjectField, policy: String, _ expressions: PolicyExpressions
  ) -> [FieldError] {
    let (key, expression) = (annotation["key"], annotation["valueExpression"])
    var errors: [FieldError] = []
    if policy.isEmpty {
      errors.append(key.invalid(showing: .string(key.string), "requires metadata.name be non-empty"))
    } else {
      // What audit events say is named after the policy.
      let name = "\(policy)/\(key.string)"
      errors += NameValidation.qualifiedName(name).map { key.invalid(showing: .string(name), $0) }
    }
    let text = SchemaWalk.trimmed(expression.string)
    if text.isEmpty {
      errors.append(expression.required("valueExpression is not specified"))
    } else if text.utf8.count > Self.valueExpressionBytesMax {
      errors.append(expression.required("must not exceed \(Self.valueExpressionBytesMax) bytes in length"))
    } else {
      errors += AdmissionRules.problems(expressions.auditAnnotation(.string(text)), expression)
    }
    return errors
  }

  private func mutations(_ spec: ObjectField, _ expressions: PolicyExpressions) -> [FieldError] {
    let (mutations, reinvocation) = (spec["mutations"], spec["reinvocationPolicy"])
    var errors: [FieldError] = []
    if mutations.isEmpty { errors.append(mutations.required("mutations must contain at least one item")) }
    errors += mutations.elements.flatMap { mutation($0, expressions) }
    return errors
      + (reinvocation.isEmpty ? [reinvocation.required()] : reinvocation.mustBeOne(of: ["IfNeeded", "Never"]))
  }

  private static let patches = [
    (type: "ApplyConfiguration", member: "applyConfiguration"), (type: "JSONPatch", member: "jsonPatch"),
  ]

  private func mutation(_ mutation: ObjectField, _ expressions: PolicyExpressions) -> [FieldError] {
    let type = mutation["patchType"]
    if type.isEmpty { return [type.required()] }
    guard let chosen = Self.patches.first(where: { $0.type == type.string }) else {
      return [type.notSupported(Self.patches.map(\.type))]
    }
    var errors: [FieldError] = []
    let patch = mutation[chosen.member]
    if !patch.isPresent {
      errors.append(patch.required("must be specified when patchType is \(chosen.type)"))
    } else if AdmissionRules.isBlank(patch["expression"].string) {
      errors.append(patch["expression"].required("expression is not specified"))
    } else {
      let expression = patch["expression"]
      let compiled =
        chosen.type == "JSONPatch"
        ? expressions.jsonPatch(expression.value) : expressions.applyConfiguration(expression.value)
      errors += AdmissionRules.problems(compiled, expression)
    }
    for other in Self.patches where other.type != chosen.type && mutation[other.member].isPresent {
      errors.append(
        mutation[other.member].invalid(
          showing: .string("{\(other.member)}"), "must not be specified when patchType is \(chosen.type)"))
    }
    return errors
  }
}

/// The bindings of both kinds of policy.
struct AdmissionPolicyBindingValidator: ObjectValidator {
  private static let actions = ["Audit", "Deny", "Warn"]

  let isMutating: Bool

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = spec["policyName"].mustBeSetAndMatch(NameValidation.dns1123Subdomain)
    if spec["paramRef"].isPresent { errors += parameters(spec["paramRef"]) }
    if spec["matchResources"].isPresent { errors += AdmissionRules.matchResources(spec["matchResources"]) }
    return isMutating ? errors : errors + actions(spec["validationActions"])
  }

  private func parameters(_ reference: ObjectField) -> [FieldError] {
    let (name, selector, missing) = (
      reference["name"], reference["selector"], reference["parameterNotFoundAction"]
    )
    var errors: [FieldError] = []
    let conflict = { (field: ObjectField) in
      !name.isEmpty && selector.isPresent ? [field.forbidden("name and selector are mutually exclusive")] : []
    }
    errors += name.mayMatch(NameValidation.pathSegmentName) + conflict(name)
    errors += LabelSelectorValidation.validate(selector) + conflict(selector)
    if name.isEmpty, !selector.isPresent {
      errors.append(reference.required("one of name or selector must be specified"))
    }
    return errors + missing.mustBeSetAndOne(of: ["Deny", "Allow"])
  }

  private func actions(_ actions: ObjectField) -> [FieldError] {
    if actions.isEmpty { return [actions.required("at least one validation action is required")] }
    var seen: Set<String> = []
    var errors: [FieldError] = []
    for action in actions.elements {
      errors += action.mustBeOne(of: Self.actions)
      if !seen.insert(action.string).inserted { errors.append(action.duplicate()) }
    }
    if seen.isSuperset(of: ["Deny", "Warn"]) {
      errors.append(
        actions.invalid(
          "must not contain both Deny and Warn (repeating the same validation failure information in the API response "
            + "and headers serves no purpose)"))
    }
    return errors
  }
}
