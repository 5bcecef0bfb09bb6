import APIMachinery

/// What goes with the operating system a pod says it is for.
enum OperatingSystemValidation {
  /// Members of security contexts Windows hasn't.
  private static let linuxOnlyOfPods = [
    "appArmorProfile", "seLinuxOptions", "hostUsers", "hostPID", "hostIPC", "seccompProfile", "fsGroup",
    "fsGroupChangePolicy", "sysctls", "shareProcessNamespace", "runAsUser", "runAsGroup", "supplementalGroups",
    "supplementalGroupsPolicy", "seLinuxChangePolicy",
  ]
  /// Those of them that are members of the pod itself; some count only when they are true.
  private static let ofSpec = ["hostUsers": false, "shareProcessNamespace": false, "hostPID": true, "hostIPC": true]
  private static let linuxOnlyOfContainers = [
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
    "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
  ]

  static func validate(_ spec: ObjectField) -> [FieldError] {
    let name = spec["os", "name"]
    switch name.string {
    case "": return [name.required("cannot be empty")]
    case "linux":
      return contexts(of: spec).map { $0["windowsOptions"] }.filter(\.isPresent).map {
        $0.forbidden("windows options cannot be set for a linux pod")
      }
    case "windows": return windows(spec)
    default:
      return [.notSupported(spec["os"].path, .string(name.string), supported: ["linux", "windows"])]
    }
  }

  private static func windows(_ spec: ObjectField) -> [FieldError] {
    var found = linuxOnlyOfPods.compactMap { name -> ObjectField? in
      guard let countsWhenTrue = ofSpec[name] else {
        let member = spec["securityContext", name]
        return member.isPresent && member.value != [] ? member : nil
      }
      return (countsWhenTrue ? spec[name].bool : spec[name].isPresent) ? spec[name] : nil
    }
    for context in contexts(of: spec).dropFirst() {
      found += linuxOnlyOfContainers.map { context[$0] }.filter(\.isPresent)
    }
    return found.map { $0.forbidden("cannot be set for a windows pod") }
  }

  /// The pod's own first.
  private static func contexts(of spec: ObjectField) -> [ObjectField] {
    [spec["securityContext"]] + PodContainers.all(of: spec).map { $0["securityContext"] }
  }
}

/// All containers of a pod.
enum PodContainers {
  static func all(of spec: ObjectField) -> [ObjectField] {
    ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0].elements }
  }
}

/// Who containers run as on Windows.
enum WindowsOptionsValidation {
  private static let credentialKiBMax = 64
  private static let domainMax = 256
  private static let userMax = 104

  static func validate(_ options: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    let credentialName = options["gmsaCredentialSpecName"]
    if credentialName.isPresent { errors += credentialName.mustMatch(NameValidation.dns1123Subdomain) }
    let credential = options["gmsaCredentialSpec"]
    if credential.isPresent {
      if credential.isEmpty {
        errors.append(credential.invalid("gmsaCredentialSpec cannot be an empty string"))
      } else if credential.string.utf8.count > credentialKiBMax * 1024 {
        errors.append(credential.invalid("gmsaCredentialSpec size must be under \(credentialKiBMax) KiB"))
      }
    }
    return errors + user(options["runAsUserName"])
  }

  private static func user(_ name: ObjectField) -> [FieldError] {
    guard name.isPresent else { return [] }
    guard !name.isEmpty else { return [name.invalid("runAsUserName cannot be an empty string")] }
    guard !name.string.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      return [name.invalid("runAsUserName cannot contain control characters")]
    }
    let parts = name.string.split(separator: "\\", omittingEmptySubsequences: false)
    guard parts.count <= 2, let user = parts.last else {
      return [name.invalid("runAsUserName cannot contain more than one backslash")]
    }
    var errors: [FieldError] = []
    if parts.count == 2, let domain = parts.first {
      if domain.utf8.count >= domainMax {
        errors.append(name.invalid("runAsUserName's Domain length must be under \(domainMax) characters"))
      }
      if !isNetBIOS(String(domain)), !NameValidation.dns1123Subdomain(domain.lowercased()).isEmpty {
        errors.append(name.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format"))
      }
    }
    if user.isEmpty {
      errors.append(name.invalid("runAsUserName's User cannot be empty"))
    } else if user.utf8.count > userMax {
      errors.append(name.invalid("runAsUserName's User length must not be longer than \(userMax) characters"))
    }
    if !user.isEmpty, user.allSatisfy({ $0 == "." || $0 == " " }) {
      errors.append(name.invalid("runAsUserName's User cannot contain only periods or spaces"))
    }
    if user.contains(where: { "\"/\\:;|=,+*?<>@[]".contains($0) }) {
      errors.append(
        name.invalid("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"))
    }
    return errors
  }

  private static func isNetBIOS(_ domain: String) -> Bool {
    (1...15).contains(domain.utf8.count) && !domain.hasPrefix(".")
      && !domain.contains { "\\/:*?\"<>|".contains($0) }
  }
}

/// Windows containers that are processes of the host: all of a pod or none, in the host's network.
enum HostProcessValidation {
  static func validate(_ spec: ObjectField, _ options: PodValidationOptions) -> [FieldError] {
    let ofPod = spec["securityContext", "windowsOptions", "hostProcess"].value?.boolValue
    let containers = PodContainers.all(of: spec)
    var errors: [FieldError] = []
    var count = 0
    for container in containers {
      let own = container["securityContext", "windowsOptions", "hostProcess"]
      if let ofPod, own.isPresent, own.bool != ofPod {
        errors.append(own.invalid("pod hostProcess value must be identical if both are specified, was \(ofPod)"))
      }
      if own.value?.boolValue ?? ofPod ?? false { count += 1 }
    }
    guard count > 0 else { return errors }
    if count != containers.count {
      errors.append(
        .invalid(
          spec.path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers"
        ))
    }
    if !spec["hostNetwork"].bool {
      errors.append(
        .invalid(
          spec["hostNetwork"].path, false, "hostNetwork must be true if pod contains any hostProcess containers"))
    }
    if !options.allowsPrivileged {
      errors.append(spec.forbidden("hostProcess containers are disallowed by cluster policy"))
    }
    return errors
  }
}
