import APIMachinery

/// The lists of containers of a pod: what each may have, and that names and ports don't collide.
enum ContainerListValidation {
  private static let probes = ["livenessProbe", "readinessProbe", "startupProbe"]

  static func containers(_ containers: ObjectField, _ pod: ContainerSurroundings) -> [FieldError] {
    guard !containers.isEmpty else { return [containers.required()] }
    var errors: [FieldError] = []
    var names: Set<String> = []
    for container in containers.elements {
      errors += ContainerValidation.validate(container, pod)
      if !names.insert(container["name"].string).inserted { errors.append(container["name"].duplicate()) }
      errors += hooksAndProbes(container, pod)
      errors += ContainerRestartValidation.validate(container, isInit: false)
    }
    return errors + hostPorts(containers.elements)
  }

  static func initContainers(_ containers: ObjectField, regular: ObjectField, _ pod: ContainerSurroundings)
    -> [FieldError]
  {
    guard !containers.isEmpty else { return [] }
    var errors: [FieldError] = []
    var names = Set(regular.elements.map { $0["name"].string })
    for container in containers.elements {
      errors += ContainerValidation.validate(container, pod)
      errors += ContainerRestartValidation.validate(container, isInit: true)
      if container["restartPolicy"].string != "Always" {
        errors += container["resizePolicy"].elements.filter { $0["restartPolicy"].string == "RestartContainer" }.map {
          $0["restartPolicy"].invalid("must not be set to 'RestartContainer' for non-sidecar initContainers")
        }
      }
      let name = container["name"]
      if names.contains(name.string) {
        errors.append(name.duplicate())
      } else if !name.isEmpty {
        names.insert(name.string)
      }
      // They run one after the other, so that they can have the same ports. Upstream gives the index of a list of one.
      errors += hostPorts([ObjectField(container.value, at: containers.path.index(0))])
      if container["restartPolicy"].string == "Always" {
        errors += hooksAndProbes(container, pod)
      } else {
        for member in ["lifecycle"] + probes where container.has(member) {
          errors.append(
            container[member].forbidden("may not be set for init containers without restartPolicy=Always"))
        }
      }
    }
    return errors
  }

  private static func hooksAndProbes(_ container: ObjectField, _ pod: ContainerSurroundings) -> [FieldError] {
    var errors: [FieldError] = []
    for hook in ["postStart", "preStop"] where container["lifecycle"].has(hook) {
      errors += HandlerValidation.hook(container["lifecycle", hook], pod)
    }
    for probe in probes where container.has(probe) {
      errors += HandlerValidation.probe(container[probe], kind: probe)
    }
    return errors
  }

  private static func hostPorts(_ containers: [ObjectField]) -> [FieldError] {
    var errors: [FieldError] = []
    var taken: Set<String> = []
    for port in containers.flatMap({ $0["ports"].elements }) {
      guard let number = port["hostPort"].integer, number != 0 else { continue }
      let key = "\(port["protocol"].string)/\(port["hostIP"].string)/\(number)"
      if !taken.insert(key).inserted { errors.append(port["hostPort"].duplicate(.string(key))) }
    }
    return errors
  }
}

/// How a container is started again, where it has rules of its own.
enum ContainerRestartValidation {
  private static let policies = ["Always", "Never", "OnFailure"]
  private static let rulesMax = 20
  private static let exitCodesMax = 255

  static func validate(_ container: ObjectField, isInit: Bool) -> [FieldError] {
    let policy = container["restartPolicy"]
    let rules = container["restartPolicyRules"]
    var errors: [FieldError] = []
    if policy.isPresent {
      errors += policy.mustBeOne(of: policies)
    } else if !rules.isEmpty {
      errors.append(policy.required("must specify restartPolicy when restart rules are used"))
      if isInit { return errors }
    }
    if rules.count > rulesMax { errors.append(rules.tooMany(rulesMax)) }
    for rule in rules.elements {
      errors += rule["action"].mustBeOne(of: ["Restart", "RestartAllContainers"])
      let codes = rule["exitCodes"]
      guard codes.isPresent else {
        errors.append(codes.required("must be specified"))
        continue
      }
      errors += codes["operator"].mustBeOne(of: ["In", "NotIn"])
      if codes["values"].count > exitCodesMax { errors.append(codes["values"].tooMany(exitCodesMax)) }
    }
    return errors
  }
}
