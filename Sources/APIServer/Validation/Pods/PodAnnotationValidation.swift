import APIMachinery

/// Annotations that mean something to pods.
enum PodAnnotationValidation {
  static let mirror = "kubernetes.io/config.mirror"
  private static let tolerations = "scheduler.alpha.kubernetes.io/tolerations"
  private static let deletionCost = "controller.kubernetes.io/pod-deletion-cost"
  private static let appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/"
  private static let seccompPod = "seccomp.security.alpha.kubernetes.io/pod"
  private static let seccompPrefix = "container.seccomp.security.alpha.kubernetes.io/"

  static func validate(_ annotations: ObjectField, _ spec: ObjectField, _ options: PodValidationOptions) -> [FieldError]
  {
    var errors: [FieldError] = []
    if !annotations[tolerations].isEmpty {
      switch NodeAnnotationRules.read(annotations[tolerations].string) {
      case .success(let value):
        errors += TolerationValidation.validate(ObjectField(value, at: annotations.path.child(tolerations)))
      case .failure(let problem):
        errors.append(.invalid(annotations.path, .string(tolerations), problem.message))
      }
    }
    let names = Set(PodContainers.all(of: spec).map { $0["name"].string })
    for (key, annotation) in annotations.entries {
      let value = annotation.string
      if key == mirror, spec["nodeName"].isEmpty {
        errors.append(annotation.invalid("must set spec.nodeName if mirror pod annotation is set"))
      }
      if key == deletionCost, !options.allowsInvalidDeletionCost, !isDeletionCost(value) {
        errors.append(annotation.invalid("must be a 32bit integer"))
      }
      if key == seccompPod || key.hasPrefix(seccompPrefix) {
        errors += seccomp(ObjectField(annotation.value, at: annotations.path.child(key)))
      }
      if key.hasPrefix(appArmorPrefix) {
        let name = String(key.dropFirst(appArmorPrefix.count))
        if !names.contains(name) { errors.append(.invalid(annotation.path, .string(name), "container not found")) }
        if !["", "runtime/default", "unconfined"].contains(value), !value.hasPrefix("localhost/") {
          errors.append(annotation.invalid("invalid AppArmor profile name: \(GoFormat.quoted(value))"))
        }
      }
    }
    return errors
  }

  /// Numbers are written one way.
  private static func isDeletionCost(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "+"), Int32(text) != nil else { return false }
    return text == "0" || (first != UInt8(ascii: "0") && !text.hasPrefix("-0"))
  }

  private static func seccomp(_ profile: ObjectField) -> [FieldError] {
    let local = "localhost/"
    if ["runtime/default", "docker/default", "unconfined"].contains(profile.string) { return [] }
    guard profile.string.hasPrefix(local) else { return [profile.invalid("must be a valid seccomp profile")] }
    return ObjectField(.string(String(profile.string.dropFirst(local.count))), at: profile.path).mustDescend()
  }

  static func validateUpdate(_ new: ObjectField, old: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    for (key, before) in old.entries where new[key].value != before.value {
      if key.hasPrefix(appArmorPrefix) {
        errors.append(.forbidden(new.path.key(key), "may not remove or update AppArmor annotations"))
      }
      if key == mirror {
        errors.append(.forbidden(new.path.key(key), "may not remove or update mirror pod annotation"))
      }
    }
    for (key, added) in new.entries where !old[key].isPresent {
      if key.hasPrefix(appArmorPrefix) { errors.append(added.forbidden("may not add AppArmor annotations")) }
      if key == mirror { errors.append(added.forbidden("may not add mirror pod annotation")) }
    }
    return errors
  }

  /// Annotations and members that say the same must agree: seccomp's and AppArmor's.
  static func agree(_ annotations: ObjectField, _ spec: ObjectField) -> [FieldError] {
    guard case .object(let members) = annotations.value,
      members.members.contains(where: { isProfile($0.key) })
    else { return [] }
    var errors = agree(
      annotations[seccompPod], spec["securityContext", "seccompProfile"], "seccomp", ["docker/default"])
    for container in PodContainers.all(of: spec) {
      errors += agree(
        annotations[seccompPrefix + container["name"].string], container["securityContext", "seccompProfile"],
        "seccomp", ["docker/default"])
    }
    guard spec["os", "name"].string != "windows" else { return errors }
    for container in PodContainers.all(of: spec) {
      let own = container["securityContext", "appArmorProfile"]
      let profile = own.isPresent ? own : spec["securityContext", "appArmorProfile"]
      errors += agree(
        annotations[appArmorPrefix + container["name"].string], ObjectField(profile.value, at: own.path), "apparmor", []
      )
    }
    return errors
  }

  private static func isProfile(_ key: String) -> Bool {
    key == seccompPod || key.hasPrefix(seccompPrefix) || key.hasPrefix(appArmorPrefix)
  }

  private static func agree(_ annotation: ObjectField, _ profile: ObjectField, _ kind: String, _ alsoDefault: [String])
    -> [FieldError]
  {
    guard annotation.isPresent, profile.isPresent else { return [] }
    let value = annotation.string
    let differs = profile["type"].forbidden("\(kind) type in annotation and field must match")
    switch profile["type"].string {
    case "Unconfined": return value == "unconfined" ? [] : [differs]
    case "RuntimeDefault": return value == "runtime/default" || alsoDefault.contains(value) ? [] : [differs]
    case "Localhost":
      guard value.hasPrefix("localhost/") else { return [differs] }
      return value == "localhost/" + profile["localhostProfile"].string
        ? [] : [profile["localhostProfile"].forbidden("\(kind) profile in annotation and field must match")]
    default: return []
    }
  }
}
