import APIMachinery

/// The sources of persistent volumes: as pods' volumes', with the namespaces of what they refer to.
enum PersistentVolumeSources {
  typealias Source = VolumeSourceRules.Source

  /// In the order in which upstream looks at them.
  static let all: [Source] = [
    Source("hostPath", VolumeSourceRules.hostPath),
    Source("gcePersistentDisk", inPath: "persistentDisk") {
      $0["pdName"].mustBeSet() + VolumeSourceRules.partition($0)
    },
    Source("awsElasticBlockStore") { $0["volumeID"].mustBeSet() + VolumeSourceRules.partition($0) },
    Source("glusterfs", glusterFS),
    Source("flocker", VolumeSourceRules.flocker),
    Source("nfs", VolumeSourceRules.networkFileSystem),
    Source("rbd", requires: "monitors", "image"),
    Source("quobyte", VolumeSourceRules.quobyte),
    Source("cephfs", inForbidden: "cephFS", requires: "monitors"),
    Source("iscsi") { ISCSIValidation.validate($0, isPersistent: true) },
    Source("cinder") { $0["volumeID"].mustBeSet() + namespacedSecret($0["secretRef"]) },
    Source("fc", VolumeSourceRules.fibreChannel),
    Source("flexVolume", VolumeSourceRules.flexVolume),
    Source("azureFile", azureFile),
    Source("vsphereVolume", requires: "volumePath"),
    Source("photonPersistentDisk", requires: "pdID"),
    Source("portworxVolume", requires: "volumeID"),
    Source("azureDisk", VolumeSourceRules.azureDisk),
    Source("scaleIO", requires: "gateway", "system", "volumeName"),
    Source("local") { source in
      source["path"].isEmpty ? [source["path"].required()] : source["path"].mustNotStepBack()
    },
    Source("storageos", storageOS),
    Source("csi", csi),
  ]

  /// The source alone.
  static func sources(of spec: ObjectField) -> JSONValue {
    .object(JSONObject(all.compactMap { source in spec[source.name].value.map { (source.name, $0) } }))
  }

  private static func namespacedSecret(_ secret: ObjectField) -> [FieldError] {
    secret.isPresent ? secret["name"].mustBeSet() + secret["namespace"].mustBeSet() : []
  }

  private static func glusterFS(_ source: ObjectField) -> [FieldError] {
    let namespace = source["endpointsNamespace"]
    var errors = source["endpoints"].mustBeSet() + source["path"].mustBeSet()
    if namespace.isPresent {
      errors +=
        namespace.isEmpty
        ? [namespace.invalid("if the endpointnamespace is set, it must be a valid namespace name")]
        : namespace.mustMatch(NameValidation.dns1123Label)
    }
    return errors
  }

  private static func azureFile(_ source: ObjectField) -> [FieldError] {
    source["secretName"].mustBeSet() + source["shareName"].mustBeSet()
      + (source["secretNamespace"].isPresent ? source["secretNamespace"].mustBeSet() : [])
  }

  private static func storageOS(_ source: ObjectField) -> [FieldError] {
    source["volumeName"].mustBeSetAndMatch(NameValidation.dns1123Label)
      + source["volumeNamespace"].mayMatch(NameValidation.dns1123Label) + namespacedSecret(source["secretRef"])
  }

  private static func csi(_ source: ObjectField) -> [FieldError] {
    var errors = VolumeSourceRules.csiDriver(source["driver"]) + source["volumeHandle"].mustBeSet()
    for name in [
      "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef",
    ] where source[name].isPresent {
      errors += source[name, "name"].mustBeSetAndMatch(NameValidation.dns1123Subdomain)
      errors += source[name, "namespace"].mustBeSetAndMatch(NameValidation.dns1123Label)
    }
    return errors
  }
}
