import APIMachinery

/// Where a container has its pod's volumes: as files, or as block devices.
enum VolumeMountValidation {
  static func mounts(_ container: ObjectField, _ volumes: [String: ObjectField]) -> [FieldError] {
    let list = container["volumeMounts"]
    let devices = container["volumeDevices"].elements
    var errors: [FieldError] = []
    var paths: Set<String> = []
    for mount in list.elements {
      let name = mount["name"]
      let path = mount["mountPath"]
      if name.isEmpty { errors.append(name.required()) }
      if volumes[name.string] == nil { errors.append(.notFound(name.path, .string(name.string))) }
      errors += path.mustBeSet()
      if !paths.insert(path.string).inserted { errors.append(path.invalid("must be unique")) }
      if devices.contains(where: { $0["name"].string == name.string }) {
        errors.append(name.invalid("must not already exist in volumeDevices"))
      }
      if devices.contains(where: { $0["devicePath"].string == path.string }) {
        errors.append(path.invalid("must not already exist as a path in volumeDevices"))
      }
      errors += subPaths(mount, list.path)
      errors += propagation(mount, list.path, container)
    }
    return errors
  }

  /// Upstream names the list rather than the mount in most of these.
  private static func subPaths(_ mount: ObjectField, _ list: FieldPath) -> [FieldError] {
    let plain = mount["subPath"]
    let expanded = mount["subPathExpr"]
    var errors: [FieldError] = []
    if !plain.isEmpty { errors += ObjectField(plain.value, at: list.child("subPath")).mustDescend() }
    if !expanded.isEmpty {
      if !plain.isEmpty { errors.append(expanded.invalid("subPathExpr and subPath are mutually exclusive")) }
      errors += ObjectField(expanded.value, at: list.child("subPathExpr")).mustDescend()
    }
    return errors
  }

  private static func propagation(_ mount: ObjectField, _ list: FieldPath, _ container: ObjectField) -> [FieldError] {
    let mode = ObjectField(mount["mountPropagation"].value, at: list.child("mountPropagation"))
    var errors: [FieldError] = []
    if mode.isPresent {
      errors += mode.mustBeOne(of: ["Bidirectional", "HostToContainer", "None"])
      if mode.string == "Bidirectional", !container["securityContext", "privileged"].bool {
        errors.append(mode.forbidden("Bidirectional mount propagation is available only to privileged containers"))
      }
    }
    let recursive = ObjectField(mount["recursiveReadOnly"].value, at: list.child("recursiveReadOnly"))
    guard recursive.isPresent, recursive.string != "Disabled" else { return errors }
    let wrong = recursive.mustBeOne(of: ["Disabled", "Enabled", "IfPossible"])
    guard wrong.isEmpty else { return errors + wrong }
    if !mount["readOnly"].bool { errors.append(recursive.forbidden("may only be specified when readOnly is true")) }
    if mode.isPresent, mode.string != "None" {
      errors.append(recursive.forbidden("may only be specified when mountPropagation is None or not specified"))
    }
    return errors
  }

  static func devices(_ container: ObjectField, _ volumes: [String: ObjectField]) -> [FieldError] {
    let mounts = container["volumeMounts"].elements
    var errors: [FieldError] = []
    var paths: Set<String> = []
    var names: Set<String> = []
    for device in container["volumeDevices"].elements {
      let name = device["name"]
      let path = device["devicePath"]
      if name.isEmpty { errors.append(name.required()) }
      if !name.isEmpty, !names.insert(name.string).inserted { errors.append(name.invalid("must be unique")) }
      if let volume = volumes[name.string] {
        if !volume["persistentVolumeClaim"].isPresent, !volume["ephemeral"].isPresent {
          errors.append(
            name.invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"))
        }
      } else {
        errors.append(.notFound(name.path, .string(name.string)))
      }
      errors += path.mustBeSet()
      if paths.contains(path.string) { errors.append(path.invalid("must be unique")) }
      if !path.isEmpty, !path.mustNotStepBack().isEmpty {
        errors.append(path.invalid("can not contain backsteps ('..')"))
      } else {
        paths.insert(path.string)
      }
      if mounts.contains(where: { $0["name"].string == name.string }) {
        errors.append(name.invalid("must not already exist in volumeMounts"))
      }
      if mounts.contains(where: { $0["mountPath"].string == path.string }) {
        errors.append(path.invalid("must not already exist as a path in volumeMounts"))
      }
    }
    return errors
  }
}
