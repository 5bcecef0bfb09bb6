import APIMachinery

/// StatefulSets, as `ValidateStatefulSetSpec` upstream.
struct StatefulSetValidator: ObjectValidator {
  /// It begins the names of pods.
  var nameRule: NameRule { .dnsLabel }

  /// What of the spec may change.
  private static let mutable: Set<String> = [
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
  ]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    errors(in: ObjectField(object, "spec"), isNew: true, context)
  }

  /// - Parameter isNew: What never changes is checked only then.
  private func errors(in spec: ObjectField, isNew: Bool, _ context: ValidationContext) -> [FieldError] {
    let (selector, template) = (spec["selector"], spec["template"])
    var errors = managementPolicy(spec["podManagementPolicy"]) + updateStrategy(spec["updateStrategy"])
    for name in ["whenDeleted", "whenScaled"] {
      let policy = spec["persistentVolumeClaimRetentionPolicy", name]
      if policy.isPresent { errors += policy.mustBeOne(of: ["Retain", "Delete"]) }
    }
    if isNew {
      errors += spec["volumeClaimTemplates"].elements.flatMap {
        PersistentVolumeClaimSpecValidation.validate($0["spec"])
      }
    }
    errors += ["replicas", "minReadySeconds"].flatMap { spec[$0].mustNotBeNegative() }
    errors += spec["ordinals", "start"].mustNotBeNegative()
    if isNew { errors += spec["serviceName"].mayMatch(NameValidation.dns1123Label) }
    errors +=
      selector.isPresent
      ? LabelSelectorValidation.validate(selector) + WorkloadRules.notEmpty(selector, kind: "statefulset")
      : [selector.required()]
    if WorkloadRules.isReadable(selector) {
      errors += WorkloadRules.matches(selector, template)
      errors += PodTemplateValidation.validate(withClaims(template, spec), PodValidationOptions(context))
    } else {
      errors.append(selector.invalid(""))
    }
    return errors + WorkloadRules.lasting(template, kind: "StatefulSet")
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (spec, before) = (ObjectField(object, "spec"), ObjectField(old, "spec"))
    let names = Set((spec.value?.objectValue?.keys ?? []) + (before.value?.objectValue?.keys ?? []))
    let isFrozen = names.subtracting(Self.mutable).contains { !spec[$0].mustEqual(before[$0]).isEmpty }
    let change =
      isFrozen
      ? [
        spec.forbidden(
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
            + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")
      ] : []
    return change + errors(in: spec, isNew: false, context)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let status = ObjectField(object, "status")
    return WorkloadRules.counts(
      status,
      nonNegative: [
        "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "observedGeneration",
        "collisionCount",
      ], parts: ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"])
      + WorkloadRules.availableAreReady(status).map { error in
        var error = error
        error.detail = "cannot be greater than status.readyReplicas"
        return error
      } + WorkloadRules.collisions(status, since: ObjectField(old, "status"))
  }

  /// The claims are volumes of the pods, too.
  private func withClaims(_ template: ObjectField, _ spec: ObjectField) -> ObjectField {
    let names = spec["volumeClaimTemplates"].elements.map { $0["metadata", "name"].string }
    guard !names.isEmpty, var value = template.value else { return template }
    let own = (value[path: "spec", "volumes"]?.arrayValue ?? []).filter {
      !names.contains($0["name"]?.stringValue ?? "")
    }
    let claimed: [JSONValue] = names.map {
      ["name": .string($0), "persistentVolumeClaim": ["claimName": .string($0)]]
    }
    value.set(["spec", "volumes"], to: .array(own + claimed))
    return ObjectField(value, at: template.path)
  }

  private func managementPolicy(_ policy: ObjectField) -> [FieldError] {
    if policy.isEmpty { return [policy.required()] }
    return ["OrderedReady", "Parallel"].contains(policy.string)
      ? [] : [policy.invalid("must be 'OrderedReady' or 'Parallel'")]
  }

  private func updateStrategy(_ strategy: ObjectField) -> [FieldError] {
    let rolling = strategy["rollingUpdate"]
    switch strategy["type"].string {
    case "": return [strategy.required()]
    case "OnDelete":
      return rolling.isPresent
        ? [
          rolling.invalid(
            showing: GoStructForm.rollingUpdateOfStatefulSet(rolling), "only allowed for updateStrategy 'RollingUpdate'"
          )
        ] : []
    case "RollingUpdate":
      let unavailable = rolling["maxUnavailable"]
      var errors = rolling["partition"].mustNotBeNegative()
      guard unavailable.isPresent else { return errors }
      errors += unavailable.mustBeIntOrPercent()
      if unavailable.intOrPercentValue == 0 { errors.append(unavailable.invalid("cannot be 0")) }
      return errors + unavailable.mustBeAtMostHundredPercent()
    default:
      return [
        strategy.invalid(
          showing: GoStructForm.updateStrategy(strategy), "must be 'RollingUpdate' or 'OnDelete'")
      ]
    }
  }
}

/// ControllerRevisions: what they keep never changes.
struct ControllerRevisionValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let data = ObjectField(object, "data")
    return (data.isPresent ? [] : [data.required("data is mandatory")])
      + ObjectField(object, "revision").mustNotBeNegative()
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let data = ObjectField(object, "data")
    return validate(object, context)
      + (data.value == old["data"] ? [] : [data.invalid(showing: data.value, "field is immutable")])
  }
}
