import APIMachinery

/// Resources of a pod as a whole: its containers' must fit into them.
enum PodLevelResourceValidation {
  static func validate(_ spec: ObjectField, claims: Set<String>) -> [FieldError] {
    let resources = spec["resources"]
    guard resources.isPresent else { return [] }
    guard spec["os", "name"].string != "windows" else {
      return [resources.forbidden("may not be set for a windows pod")]
    }
    var errors: [FieldError] = []
    if resources["claims"].isPresent {
      errors.append(resources["claims"].forbidden("claims may not be set for Resources at pod-level"))
    }
    errors += ResourceListValidation.validate(
      ResourceListValidation.Requirements(resources), claims: claims, name: ResourceNames.podName)
    for (name, sum) in totals(of: spec, "requests").sorted(by: { $0.key < $1.key }) {
      guard let ofPod = resources["requests", name].quantity, sum > ofPod else { continue }
      errors.append(
        .invalid(
          resources["requests"].path.key(name), .string(ofPod.description),
          "must be greater than or equal to aggregate container requests of \(sum)"))
    }
    for (name, sum) in totals(of: spec, "limits").sorted(by: { $0.key < $1.key }) where ResourceNames.isHugePages(name)
    {
      guard let ofPod = resources["limits", name].quantity, sum > ofPod else { continue }
      errors.append(
        .invalid(
          resources["limits"].path.key(name), .string(ofPod.description),
          "must be greater than or equal to aggregate container limits of \(sum)"))
    }
    for (index, container) in spec["containers"].elements.enumerated() {
      for (name, limit) in container["resources", "limits"].entries {
        guard let ofPod = resources["limits", name].quantity, let own = limit.quantity, own > ofPod else { continue }
        errors.append(
          .invalid(
            resources.path.child("containers").index(index).key(name).child("limits"), .string(own.description),
            "must be less than or equal to pod limits of \(ofPod)"))
      }
    }
    return errors
  }

  /// What the containers have together, at the time they have most.
  private static func totals(of spec: ObjectField, _ list: String) -> [String: Quantity] {
    var running: [String: Quantity] = [:]
    for container in spec["containers"].elements { add(container["resources", list], to: &running) }
    var sidecars: [String: Quantity] = [:]
    var most: [String: Quantity] = [:]
    for container in spec["initContainers"].elements {
      if container["restartPolicy"].string == "Always" {
        add(container["resources", list], to: &sidecars)
        add(container["resources", list], to: &running)
        most.merge(sidecars, uniquingKeysWith: max)
      } else {
        var now = sidecars
        add(container["resources", list], to: &now)
        most.merge(now, uniquingKeysWith: max)
      }
    }
    return running.merging(most, uniquingKeysWith: max)
  }

  private static func add(_ list: ObjectField, to sums: inout [String: Quantity]) {
    for (name, amount) in list.entries {
      guard let quantity = amount.quantity else { continue }
      sums[name] = (sums[name] ?? .zero) + quantity
    }
  }
}
