import APIMachinery

/// What each kind of volume source must have: most of it is which members must be set.
enum VolumeSourceRules {
  struct Source {
    var name: String
    /// Upstream's names of the member in its messages, which aren't always the member's.
    var nameInPath: String
    var nameInForbidden: String
    var rule: @Sendable (ObjectField) -> [FieldError]

    init(
      _ name: String, inPath: String? = nil, inForbidden: String? = nil,
      _ rule: @escaping @Sendable (ObjectField) -> [FieldError]
    ) {
      self.name = name
      nameInPath = inPath ?? name
      nameInForbidden = inForbidden ?? name
      self.rule = rule
    }

    /// Members that must be set, and no more rules.
    init(_ name: String, inPath: String? = nil, inForbidden: String? = nil, requires members: String...) {
      self.init(name, inPath: inPath, inForbidden: inForbidden) { source in
        members.flatMap { source[$0].mustBeSet() }
      }
    }
  }

  /// The sources that a pod's volume has, in order.
  static func sources(of volume: ObjectField) -> [Source] {
    guard case .object(let members) = volume.value else { return [] }
    return members.compactMap { $0.value.isNull ? nil : positions[$0.key] }.sorted().map { ofPods[$0] }
  }

  private static let positions = Dictionary(
    ofPods.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })

  /// The sources of a pod's volumes, in the order in which upstream looks at them.
  static let ofPods: [Source] = [
    Source("emptyDir", emptyDirectory),
    Source("hostPath", hostPath),
    Source("gitRepo") { $0["repository"].mustBeSet() + $0["directory"].mustDescend() },
    Source("gcePersistentDisk", inPath: "persistentDisk") { $0["pdName"].mustBeSet() + partition($0) },
    Source("awsElasticBlockStore") { $0["volumeID"].mustBeSet() + partition($0) },
    Source("secret") { $0["secretName"].mustBeSet() + files($0) },
    Source("nfs", networkFileSystem),
    Source("iscsi") { ISCSIValidation.validate($0) },
    Source("glusterfs", requires: "endpoints", "path"),
    Source("flocker", flocker),
    Source("persistentVolumeClaim", requires: "claimName"),
    Source("rbd", requires: "monitors", "image"),
    Source("cinder") {
      $0["volumeID"].mustBeSet() + ($0["secretRef"].isPresent ? $0["secretRef", "name"].mustBeSet() : [])
    },
    Source("cephfs", inForbidden: "cephFS", requires: "monitors"),
    Source("quobyte", quobyte),
    Source("downwardAPI", inForbidden: "downwarAPI", ProjectionValidation.downwardAPI),
    Source("fc", fibreChannel),
    Source("flexVolume", flexVolume),
    Source("configMap") { $0["name"].mustBeSet() + files($0) },
    Source("azureFile", requires: "secretName", "shareName"),
    Source("vsphereVolume", requires: "volumePath"),
    Source("photonPersistentDisk", requires: "pdID"),
    Source("portworxVolume", requires: "volumeID"),
    Source("azureDisk", azureDisk),
    Source("storageos", storageOS),
    Source("projected", ProjectionValidation.projected),
    Source("scaleIO", requires: "gateway", "system", "volumeName"),
    Source("csi", inlineCSI),
    Source("ephemeral", ephemeral),
    Source("image", image),
  ]

  private static func emptyDirectory(_ source: ObjectField) -> [FieldError] {
    guard let limit = source["sizeLimit"].quantity, limit < .zero else { return [] }
    return [source["sizeLimit"].forbidden("SizeLimit field must be a valid resource quantity")]
  }

  static func hostPath(_ source: ObjectField) -> [FieldError] {
    guard !source["path"].isEmpty else { return [source["path"].required()] }
    return source["path"].mustNotStepBack()
      + source["type"].mayBeOne(of: [
        "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
      ])
  }

  static func partition(_ source: ObjectField) -> [FieldError] {
    guard let number = source["partition"].integer, !(0...255).contains(number) else { return [] }
    return [source["partition"].invalid(NameValidation.outsideRange(1, 255))]
  }

  static func networkFileSystem(_ source: ObjectField) -> [FieldError] {
    let path = source["path"]
    return source["server"].mustBeSet() + path.mustBeSet()
      + (path.string.hasPrefix("/") ? [] : [path.invalid("must be an absolute path")])
  }

  static func flocker(_ source: ObjectField) -> [FieldError] {
    let name = source["datasetName"]
    var errors: [FieldError] = []
    if name.isEmpty, source["datasetUUID"].isEmpty {
      errors.append(source.required("one of datasetName and datasetUUID is required"))
    }
    if !name.isEmpty, !source["datasetUUID"].isEmpty {
      errors.append(
        .invalid(source.path, "resource", "datasetName and datasetUUID can not be specified simultaneously"))
    }
    if name.string.contains("/") { errors.append(name.invalid("must not contain '/'")) }
    return errors
  }

  static func quobyte(_ source: ObjectField) -> [FieldError] {
    let registry = source["registry"]
    let wrong = "must be a host:port pair or multiple pairs separated by commas"
    var errors: [FieldError] = []
    if registry.isEmpty {
      errors.append(registry.required(wrong))
    } else if source["tenant"].string.utf8.count >= 65 {
      errors.append(source["tenant"].required("must be a UUID and may not exceed a length of 64 characters"))
    } else {
      errors += registry.string.split(separator: ",", omittingEmptySubsequences: false)
        .filter { $0.split(separator: ":", omittingEmptySubsequences: false).count != 2 }
        .map { _ in registry.invalid(wrong) }
    }
    return errors + source["volume"].mustBeSet()
  }

  static func fibreChannel(_ source: ObjectField) -> [FieldError] {
    let names = source["targetWWNs"]
    var errors: [FieldError] = []
    if names.isEmpty, source["wwids"].isEmpty {
      errors.append(names.required("must specify either targetWWNs or wwids, but not both"))
    }
    if !names.isEmpty, !source["wwids"].isEmpty {
      errors.append(names.invalid("targetWWNs and wwids can not be specified simultaneously"))
    }
    guard !names.isEmpty else { return errors }
    guard source["lun"].isPresent else {
      return errors + [source["lun"].required("lun is required if targetWWNs is specified")]
    }
    return errors + source["lun"].mustBeIn(0...255)
  }

  static func flexVolume(_ source: ObjectField) -> [FieldError] {
    source["driver"].mustBeSet()
      + source["options"].entries.compactMap { key, option in
        let domain = "." + (key.split(separator: "/", maxSplits: 1).first.map(String.init) ?? "").lowercased()
        guard domain.hasSuffix(".kubernetes.io") || domain.hasSuffix(".k8s.io") else { return nil }
        return .invalid(option.path, .string(key), "kubernetes.io and k8s.io namespaces are reserved")
      }
  }

  static func azureDisk(_ source: ObjectField) -> [FieldError] {
    let kind = source["kind"]
    let location = source["diskURI"]
    var errors = source["diskName"].mustBeSet() + location.mustBeSet()
    errors += source["cachingMode"].mayBeOne(of: ["None", "ReadOnly", "ReadWrite"])
    errors += kind.mayBeOne(of: ["Dedicated", "Managed", "Shared"])
    if kind.string == "Managed", !location.string.hasPrefix("/subscriptions/") {
      errors.append(
        location.notSupported([
          "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
        ]))
    }
    if !kind.isEmpty, kind.string != "Managed", !location.string.hasPrefix("https://") {
      errors.append(
        location.notSupported(["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]))
    }
    return errors
  }

  static func storageOS(_ source: ObjectField) -> [FieldError] {
    (source["volumeName"].isEmpty
      ? [source["volumeName"].required()] : source["volumeName"].mustMatch(NameValidation.dns1123Label))
      + source["volumeNamespace"].mayMatch(NameValidation.dns1123Label)
      + (source["secretRef"].isPresent ? source["secretRef", "name"].mustBeSet() : [])
  }

  static func inlineCSI(_ source: ObjectField) -> [FieldError] {
    csiDriver(source["driver"])
      + (source["nodePublishSecretRef"].isPresent
        ? (source["nodePublishSecretRef", "name"].isEmpty
          ? [source["nodePublishSecretRef", "name"].required()]
          // Upstream names the driver's name here.
          : ObjectField(source["nodePublishSecretRef", "name"].value, at: source.path.child("name"))
            .mustMatch(NameValidation.dns1123Subdomain)) : [])
  }

  /// The name of a storage driver (`ValidateCSIDriverName`).
  static func csiDriver(_ driver: ObjectField) -> [FieldError] {
    guard !driver.isEmpty else { return [driver.required()] }
    var errors: [FieldError] = []
    if driver.string.utf8.count > 63 { errors.append(driver.tooLong(63)) }
    return errors
      + NameValidation.dns1123Subdomain(driver.string.lowercased()).map { driver.invalid($0) }
  }

  private static func ephemeral(_ source: ObjectField) -> [FieldError] {
    let template = source["volumeClaimTemplate"]
    guard template.isPresent else { return [template.required()] }
    return PersistentVolumeClaimTemplateValidation.validate(template)
  }

  private static func image(_ source: ObjectField) -> [FieldError] {
    source["pullPolicy"].mustBeSetAndOne(of: ["Always", "IfNotPresent", "Never"])
  }

  /// The files made of a Secret's or ConfigMap's keys.
  static func files(_ source: ObjectField) -> [FieldError] {
    source["defaultMode"].mustBeFileMode() + source["items"].elements.flatMap(keyToPath)
  }

  static func keyToPath(_ item: ObjectField) -> [FieldError] {
    item["key"].mustBeSet() + item["path"].mustBeSet() + item["path"].mustDescendUnreserved()
      + item["mode"].mustBeFileMode()
  }
}
