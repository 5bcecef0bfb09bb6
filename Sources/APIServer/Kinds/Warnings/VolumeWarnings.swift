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
    volumes.elements.flatMap { volume in
      deprecated.filter { volume.has($0.0) }.map { "\(volume.path.child($0.1)): \($0.2)" }
        + ClaimWarnings.of(spec: volume["ephemeral", "volumeClaimTemplate", "spec"])
    } + tokenPaths(volumes)
  }

  /// Files of other sources that stand where a token of a service account shall be. Upstream's paths lack the source's
  /// index.
  private static func tokenPaths(_ volumes: ObjectField) -> [String] {
    let sources = { (volume: ObjectField) in volume["projected", "sources"] }
    let tokens = Set(
      volumes.elements.flatMap { sources($0).elements }.map { $0["serviceAccountToken"] }.filter(\.isPresent)
        .map { $0["path"].string })
    guard !tokens.isEmpty else { return [] }
    return volumes.elements.flatMap { volume in
      let list = sources(volume).path
      let duplicated = { (path: FieldPath, file: ObjectField) in
        "\(path): has duplicated path with ServiceAccountToken \(GoFormat.quoted(file.string))"
      }
      return sources(volume).elements.flatMap { source -> [String] in
        var texts: [String] = []
        for (member, shown) in [("configMap", "configMap"), ("secret", "secrets"), ("downwardAPI", "downwardAPI")] {
          for (index, item) in source[member, "items"].elements.enumerated() where tokens.contains(item["path"].string)
          {
            texts.append(duplicated(list.child(shown).index(index), item["path"]))
          }
        }
        let bundle = source["clusterTrustBundle"]
        if bundle.isPresent, tokens.contains(bundle["path"].string) {
          texts.append(duplicated(list.child("ClusterTrustBundle"), bundle["path"]))
        }
        return texts
      }
    }
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
