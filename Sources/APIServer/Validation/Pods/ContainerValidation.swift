import APIMachinery

/// What is the same for all containers: those that run, those that run before, those added for debugging.
enum ContainerValidation {
  static let protocols = ["SCTP", "TCP", "UDP"]

  static func validate(_ container: ObjectField, _ pod: ContainerSurroundings) -> [FieldError] {
    var errors = container["name"].mustBeSetAndMatch(NameValidation.dns1123Label)
    errors += container["image"].mustBeSet()
    errors += container["terminationMessagePolicy"].mustBeSetAndOne(of: ["File", "FallbackToLogsOnError"])
    errors += ports(container["ports"])
    errors += EnvironmentValidation.variables(container["env"])
    errors += EnvironmentValidation.sources(container["envFrom"])
    errors += VolumeMountValidation.mounts(container, pod.volumes)
    errors += VolumeMountValidation.devices(container, pod.volumes)
    errors += container["imagePullPolicy"].mustBeSetAndOne(of: ["Always", "IfNotPresent", "Never"])
    errors += ResourceListValidation.container(
      ResourceListValidation.Requirements(container["resources"]), claims: pod.claims)
    errors += resizePolicy(container["resizePolicy"], pod)
    errors += ContainerSecurityContextValidation.validate(container["securityContext"], pod)
    return errors
  }

  /// Pods' images, unlike templates', have no white space around them.
  static func image(_ container: ObjectField) -> [FieldError] {
    let image = container["image"].string
    guard image.first?.isWhitespace ?? false || image.last?.isWhitespace ?? false else { return [] }
    return [container["image"].invalid("must not have leading or trailing whitespace")]
  }

  private static func ports(_ ports: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    var names: Set<String> = []
    for port in ports.elements {
      let name = port["name"]
      if !name.isEmpty {
        let wrong = name.mustMatch(NameValidation.portName)
        errors += wrong
        if wrong.isEmpty, !names.insert(name.string).inserted { errors.append(name.duplicate()) }
      }
      let number = port["containerPort"]
      errors += (number.integer ?? 0) == 0 ? [number.required()] : number.mustBePort()
      if (port["hostPort"].integer ?? 0) != 0 { errors += port["hostPort"].mustBePort() }
      errors += port["protocol"].mustBeSetAndOne(of: protocols)
    }
    return errors
  }

  private static func resizePolicy(_ policies: ObjectField, _ pod: ContainerSurroundings) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for policy in policies.elements {
      // All but the repetition is at the list.
      let resource = ObjectField(policy["resourceName"].value, at: policies.path)
      let restart = ObjectField(policy["restartPolicy"].value, at: policies.path)
      if !seen.insert(resource.string).inserted { errors.append(policy.duplicate(resource.value)) }
      errors += resource.mustBeSetAndOne(of: ["cpu", "memory"])
      errors += restart.mustBeSetAndOne(of: ["NotRequired", "RestartContainer"])
      if pod.restartPolicy == "Never", restart.string != "NotRequired" {
        errors.append(restart.invalid("must be 'NotRequired' when pod `restartPolicy` is 'Never'"))
      }
    }
    return errors
  }
}
