import APIMachinery

/// A container's environment variables and where their values come from.
enum EnvironmentValidation {
  private static let fields: Set<String> = [
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
  ]
  private static let kinds = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]

  static func variables(_ variables: ObjectField) -> [FieldError] {
    variables.elements.flatMap { variable in
      variable["name"].mustBeSetAndMatch(NameValidation.relaxedEnvironmentVariableName) + source(variable)
    }
  }

  private static func source(_ variable: ObjectField) -> [FieldError] {
    let source = variable["valueFrom"]
    guard source.isPresent else { return [] }
    var errors: [FieldError] = []
    let given = kinds.filter { source[$0].isPresent }
    for kind in given {
      switch kind {
      case "fieldRef": errors += DownwardAPIValidation.field(source[kind], allowed: fields)
      case "resourceFieldRef": errors += DownwardAPIValidation.resource(source[kind], needsContainer: false)
      case "fileKeyRef": errors += file(source[kind])
      default:
        errors += source[kind, "name"].mustMatch(NameValidation.dns1123Subdomain)
        errors += source[kind, "key"].mustBeSetAndMatch(NameValidation.configMapKey)
      }
    }
    // Upstream shows an empty text as the value of each of these.
    if given.isEmpty {
      errors.append(
        .invalid(
          source.path, "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"))
    } else if !variable["value"].isEmpty {
      errors.append(.invalid(source.path, "", "may not be specified when `value` is not empty"))
    } else if given.count > 1 {
      errors.append(.invalid(source.path, "", "may not have more than one field specified at a time"))
    }
    return errors
  }

  private static func file(_ reference: ObjectField) -> [FieldError] {
    reference["key"].mustBeSetAndMatch(NameValidation.relaxedEnvironmentVariableName)
      + reference["volumeName"].mustBeSetAndMatch(NameValidation.dns1123Label)
      + reference["path"].mustBeSet() + reference["path"].mustNotStepBack()
  }

  /// Files of variables are in volumes that containers of the pod have written.
  static func files(_ spec: ObjectField) -> [FieldError] {
    let volumes = Dictionary(
      spec["volumes"].elements.map { ($0["name"].string, $0) }, uniquingKeysWith: { first, _ in first })
    let references = ["containers", "initContainers", "ephemeralContainers"].flatMap { spec[$0].elements }
      .flatMap { $0["env"].elements }.map { $0["valueFrom", "fileKeyRef"] }.filter(\.isPresent)
    return references.map { $0["volumeName"] }.filter { !$0.isEmpty }.compactMap { name in
      guard let volume = volumes[name.string] else { return name.notFound() }
      return volume["emptyDir"].isPresent ? nil : name.invalid("referenced volume must be of type emptyDir")
    }
  }

  static func sources(_ sources: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    for source in sources.elements {
      errors += source["prefix"].mayMatch(NameValidation.relaxedEnvironmentVariableName)
      let given = ["configMapRef", "secretRef"].filter { source[$0].isPresent }
      for kind in given {
        // A name that is a prefix of one is let through.
        errors += source[kind, "name"].mustBeSetAndMatch { name in
          NameRule.dnsSubdomain.violations(of: name, isPrefix: true)
        }
      }
      if given.isEmpty {
        errors.append(.invalid(sources.path, "", "must specify one of: `configMapRef` or `secretRef`"))
      } else if given.count > 1 {
        errors.append(.invalid(sources.path, "", "may not have more than one field specified at a time"))
      }
    }
    return errors
  }
}

/// References to a pod's own fields and its containers' resources.
enum DownwardAPIValidation {
  private static let resources = [
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
    "requests.memory",
  ]
  /// Fields that can be named at all (`ConvertDownwardAPIFieldLabel`).
  private static let known: Set<String> = [
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
    "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName", "status.phase",
    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
  ]
  private static let byteDivisors = [
    "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
  ]

  static func field(_ reference: ObjectField, allowed: Set<String>) -> [FieldError] {
    guard !reference["apiVersion"].isEmpty else { return [reference["apiVersion"].required()] }
    let field = reference["fieldPath"]
    guard !field.isEmpty else { return [field.required()] }
    guard reference["apiVersion"].string == "v1" else {
      return [
        field.invalid(
          "error converting fieldPath: unsupported pod version: \(reference["apiVersion"].string)")
      ]
    }
    if let (map, key) = subscripted(field.string) {
      switch map {
      case "metadata.annotations":
        return NameValidation.qualifiedName(key.lowercased()).map {
          .invalid(reference.path, .string(key.lowercased()), $0)
        }
      case "metadata.labels":
        return NameValidation.qualifiedName(key).map { .invalid(reference.path, .string(key), $0) }
      default:
        return [field.invalid("error converting fieldPath: field label does not support subscript: \(field.string)")]
      }
    }
    guard known.contains(field.string) else {
      return [field.invalid("error converting fieldPath: field label not supported: \(field.string)")]
    }
    return allowed.contains(field.string) ? [] : [field.notSupported(allowed.sorted())]
  }

  /// `metadata.labels['key']` in its parts.
  private static func subscripted(_ path: String) -> (String, String)? {
    guard path.hasSuffix("']"), let bracket = path.firstRange(of: "['") else { return nil }
    let map = path[..<bracket.lowerBound]
    guard !map.isEmpty else { return nil }
    return (String(map), String(path[bracket.upperBound...].dropLast(2)))
  }

  static func resource(_ reference: ObjectField, needsContainer: Bool) -> [FieldError] {
    let name = reference["resource"]
    var errors: [FieldError] = []
    if needsContainer, reference["containerName"].isEmpty {
      errors.append(reference["containerName"].required())
    } else if name.isEmpty {
      errors.append(name.required())
    } else if !resources.contains(name.string), !isHugePages(name.string) {
      errors.append(name.notSupported(resources))
    }
    return errors + divisor(reference)
  }

  private static func isHugePages(_ name: String) -> Bool {
    name.hasPrefix("limits.hugepages-") || name.hasPrefix("requests.hugepages-")
  }

  private static func divisor(_ reference: ObjectField) -> [FieldError] {
    let name = reference["resource"].string
    guard let divisor = reference["divisor"].quantity, !divisor.isZero else { return [] }
    let allowed: [String]
    let what: String
    switch name {
    case "limits.cpu", "requests.cpu":
      guard !["1m", "1"].contains(divisor.description) else { return [] }
      return [
        .invalid(
          reference["divisor"].path, .string(name),
          "only divisor's values 1m and 1 are supported with the cpu resource")
      ]
    case "limits.memory", "requests.memory": (allowed, what) = (byteDivisors, "memory")
    case "limits.ephemeral-storage", "requests.ephemeral-storage":
      (allowed, what) = (byteDivisors, "local ephemeral storage")
    default:
      guard isHugePages(name) else { return [] }
      (allowed, what) = (byteDivisors, "hugepages")
    }
    guard !allowed.contains(divisor.description) else { return [] }
    return [
      .invalid(
        reference["divisor"].path, .string(name),
        "only divisor's values \(allowed.joined(separator: ", ")) are supported with the \(what) resource")
    ]
  }
}
