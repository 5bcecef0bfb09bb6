import APIMachinery

/// Probes and lifecycle hooks: what is done, by exactly one means.
enum HandlerValidation {
  static func probe(_ probe: ObjectField, kind: String) -> [FieldError] {
    var errors = handler(probe, ["exec", "httpGet", "tcpSocket", "grpc"], gracePeriod: nil)
    for name in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
      errors += probe[name].mustNotBeNegative()
    }
    let grace = probe["terminationGracePeriodSeconds"]
    if let seconds = grace.integer, seconds <= 0 { errors.append(grace.invalid("must be greater than 0")) }
    if kind == "readinessProbe" {
      if grace.isPresent { errors.append(grace.invalid("must not be set for readinessProbes")) }
    } else if let threshold = probe["successThreshold"].integer, threshold != 1 {
      errors.append(probe["successThreshold"].invalid("must be 1"))
    }
    return errors
  }

  static func hook(_ hook: ObjectField, _ pod: ContainerSurroundings) -> [FieldError] {
    handler(hook, ["exec", "httpGet", "tcpSocket", "sleep"], gracePeriod: pod.gracePeriod)
  }

  private static func handler(_ handler: ObjectField, _ kinds: [String], gracePeriod: Int64?) -> [FieldError] {
    let given = kinds.filter { handler[$0].isPresent }
    guard let first = given.first else { return [handler.required("must specify a handler type")] }
    return action(handler[first], first, gracePeriod)
      + given.dropFirst().map { handler[$0].forbidden("may not specify more than 1 handler type") }
  }

  private static func action(_ action: ObjectField, _ kind: String, _ gracePeriod: Int64?) -> [FieldError] {
    switch kind {
    case "exec":
      return action["command"].mustBeSet()
    case "httpGet":
      var errors = action["path"].mustBeSet() + action["port"].mustBePortOrName()
      errors += action["scheme"].mustBeOne(of: ["HTTP", "HTTPS"])
      for header in action["httpHeaders"].elements {
        errors += NameValidation.httpHeaderName(header["name"].string).map {
          .invalid(action["httpHeaders"].path, .string(header["name"].string), $0)
        }
      }
      return errors
    case "sleep":
      let seconds = action["seconds"].integer ?? 0
      guard let gracePeriod, !(0...max(gracePeriod, 0)).contains(seconds) else { return [] }
      return [
        .invalid(
          action.path, .integer(seconds),
          "must be non-negative and less than terminationGracePeriodSeconds (\(gracePeriod))")
      ]
    default:
      return action["port"].mustBePortOrName()
    }
  }
}
