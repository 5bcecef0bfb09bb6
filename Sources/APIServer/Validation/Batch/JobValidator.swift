import APIMachinery

/// Jobs, as upstream's `pkg/apis/batch/validation`.
struct JobValidator: ObjectValidator {
  private static let generatedLabels = [
    ("controller-uid", true), ("job-name", false), ("batch.kubernetes.io/controller-uid", true),
    ("batch.kubernetes.io/job-name", false),
  ]

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    var errors = generatedSelector(object, spec) + specErrors(spec, context)
    let completions = spec["completions"].number
    if spec["completionMode"].string == "Indexed", completions > 0 {
      // Pods are named after the job and their index.
      let longest = "\(object.name)-\(completions - 1)"
      if !NameValidation.dns1123Label(longest).isEmpty {
        errors.append(
          ObjectField(object, "metadata")["name"].invalid(
            "will not able to create pod with invalid DNS label: \(longest)"))
      }
    }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (spec, before) = (ObjectField(object, "spec"), ObjectField(old, "spec"))
    // Upstream checks the spec twice here, and so says twice what is wrong with it.
    var errors = validate(object, context) + specErrors(spec, context)
    errors += completions(spec, before)
    errors += spec["selector"].mustEqual(before["selector"])
    errors += template(object, old)
    let policy = { (name: String, type: String) in
      GoInternalForm.immutable(spec[name], before[name].value, "batch/v1.\(type)")
    }
    errors +=
      spec["completionMode"].mustEqual(before["completionMode"]) + policy("podFailurePolicy", "PodFailurePolicy")
    errors += ["backoffLimitPerIndex", "managedBy"].flatMap { spec[$0].mustEqual(before[$0]) }
    errors += policy("successPolicy", "SuccessPolicy")
    return errors
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    JobStatusRules(object, old).errors()
  }

  private func specErrors(_ spec: ObjectField, _ context: ValidationContext) -> [FieldError] {
    let selector = spec["selector"]
    return JobRules.validate(spec, context)
      + (selector.isPresent ? LabelSelectorValidation.validate(selector) : [selector.required()])
      + WorkloadRules.matches(selector, spec["template"])
  }

  /// Unless people choose themselves, selector and labels are as the server made them.
  private func generatedSelector(_ object: JSONValue, _ spec: ObjectField) -> [FieldError] {
    let selector = spec["selector"]
    guard !spec["manualSelector"].bool, selector.isPresent else { return [] }
    var errors: [FieldError] = []
    let metadata = spec["template", "metadata"]
    var expected: [String: String] = [:]
    for (label, isUID) in Self.generatedLabels {
      let wanted = isUID ? object.uid : object.name
      expected[label] = wanted
      guard let value = metadata["labels"].value?[label]?.stringValue else {
        errors.append(.required(metadata.path.child("labels").key(label), "must be '\(wanted)'"))
        continue
      }
      if value != wanted {
        errors.append(
          .invalid(metadata.path.child("labels").key(label), metadata["labels"].value, "must be '\(wanted)'"))
      }
    }
    if let parsed = try? LabelSelector(object: selector.value), !parsed.matches(expected) {
      errors.append(selector.invalid("`selector` not auto-generated"))
    }
    return errors
  }

  /// Indexed jobs may grow and shrink, together with how many run at a time.
  private func completions(_ spec: ObjectField, _ old: ObjectField) -> [FieldError] {
    let completions = spec["completions"]
    let change = completions.mustEqual(old["completions"])
    guard spec["completionMode"].string == "Indexed" else { return change }
    if change.isEmpty || !completions.isPresent || completions.number == spec["parallelism"].number { return [] }
    return [completions.invalid("can only be modified in tandem with spec.parallelism")]
  }

  /// While a job is suspended and has no pods, where they run and what they ask for may change.
  private func template(_ object: JSONValue, _ old: JSONValue) -> [FieldError] {
    let new = ObjectField(object, "spec")["template"]
    let isSuspended = old[path: "spec", "suspend"]?.boolValue == true
    let hasStarted = old[path: "status", "startTime"]?.stringValue != nil
    var before = old[path: "spec", "template"] ?? [:]
    if isSuspended, !hasStarted {
      for path in [
        ["metadata", "annotations"], ["metadata", "labels"], ["spec", "nodeSelector"], ["spec", "tolerations"],
        ["spec", "schedulingGates"], ["spec", "affinity", "nodeAffinity"],
      ] {
        before.set(path, to: new.value?.value(at: path.joined(separator: ".")))
      }
      if new["spec", "affinity"].isEmpty, before[path: "spec", "affinity"]?.objectValue?.isEmpty == true {
        before.set(["spec", "affinity"], to: nil)
      }
      copyResources(from: new, to: &before)
    }
    guard !new.mustEqual(ObjectField(before, at: new.path)).isEmpty else { return [] }
    // Of a suspended job only the pod spec can differ by now.
    let (shown, type) =
      isSuspended && !hasStarted ? (new["spec"], "core/v1.PodSpec") : (new, "core/v1.PodTemplateSpec")
    return [shown.invalid(showing: GoInternalForm.of(shown.value, type), "field is immutable")]
  }

  private func copyResources(from new: ObjectField, to template: inout JSONValue) {
    for list in ["containers", "initContainers"] {
      let given = new["spec", list].elements
      guard var containers = template[path: "spec", list]?.arrayValue, containers.count == given.count else { continue }
      for (index, container) in given.enumerated() {
        containers[index]["resources"] = container["resources"].value
      }
      template.set(["spec", list], to: .array(containers))
    }
  }
}
