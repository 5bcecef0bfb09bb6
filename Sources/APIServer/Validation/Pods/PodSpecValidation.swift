import APIMachinery

/// What is wrong with the spec of a pod or of a template (`ValidatePodSpec`).
enum PodSpecValidation {
  /// - Parameter podName: The pod's name, from which the names of claims for its ephemeral volumes are made; empty in
  ///   templates.
  static func validate(_ spec: ObjectField, podName: String, _ options: PodValidationOptions) -> [FieldError] {
    var errors: [FieldError] = []
    if !spec["terminationGracePeriodSeconds"].isPresent {
      errors.append(spec["terminationGracePeriodSeconds"].required())
    }
    let volumes = PodVolumeValidation.validate(spec["volumes"], podName: podName, isPod: options.isPod)
    errors += volumes.errors
    let claims = Set(spec["resourceClaims"].elements.map { $0["name"].string }.filter { !$0.isEmpty })
    errors += resourceClaims(spec["resourceClaims"])
    let surroundings = ContainerSurroundings(
      volumes: volumes.sources, claims: claims, gracePeriod: spec["terminationGracePeriodSeconds"].integer,
      restartPolicy: spec["restartPolicy"].string, hostUsers: spec["hostUsers"].value?.boolValue ?? true,
      options: options)
    errors += ContainerListValidation.containers(spec["containers"], surroundings)
    errors += ContainerListValidation.initContainers(
      spec["initContainers"], regular: spec["containers"], surroundings)
    errors += EphemeralContainerValidation.validate(spec, surroundings)
    errors += PodLevelResourceValidation.validate(spec, claims: claims)
    errors += hostNetworkPorts(spec, options)
    errors += spec["restartPolicy"].mustBeSetAndOne(of: ["Always", "OnFailure", "Never"])
    errors += spec["dnsPolicy"].mustBeSetAndOne(of: ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
    errors += ObjectMetaValidation.labels(spec["nodeSelector"].value, spec["nodeSelector"].path)
    errors += PodSecurityContextValidation.validate(spec)
    errors += AffinityValidation.validate(spec["affinity"], options)
    errors += dns(spec["dnsConfig"], policy: spec["dnsPolicy"].string)
    for gate in spec["readinessGates"].elements {
      errors += gate["conditionType"].mustMatch(NameValidation.qualifiedName)
    }
    errors += schedulingGates(spec["schedulingGates"])
    errors += TopologySpreadValidation.validate(spec["topologySpreadConstraints"], options)
    errors += HostProcessValidation.validate(spec, options) + hostNamespaces(spec)
    return errors + names(spec) + hostnameOverride(spec) + numbers(spec) + rest(spec)
      + EnvironmentValidation.files(spec)
  }

  private static func names(_ spec: ObjectField) -> [FieldError] {
    spec["serviceAccountName"].mayMatch(NameValidation.dns1123Subdomain)
      + spec["nodeName"].mayMatch(NameValidation.dns1123Subdomain)
      + spec["hostname"].mayMatch(NameValidation.dns1123Label)
      + spec["subdomain"].mayMatch(NameValidation.dns1123Label)
      + spec["priorityClassName"].mayMatch(NameValidation.dns1123Subdomain)
      + (spec["runtimeClassName"].isPresent
        ? spec["runtimeClassName"].mustMatch(NameValidation.dns1123Subdomain) : [])
  }

  private static let hostnameMax = 64

  private static func hostnameOverride(_ spec: ObjectField) -> [FieldError] {
    let name = spec["hostnameOverride"]
    guard name.isPresent else { return [] }
    var errors: [FieldError] = []
    if spec["setHostnameAsFQDN"].bool {
      errors.append(name.forbidden("may not be specified when setHostnameAsFQDN is true"))
    }
    if spec["hostNetwork"].bool { errors.append(name.forbidden("may not be specified when hostNetwork is true")) }
    if name.string.utf8.count > hostnameMax { errors.append(name.tooLong(hostnameMax)) }
    return errors + name.mustMatch(NameValidation.dns1123Subdomain)
  }

  private static func numbers(_ spec: ObjectField) -> [FieldError] {
    spec["activeDeadlineSeconds"].mustBeIn(1...Int64(Int32.max))
  }

  private static func rest(_ spec: ObjectField) -> [FieldError] {
    var errors = TolerationValidation.validate(spec["tolerations"])
    for alias in spec["hostAliases"].elements {
      errors += IPValidation.legacyAddress(alias["ip"].string, at: alias["ip"].path, isStrict: true)
      for name in alias["hostnames"].elements { errors += name.mustMatch(NameValidation.dns1123Subdomain) }
    }
    if spec["preemptionPolicy"].isPresent {
      errors += spec["preemptionPolicy"].mustBeSetAndOne(of: ["PreemptLowerPriority", "Never"])
    }
    if spec["overhead"].isPresent {
      errors += ResourceListValidation.container(ResourceListValidation.Requirements(limitsOnly: spec["overhead"]))
    }
    if spec["os"].isPresent { errors += OperatingSystemValidation.validate(spec) }
    return errors
  }

  private static func resourceClaims(_ claims: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for claim in claims.elements {
      let name = claim["name"]
      if name.isEmpty {
        errors.append(name.required())
      } else if !seen.insert(name.string).inserted {
        errors.append(name.duplicate())
      } else {
        errors += name.mustMatch(NameValidation.dns1123Label)
      }
      let sources = [claim["resourceClaimName"], claim["resourceClaimTemplateName"]]
      if sources.allSatisfy(\.isPresent) {
        errors.append(
          claim.invalid(
            showing: GoInternalForm.of(claim.value, "core/v1.PodResourceClaim"),
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"))
      }
      if !sources.contains(where: \.isPresent) {
        errors.append(
          claim.invalid(
            showing: GoInternalForm.of(claim.value, "core/v1.PodResourceClaim"),
            "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"))
      }
      for source in sources where source.isPresent { errors += source.mustMatch(NameValidation.dns1123Subdomain) }
    }
    return errors
  }

  /// In the host's network a container's port is the host's. Templates may leave it out, it is filled in later.
  private static func hostNetworkPorts(_ spec: ObjectField, _ options: PodValidationOptions) -> [FieldError] {
    guard spec["hostNetwork"].bool else { return [] }
    return spec["containers"].elements.flatMap { container in
      container["ports"].elements.compactMap { port in
        let onHost = port["hostPort"].integer ?? 0
        guard options.isPod || onHost != 0, onHost != port["containerPort"].integer ?? 0 else { return nil }
        return .invalid(
          port["hostPort"].path, .integer(onHost), "must match `containerPort` when `hostNetwork` is true")
      }
    }
  }

  private static func schedulingGates(_ gates: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for gate in gates.elements {
      let name = ObjectField(gate["name"].value, at: gate.path)
      errors += name.mustMatch(NameValidation.qualifiedName)
      if !seen.insert(name.string).inserted { errors.append(name.duplicate()) }
    }
    return errors
  }

  /// A user namespace of its own can't be had together with namespaces of the host.
  private static func hostNamespaces(_ spec: ObjectField) -> [FieldError] {
    guard spec["hostUsers"].value?.boolValue == false else { return [] }
    let refused = [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")]
      .filter { spec[$0.0].bool }.map { spec.path.child($0.1) }
    let devices = PodContainers.all(of: spec).map { $0["volumeDevices"] }.filter { !$0.isEmpty }.map(\.path)
    return (refused + devices).map { .forbidden($0, "when `hostUsers` is false") }
  }
}

extension PodSpecValidation {
  private static let nameserversMax = 3
  private static let searchPathsMax = 32
  private static let searchCharactersMax = 2048

  private static func dns(_ config: ObjectField, policy: String) -> [FieldError] {
    let servers = config["nameservers"]
    if policy == "None" {
      guard config.isPresent else {
        return [config.required("must provide `dnsConfig` when `dnsPolicy` is None")]
      }
      guard !servers.isEmpty else {
        return [servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None")]
      }
    }
    var errors: [FieldError] = []
    if servers.count > nameserversMax {
      errors.append(servers.invalid("must not have more than \(nameserversMax) nameservers"))
    }
    for server in servers.elements {
      errors += IPValidation.legacyAddress(server.string, at: server.path, isStrict: true)
    }
    let searches = config["searches"]
    if searches.count > searchPathsMax {
      errors.append(searches.invalid("must not have more than \(searchPathsMax) search paths"))
    }
    if searches.strings.joined(separator: " ").utf8.count > searchCharactersMax {
      errors.append(
        searches.invalid(
          "must not have more than \(searchCharactersMax) characters (including spaces) in the search list"))
    }
    for search in searches.elements where search.string != "." {
      let name = search.string.hasSuffix(".") ? String(search.string.dropLast()) : search.string
      errors += ObjectField(.string(name), at: search.path).mustMatch(NameValidation.dns1123SubdomainWithUnderscore)
    }
    for option in config["options"].elements where option["name"].isEmpty {
      errors.append(option.required("must not be empty"))
    }
    return errors
  }
}
