import APIMachinery

/// Users, groups and confinement of a pod as a whole.
enum PodSecurityContextValidation {
  private static let sysctlMaximum = 253

  static func validate(_ spec: ObjectField) -> [FieldError] {
    let context = spec["securityContext"]
    var errors = ["fsGroup", "runAsUser", "runAsGroup"].flatMap { context[$0].mustBeUserOrGroup() }
    errors += context["supplementalGroups"].elements.flatMap { $0.mustBeUserOrGroup() }
    let shares = spec["shareProcessNamespace"]
    if shares.bool, spec["hostPID"].bool {
      errors.append(
        .invalid(
          context.path.child("shareProcessNamespace"), true,
          "ShareProcessNamespace and HostPID cannot both be enabled"))
    }
    errors += sysctls(context["sysctls"], spec)
    if context["fsGroupChangePolicy"].isPresent {
      errors += context["fsGroupChangePolicy"].mustBeOne(of: ["Always", "OnRootMismatch"])
    }
    errors += ConfinementValidation.validate(context)
    if context["supplementalGroupsPolicy"].isPresent {
      errors += context["supplementalGroupsPolicy"].mustBeOne(of: ["Merge", "Strict"])
    }
    if context["seLinuxChangePolicy"].isPresent {
      errors += context["seLinuxChangePolicy"].mustBeOne(of: ["MountOption", "Recursive"])
    }
    return errors
  }

  private static func sysctls(_ sysctls: ObjectField, _ spec: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    var seen: Set<String> = []
    for name in sysctls.elements.map({ $0["name"] }) {
      if name.isEmpty {
        errors.append(name.required())
      } else if !isSysctl(name.string) {
        errors.append(
          name.invalid(
            "must have at most \(sysctlMaximum) characters and match regex "
              + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"))
      } else if seen.contains(name.string) {
        errors.append(name.duplicate())
      }
      seen.insert(name.string)
      let plain = name.string.replacing("/", with: ".")
      if spec["hostNetwork"].bool, plain.hasPrefix("net.") {
        errors.append(name.invalid("may not be specified when 'hostNetwork' is true"))
      } else if spec["hostIPC"].bool, isOfIPC(plain) {
        errors.append(name.invalid("may not be specified when 'hostIPC' is true"))
      }
    }
    return errors
  }

  private static func isOfIPC(_ name: String) -> Bool {
    name.hasPrefix("kernel.shm") || name.hasPrefix("kernel.msg") || name == "kernel.sem"
      || name.hasPrefix("fs.mqueue.")
  }

  private static func isSysctl(_ name: String) -> Bool {
    guard name.utf8.count <= sysctlMaximum else { return false }
    return name.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "/" }.allSatisfy { segment in
      // A segment is a label of DNS that may have underscores within.
      !segment.hasPrefix("_") && !segment.hasSuffix("_")
        && NameValidation.dns1123Subdomain(String(segment).replacing("_", with: "-")).isEmpty
    }
  }
}

/// Users, groups and confinement of one container.
enum ContainerSecurityContextValidation {
  static func validate(_ context: ObjectField, _ pod: ContainerSurroundings) -> [FieldError] {
    guard context.isPresent else { return [] }
    var errors: [FieldError] = []
    let privileged = context["privileged"].bool
    if privileged, !pod.options.allowsPrivileged {
      errors.append(context["privileged"].forbidden("disallowed by cluster policy"))
    }
    errors += context["runAsUser"].mustBeUserOrGroup() + context["runAsGroup"].mustBeUserOrGroup()
    let mount = context["procMount"]
    if mount.isPresent {
      errors += mount.mustBeOne(of: ["Default", "Unmasked"])
      if pod.hostUsers, mount.string == "Unmasked" {
        errors.append(mount.invalid("`hostUsers` must be false to use `Unmasked`"))
      }
    }
    errors += ConfinementValidation.seccomp(context["seccompProfile"])
    if context["allowPrivilegeEscalation"].value?.boolValue == false {
      if privileged {
        errors.append(
          context.invalid(
            showing: GoInternalForm.of(context.value, "core/v1.SecurityContext"),
            "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"))
      }
      if context["capabilities", "add"].strings.contains("CAP_SYS_ADMIN") {
        errors.append(
          context.invalid(
            showing: GoInternalForm.of(context.value, "core/v1.SecurityContext"),
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"))
      }
    }
    return errors + ConfinementValidation.others(context)
  }
}

/// What the security contexts of pods and containers share: seccomp, AppArmor, Windows.
enum ConfinementValidation {
  private static let profileTypes = ["Localhost", "RuntimeDefault", "Unconfined"]
  /// The longest path there is, without its end.
  private static let profileBytesMax = 4095

  static func validate(_ context: ObjectField) -> [FieldError] {
    seccomp(context["seccompProfile"]) + others(context)
  }

  /// All but seccomp, which containers check earlier.
  static func others(_ context: ObjectField) -> [FieldError] {
    WindowsOptionsValidation.validate(context["windowsOptions"]) + appArmor(context["appArmorProfile"])
  }

  static func seccomp(_ profile: ObjectField) -> [FieldError] {
    guard profile.isPresent else { return [] }
    let local = profile["localhostProfile"]
    var errors =
      profile["type"].isEmpty
      ? [profile["type"].required("type is required when seccompProfile is set")]
      : profile["type"].mustBeOne(of: profileTypes)
    if profile["type"].string == "Localhost" {
      errors +=
        local.isPresent ? local.mustDescend() : [local.required("must be set when seccomp type is Localhost")]
    } else if local.isPresent {
      errors.append(
        local.invalid(
          showing: GoInternalForm.of(profile.value, "core/v1.SeccompProfile"),
          "can only be set when seccomp type is Localhost"))
    }
    return errors
  }

  private static func appArmor(_ profile: ObjectField) -> [FieldError] {
    guard profile.isPresent else { return [] }
    let type = profile["type"]
    let local = profile["localhostProfile"]
    switch type.string {
    case "Localhost":
      guard local.isPresent, !local.isEmpty else {
        return [local.required("must be set when AppArmor type is Localhost")]
      }
      let name = local.string
      var errors: [FieldError] = []
      if name.first?.isWhitespace ?? false || name.last?.isWhitespace ?? false {
        errors.append(local.invalid("must not be padded with whitespace"))
      }
      if name.utf8.count > profileBytesMax { errors.append(local.tooLong(profileBytesMax)) }
      return errors
    case "RuntimeDefault", "Unconfined":
      return local.isPresent ? [local.invalid("can only be set when AppArmor type is Localhost")] : []
    case "": return [type.required("type is required when appArmorProfile is set")]
    default: return [type.notSupported(profileTypes)]
    }
  }
}

extension ObjectField {
  /// The number of a user or a group, or nothing.
  fileprivate func mustBeUserOrGroup() -> [FieldError] { mustBeIn(0...Int64(Int32.max)) }
}
