import APIMachinery

/// Events of both groups. Those written through `events.k8s.io`, or with an `eventTime`, must say who reports what.
struct EventValidator: ObjectValidator {
  private static let textBytesMax = 128
  private static let noteBytesMax = 1024

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors = common(object)
    if context.resource.group == "events.k8s.io" {
      let root = ObjectField(object, at: .root)
      errors += root["eventTime"].mustBeSet()
      if !["Normal", "Warning"].contains(root["type"].string) {
        errors.append(root["type"].invalid("has invalid value: \(root["type"].string)"))
      }
    }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let (new, before) = (ObjectField(object, at: .root), ObjectField(old, at: .root))
    var errors = common(object)
    guard context.resource.group == "events.k8s.io" else { return errors }
    // Only the series of such an event goes on.
    for name in [
      "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "type", "eventTime",
      "action", "related", "reportingComponent", "reportingInstance",
    ] {
      errors += new[name].mustEqual(before[name])
    }
    return errors
  }

  private func common(_ object: JSONValue) -> [FieldError] {
    let root = ObjectField(object, at: .root)
    let namespace = root["involvedObject", "namespace"]
    var errors: [FieldError] = []
    let matches =
      namespace.isEmpty ? ["", "default"].contains(object.namespace) : namespace.string == object.namespace
    if !matches {
      errors.append(namespace.invalid(showing: .string(namespace.string), "does not match event.namespace"))
    }
    guard root["eventTime"].isPresent else { return errors }
    let reporter = root["reportingComponent"]
    errors +=
      reporter.isEmpty
      ? [.required(FieldPath("reportingController"))]
      : NameValidation.qualifiedName(reporter.string).map {
        .invalid(FieldPath("reportingController"), reporter.value, $0)
      }
    for name in ["reportingInstance", "action", "reason"] {
      errors += root[name].mustBeSet()
      if root[name].string.utf8.count > Self.textBytesMax {
        errors.append(root[name].invalid(showing: "", "can have at most \(Self.textBytesMax) characters"))
      }
    }
    if root["message"].string.utf8.count > Self.noteBytesMax {
      errors.append(root["message"].invalid(showing: "", "can have at most \(Self.noteBytesMax) characters"))
    }
    return errors
  }
}
