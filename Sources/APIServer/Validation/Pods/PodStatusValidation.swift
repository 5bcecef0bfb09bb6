import APIMachinery

/// What a kubelet may say of a pod (`ValidatePodStatusUpdate`).
enum PodStatusValidation {
  private static let systemConditions: Set<String> = ["PodScheduled", "Ready", "Initialized"]
  private static let containerLists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"]

  static func validate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
    let status = ObjectField(object, "status")
    let before = ObjectField(old, "status")
    let spec = ObjectField(object, "spec")
    var errors: [FieldError] = []
    for condition in status["conditions"].elements {
      errors += generation(condition["observedGeneration"])
      guard !systemConditions.contains(condition["type"].string) else { continue }
      errors += ObjectField(condition["type"].value, at: condition.path.child("Type"))
        .mustMatch(NameValidation.qualifiedName)
    }
    errors += nomination(status["nominatedNodeName"], before["nominatedNodeName"], ObjectField(old, "spec"))
    errors += generation(status["observedGeneration"])
    errors += status["qosClass"].mustEqual(before["qosClass"])
    errors += PodContainerTransitions.validate(status, before, ObjectField(old, "spec"))
    errors += claims(status["resourceClaimStatuses"], spec["resourceClaims"])
    errors += extendedClaim(status["extendedResourceClaimStatus"], spec)
    errors += addresses(status["podIPs"], old: before["podIPs"])
    if let first = status["hostIPs"].elements.first {
      if status["hostIP"].string != first["ip"].string {
        errors.append(first["ip"].invalid("must be equal to `hostIP`"))
      }
      errors += addresses(status["hostIPs"], old: before["hostIPs"])
    }
    for list in containerLists {
      errors += status[list].elements.flatMap { users($0, spec["os", "name"].string) }
    }
    return errors + PodAllocatedResources.validate(status, spec)
  }

  private static func generation(_ generation: ObjectField) -> [FieldError] {
    generation.number < 0 ? [generation.invalid("must be a non-negative integer")] : []
  }

  private static func nomination(_ name: ObjectField, _ old: ObjectField, _ spec: ObjectField) -> [FieldError] {
    guard !name.isEmpty, name.string != old.string else { return [] }
    return name.mustMatch(NameValidation.dns1123Subdomain)
      + (spec["nodeName"].isEmpty
        ? [] : [name.forbidden("may not be set on pods that are already bound to a node")])
  }

  private static func claims(_ statuses: ObjectField, _ claims: ObjectField) -> [FieldError] {
    let known = Set(claims.elements.map { $0["name"].string })
    var errors = statuses.elements.filter { !known.contains($0["name"].string) }.map {
      $0["name"].invalid("must match the name of an entry in `spec.resourceClaims`")
    }
    errors += statuses.mustBeUnique(by: "name")
    for name in statuses.elements.map({ $0["resourceClaimName"] }) where name.isPresent {
      errors += name.mustMatch(NameValidation.dns1123Subdomain)
    }
    return errors
  }

  private static func extendedClaim(_ status: ObjectField, _ spec: ObjectField) -> [FieldError] {
    guard status.isPresent else { return [] }
    let containers = Dictionary(
      (spec["initContainers"].elements + spec["containers"].elements).map { ($0["name"].string, $0) },
      uniquingKeysWith: { _, last in last })
    let mappings = status["requestMappings"]
    var errors = mappings.mustBeSet("at least one request mapping is required")
    var seen: Set<[String]> = []
    for mapping in mappings.elements {
      let (container, resource) = (mapping["containerName"], mapping["resourceName"])
      if let known = containers[container.string] {
        if !known["resources", "requests", resource.string].isPresent {
          errors.append(
            resource.invalid(
              "must match the extended resource name of an entry in spec.initContainers.resources.requests or "
                + "spec.containers.resources.requests"))
        }
      } else {
        errors.append(
          container.invalid("must match the name of an entry in spec.initContainers.name or spec.containers.name"))
      }
      let request = mapping["requestName"]
      errors += ObjectField(request.value, at: status.path.child("requestName"))
        .mustMatch(NameValidation.dns1123Label)
      if !seen.insert([container.string, resource.string, request.string]).inserted {
        errors += [container.duplicate(), resource.duplicate(), request.duplicate()]
      }
    }
    return errors + status["resourceClaimName"].mustBeSetAndMatch(NameValidation.dns1123Subdomain)
  }

  /// One address of each family at most. What was there already is taken as it is.
  private static func addresses(_ list: ObjectField, old: ObjectField) -> [FieldError] {
    let known = Set(old.elements.map { $0["ip"].string })
    var errors = list.elements.filter { !known.contains($0["ip"].string) }.flatMap { address in
      IPValidation.legacyAddress(address["ip"].string, at: address.path)
    }
    guard list.count > 1 else { return errors }
    let parsed = list.elements.compactMap { IPAddress(sloppy: $0["ip"].string) }
    if Set(parsed.map(\.family)).count < 2 || list.count > 2 {
      errors.append(
        list.invalid(
          showing: GoInternalForm.list(list.value, of: "core/v1.PodIP"),
          "may specify no more than one IP for each IP family"))
    }
    return errors
  }

  /// Upstream's paths lack the user.
  private static func users(_ container: ObjectField, _ system: String) -> [FieldError] {
    let linux = ObjectField(container["user", "linux"].value, at: container.path.child("linux"))
    guard linux.isPresent else { return [] }
    guard system != "windows" else { return [linux.forbidden("cannot be set for a windows pod")] }
    let isNumber = { (number: ObjectField) -> [FieldError] in number.mustBeIn(0...Int64(Int32.max)) }
    return isNumber(ObjectField(.integer(linux["uid"].number), at: linux["uid"].path))
      + isNumber(ObjectField(.integer(linux["gid"].number), at: linux["gid"].path))
      + linux["supplementalGroups"].elements.flatMap(isNumber)
  }
}

/// What has ended for good doesn't run again.
enum PodContainerTransitions {
  static func validate(_ status: ObjectField, _ old: ObjectField, _ spec: ObjectField) -> [FieldError] {
    let ephemeral = reopened(status, old, "ephemeralContainerStatuses") { _, _ in false }
    if restartsAll(spec) { return ephemeral }
    return [("containerStatuses", "containers"), ("initContainerStatuses", "initContainers")].flatMap {
      statuses, list in
      let containers = spec[list].elements
      return reopened(status, old, statuses) { name, code in
        containers.first { $0["name"].string == name }.map { restarts($0, spec, code, isInit: list != "containers") }
          ?? false
      }
    } + ephemeral
  }

  private static func reopened(
    _ status: ObjectField, _ old: ObjectField, _ list: String, mayRestart: (String, Int64) -> Bool
  ) -> [FieldError] {
    old[list].elements.enumerated().compactMap { index, before in
      let ended = before["state", "terminated"]
      let name = before["name"].string
      guard ended.isPresent,
        status[list].elements.contains(where: {
          $0["name"].string == name && !$0["state", "terminated"].isPresent
        }), !mayRestart(name, ended["exitCode"].number)
      else { return nil }
      return .forbidden(
        status[list].path.index(index).child("state"), "may not be transitioned to non-terminated state")
    }
  }

  /// One container's rule can start all of them again.
  private static func restartsAll(_ spec: ObjectField) -> Bool {
    (spec["containers"].elements + spec["initContainers"].elements)
      .flatMap { $0["restartPolicyRules"].elements }.contains { $0["action"].string == "RestartAllContainers" }
  }

  private static func restarts(_ container: ObjectField, _ spec: ObjectField, _ code: Int64, isInit: Bool) -> Bool {
    for rule in container["restartPolicyRules"].elements {
      let codes = rule["exitCodes"]
      let isAmong = codes["values"].elements.contains { $0.number == code }
      if codes["operator"].string == (isAmong ? "In" : "NotIn") { return true }
    }
    let own = container["restartPolicy"].string
    switch own.isEmpty ? spec["restartPolicy"].string : own {
    case "Always": return true
    case "OnFailure": return code != 0
    default: return false
    }
  }
}

/// The health of devices given to containers.
enum PodAllocatedResources {
  static func validate(_ status: ObjectField, _ spec: ObjectField) -> [FieldError] {
    [("containerStatuses", "containers"), ("initContainerStatuses", "initContainers")].flatMap { list, containers in
      status[list].elements.flatMap { container in
        resources(container, spec[containers].elements.first { $0["name"].string == container["name"].string })
      }
    }
      + status["ephemeralContainerStatuses"].elements.map { $0["allocatedResourcesStatus"] }.filter { !$0.isEmpty }
      .map { $0.forbidden("cannot be set for a container status") }
  }

  private static func resources(_ status: ObjectField, _ container: ObjectField?) -> [FieldError] {
    let list = status["allocatedResourcesStatus"]
    var errors: [FieldError] = []
    for allocated in list.elements {
      let name = allocated["name"]
      let claimPrefix = "claim:"
      if name.string.hasPrefix(claimPrefix) {
        let known = container?["resources", "claims"].elements.contains { claim in
          let request = claim["request"]
          return name.string.dropFirst(claimPrefix.count)
            == claim["name"].string + (request.isEmpty ? "" : "/\(request.string)")
        }
        if known != true {
          errors.append(
            name.invalid(
              "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or "
                + "'claim:<claimName>' if request is empty"))
        }
      } else if let container, !container["resources", "requests", name.string].isPresent {
        errors.append(name.invalid("must match one of the container's resource requests"))
      }
      var seen: Set<String> = []
      for resource in allocated["resources"].elements {
        let id = resource["resourceID"]
        if !seen.insert(id.string).inserted { errors.append(id.duplicate()) }
        errors += resource["health"].mustBeOne(of: ["Healthy", "Unhealthy", "Unknown"])
        if id.isEmpty { errors.append(id.required()) }
      }
    }
    return errors
  }
}
