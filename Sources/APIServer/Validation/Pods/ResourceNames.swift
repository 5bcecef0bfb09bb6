import APIMachinery

/// The names of resources: which there are, and which can stand where.
enum ResourceNames {
  private static let compute: Set<String> = ["cpu", "memory", "ephemeral-storage"]
  private static let counted: Set<String> = [
    "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps",
    "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
  ]
  private static let standard: Set<String> =
    compute.union(counted).union([
      "storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
      "limits.ephemeral-storage", "requests.storage",
    ])

  static func isHugePages(_ name: String) -> Bool { name.hasPrefix("hugepages-") }
  private static func isQuotaHugePages(_ name: String) -> Bool { name.hasPrefix("requests.hugepages-") }

  static func isStandard(_ name: String) -> Bool {
    standard.contains(name) || isHugePages(name) || isQuotaHugePages(name)
  }

  static func isStandardForQuota(_ name: String) -> Bool {
    (isStandard(name) && name != "storage") || name == "hugepages-"
  }

  private static func hasDomain(_ name: String) -> Bool { name.utf8.contains(UInt8(ascii: "/")) }

  /// Without a domain, or with Kubernetes' own.
  static func isNative(_ name: String) -> Bool { !hasDomain(name) || name.contains("kubernetes.io/") }

  static func isExtended(_ name: String) -> Bool {
    !isNative(name) && !name.hasPrefix("requests.") && NameValidation.qualifiedName("requests." + name).isEmpty
  }

  static func isWhole(_ name: String) -> Bool { counted.contains(name) || isExtended(name) }

  static func canBeOvercommitted(_ name: String) -> Bool { isNative(name) && !isHugePages(name) }

  /// A resource (`validateResourceName`).
  static func anyName(_ name: String, _ path: FieldPath) -> [FieldError] {
    let wrong = NameValidation.qualifiedName(name)
    guard wrong.isEmpty else { return wrong.map { .invalid(path, .string(name), $0) } }
    guard !hasDomain(name), !isStandard(name) else { return [] }
    return [.invalid(path, .string(name), "must be a standard resource type or fully qualified")]
  }

  static func containerName(_ name: String, _ path: FieldPath) -> [FieldError] {
    var errors = anyName(name, path)
    if !hasDomain(name) {
      if !compute.contains(name), !isHugePages(name) {
        errors.append(.invalid(path, .string(name), "must be a standard resource for containers"))
      }
    } else if !isNative(name), !isExtended(name) {
      errors.append(.invalid(path, .string(name), "doesn't follow extended resource name standard"))
    }
    return errors
  }

  /// Of a pod as a whole.
  static func podName(_ name: String, _ path: FieldPath) -> [FieldError] {
    let errors = anyName(name, path)
    guard errors.isEmpty, name != "cpu", name != "memory", !isHugePages(name) else { return errors }
    return [.notSupported(path, .string(name), supported: ["cpu", "hugepages-", "memory"])]
  }

  static func quotaName(_ name: String, _ path: FieldPath) -> [FieldError] {
    var errors = anyName(name, path)
    if !hasDomain(name), !isStandardForQuota(name) {
      errors.append(.invalid(path, .string(name), "must be a standard resource for quota"))
    }
    return errors
  }
}
