import APIMachinery

/// Kinds of volumes that are on their way out, in pods.
enum PodVolumeWarnings {
  private static let deprecated = [
    ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
  ]

  static func of(_ volumes: ObjectField) -> [String] {
    let volumes = volumes.elements
    var texts: [String] = []
    for volume in volumes {
      for (member, shown, text) in deprecated where volume.has(member) {
        texts.append("\(volume.path.child(shown)): \(text)")
      }
      if volume.has("ephemeral") {
        texts += ClaimWarnings.of(spec: volume["ephemeral", "volumeClaimTemplate", "spec"])
      }
    }
    return texts + tokenPaths(volumes.filter { $0.has("projected") }.map { $0["projected", "sources"] })
  }

  /// Files of other sources that stand where a token of a service account shall be. Upstream's paths lack the source's
  /// index.
  private static func tokenPaths(_ lists: [ObjectField]) -> [String] {
    var tokens: Set<String> = []
    for list in lists {
      for source in list.elements where source.has("serviceAccountToken") {
        tokens.insert(source["serviceAccountToken", "path"].string)
      }
    }
    guard !tokens.isEmpty else { return [] }
    var texts: [String] = []
    func note(_ file: ObjectField, at path: FieldPath) {
      guard tokens.contains(file.string) else { return }
      texts.append("\(path): has duplicated path with ServiceAccountToken \(GoFormat.quoted(file.string))")
    }
    for list in lists {
      for source in list.elements {
        for (member, shown) in [("configMap", "configMap"), ("secret", "secrets"), ("downwardAPI", "downwardAPI")]
        where source.has(member) {
          for (index, item) in source[member, "items"].elements.enumerated() {
            note(item["path"], at: list.path.child(shown).index(index))
          }
        }
        if source.has("clusterTrustBundle") {
          note(source["clusterTrustBundle", "path"], at: list.path.child("ClusterTrustBundle"))
        }
      }
    }
    return texts
  }
}

/// PersistentVolumeClaims.
enum ClaimWarnings {
  static let classAnnotation = "volume.beta.kubernetes.io/storage-class"

  static func of(_ claim: JSONValue) -> [String] { annotation(claim) + of(spec: ObjectField(claim, "spec")) }

  static func of(spec: ObjectField) -> [String] {
    ["requests", "limits"].flatMap { ByteWarnings.fractional(spec["resources", $0], ["storage"]) }
  }

  static func annotation(_ object: JSONValue) -> [String] {
    guard object.annotations[classAnnotation] != nil else { return [] }
    return [
      "metadata.annotations[\(classAnnotation)]: deprecated since v1.8; use \"storageClassName\" attribute instead"
    ]
  }
}

/// PersistentVolumes.
enum VolumeWarnings {
  private static let deprecated = [
    ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
  ]

  static func of(_ volume: JSONValue) -> [String] {
    let spec = ObjectField(volume, "spec")
    var texts = ClaimWarnings.annotation(volume)
    if spec["persistentVolumeReclaimPolicy"].string == "Recycle" {
      texts.append(
        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach "
          + "is to use dynamic provisioning.")
    }
    for term in spec["nodeAffinity", "required", "nodeSelectorTerms"].elements {
      texts += NodeLabelWarnings.of(term: term)
    }
    return texts + deprecated.filter { spec.has($0.0) }.map { "\(spec.path.child($0.1)): \($0.2)" }
  }
}
