import APIMachinery

/// Containers added to a running pod: names of their own, and little else than a command.
enum EphemeralContainerValidation {
  private static let refused = "cannot be set for an Ephemeral Container"
  private static let refusedMembers = [
    "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe",
    "startupProbe", "lifecycle",
  ]

  static func validate(_ spec: ObjectField, _ pod: ContainerSurroundings) -> [FieldError] {
    var errors: [FieldError] = []
    let others = Set((spec["containers"].elements + spec["initContainers"].elements).map { $0["name"].string })
    var names = others
    for container in spec["ephemeralContainers"].elements {
      errors += ContainerValidation.validate(container, pod) + ContainerValidation.image(container)
      if !names.insert(container["name"].string).inserted { errors.append(container["name"].duplicate()) }
      let target = container["targetContainerName"]
      if !target.isEmpty, !others.contains(target.string) { errors.append(target.notFound()) }
      for member in refusedMembers where !container[member].isEmpty {
        errors.append(container[member].forbidden(refused))
      }
      for mount in container["volumeMounts"].elements {
        for member in ["subPath", "subPathExpr"] where !mount[member].isEmpty {
          errors.append(mount[member].forbidden(refused))
        }
      }
    }
    return errors
  }
}
