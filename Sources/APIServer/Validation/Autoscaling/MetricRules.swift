import APIMachinery

/// The rules of one `MetricSpec` of an autoscaler.
enum MetricRules {
  private static let sources: [(type: String, member: String, validate: @Sendable (ObjectField) -> [FieldError])] = [
    ("Object", "object", object), ("External", "external", external), ("Pods", "pods", pods),
    ("Resource", "resource", { resource($0) }),
    ("ContainerResource", "containerResource", containerResource),
  ]

  static func metric(_ metric: ObjectField) -> [FieldError] {
    let type = metric["type"]
    var errors = type.mustBeSet("must specify a metric source type")
    let expected = sources.first { $0.type == type.string }?.member
    let unknown = type.notSupported(sources.map(\.type).sorted())
    if expected == nil { errors.append(unknown) }
    let present = sources.filter { metric[$0.member].isPresent }
    if let first = present.first { errors += first.validate(metric[first.member]) }
    if let expected {
      if !metric[expected].isPresent {
        errors.append(metric[expected].required("must populate information for the given metric source"))
      }
    } else {
      errors.append(unknown)
    }
    if present.count > 1 {
      errors += present.filter { $0.member != expected }.map {
        metric[$0.member].forbidden("must populate the given metric source only")
      }
    }
    return errors
  }

  @Sendable private static func object(_ source: ObjectField) -> [FieldError] {
    let target = source["target"]
    var errors = ScaleReference.validate(source["describedObject"], .mayBeCore)
    errors += identifier(source["metric"]) + Self.target(target)
    if !target["value"].isPresent, !target["averageValue"].isPresent {
      errors.append(target["averageValue"].required("must set either a target value or averageValue"))
    }
    return errors
  }

  @Sendable private static func external(_ source: ObjectField) -> [FieldError] {
    let target = source["target"]
    var errors = identifier(source["metric"]) + Self.target(target)
    switch (target["value"].isPresent, target["averageValue"].isPresent) {
    case (false, false):
      errors.append(
        target["averageValue"].required("must set either a target value for metric or a per-pod target"))
    case (true, true):
      errors.append(
        target["value"].forbidden("may not set both a target value for metric and a per-pod target"))
    default: break
    }
    return errors
  }

  @Sendable private static func pods(_ source: ObjectField) -> [FieldError] {
    let average = source["target", "averageValue"]
    return identifier(source["metric"]) + target(source["target"])
      + (average.isPresent ? [] : [average.required("must specify a positive target averageValue")])
  }

  private static func resource(_ source: ObjectField) -> [FieldError] {
    source["name"].mustBeSet("must specify a resource name") + amountOrUse(source["target"])
  }

  @Sendable private static func containerResource(_ source: ObjectField) -> [FieldError] {
    let (name, container) = (source["name"], source["container"])
    return
      (name.isEmpty
      ? [name.required("must specify a resource name")] : ResourceNames.containerName(name.string, name.path))
      + (container.isEmpty
        ? [container.required("must specify a container")] : container.mustMatch(NameValidation.dns1123Label))
      + amountOrUse(source["target"])
  }

  /// One of an average amount and a share of what is requested.
  private static func amountOrUse(_ target: ObjectField) -> [FieldError] {
    var errors = Self.target(target)
    switch (target["averageUtilization"].isPresent, target["averageValue"].isPresent) {
    case (false, false):
      errors.append(
        target["averageUtilization"].required("must set either a target raw value or a target utilization"))
    case (true, true):
      errors.append(
        target["averageValue"].forbidden("may not set both a target raw value and a target utilization"))
    default: break
    }
    return errors
  }

  private static func identifier(_ metric: ObjectField) -> [FieldError] {
    metric["name"].isEmpty
      ? [metric["name"].required("must specify a metric name")]
      : metric["name"].mustMatch(NameValidation.pathSegmentName)
  }

  private static func target(_ target: ObjectField) -> [FieldError] {
    let type = target["type"]
    var errors = type.mustBeSet("must specify a metric target type")
    if !["Utilization", "Value", "AverageValue"].contains(type.string) {
      errors.append(type.invalid("must be either Utilization, Value, or AverageValue"))
    }
    for name in ["value", "averageValue"] {
      if let quantity = target[name].quantity, quantity.sign != 1 {
        errors.append(target[name].invalid("must be positive"))
      }
    }
    return errors + target["averageUtilization"].mustBeGreaterThanZero()
  }
}
