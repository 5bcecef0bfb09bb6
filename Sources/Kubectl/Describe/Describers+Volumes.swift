import APIMachinery

extension Describers {
  static func volumes(_ list: JSONValue?, level: Int, into text: inout DescribeText) {
    guard let list = list?.arrayValue, !list.isEmpty else { return text.field(level, "Volumes", "<none>") }
    text.line(level, "Volumes:")
    for volume in list {
      text.line(1, "\(level > 0 ? " " : "")\(volume.text("name")):")
      source(volume, level: 2, into: &text)
    }
  }

  /// - Parameter level: Where the source's lines begin.
  static func source(_ volume: JSONValue, level: Int, into text: inout DescribeText) {
    if let directory = volume["emptyDir"] {
      text.field(level, "Type", "EmptyDir (a temporary directory that shares a pod's lifetime)")
      text.field(level, "Medium", directory["medium"]?.stringValue ?? "")
      text.field(level, "SizeLimit", directory["sizeLimit"].map(JSONPath.text) ?? "<unset>")
    } else if let path = volume["hostPath"] {
      text.field(level, "Type", "HostPath (bare host directory volume)")
      text.field(level, "Path", path["path"]?.stringValue ?? "")
      text.field(level, "HostPathType", path["type"]?.stringValue ?? "")
    } else if let secret = volume["secret"] {
      text.field(level, "Type", "Secret (a volume populated by a Secret)")
      text.field(level, "SecretName", secret["secretName"]?.stringValue ?? "")
      text.field(level, "Optional", String(secret["optional"] == true))
    } else if let map = volume["configMap"] {
      text.field(level, "Type", "ConfigMap (a volume populated by a ConfigMap)")
      text.field(level, "Name", map["name"]?.stringValue ?? "")
      text.field(level, "Optional", String(map["optional"] == true))
    } else if let claim = volume["persistentVolumeClaim"] {
      text.field(level, "Type", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)")
      text.field(level, "ClaimName", claim["claimName"]?.stringValue ?? "")
      text.field(level, "ReadOnly", String(claim["readOnly"] == true))
    } else if let downward = volume["downwardAPI"] {
      text.field(level, "Type", "DownwardAPI (a volume populated by information about the pod)")
      text.line(level, "Items:")
      for item in downward.list("items") {
        if let field = item[path: "fieldRef", "fieldPath"]?.stringValue {
          text.line(level + 1, "\(field) -> \(item.text("path"))")
        }
        if let resource = item[path: "resourceFieldRef", "resource"]?.stringValue {
          text.line(level + 1, "\(resource) -> \(item.text("path"))")
        }
      }
    } else if let server = volume["nfs"] {
      text.field(level, "Type", "NFS (an NFS mount that lasts the lifetime of a pod)")
      text.field(level, "Server", server.text("server"))
      text.field(level, "Path", server.text("path"))
      text.field(level, "ReadOnly", String(server["readOnly"] == true))
    } else if let driver = volume["csi"] {
      text.field(level, "Type", "CSI (a Container Storage Interface (CSI) volume source)")
      text.field(level, "Driver", driver.text("driver"))
      text.field(level, "FSType", driver.text("fsType"))
      if let handle = driver["volumeHandle"]?.stringValue { text.field(level, "VolumeHandle", handle) }
      text.field(level, "ReadOnly", String(driver["readOnly"] == true))
      text.map(level, "VolumeAttributes", driver["volumeAttributes"])
    } else if let local = volume["local"] {
      text.field(level, "Type", "LocalVolume (a persistent volume backed by local storage on a node)")
      text.field(level, "Path", local.text("path"))
    } else if volume["ephemeral"] != nil {
      text.field(
        level, "Type",
        "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)")
    } else if let projected = volume["projected"] {
      text.field(level, "Type", "Projected (a volume that contains injected data from multiple sources)")
      for source in projected["sources"]?.arrayValue ?? [] {
        if let token = source["serviceAccountToken"] {
          text.field(level, "TokenExpirationSeconds", JSONPath.text(token["expirationSeconds"] ?? 3600))
        } else if let map = source["configMap"] {
          text.field(level, "ConfigMapName", map["name"]?.stringValue ?? "")
          text.field(level, "Optional", String(map["optional"] == true))
        } else if let secret = source["secret"] {
          text.field(level, "SecretName", secret["name"]?.stringValue ?? "")
          text.field(level, "Optional", String(secret["optional"] == true))
        } else if source["downwardAPI"] != nil {
          text.field(level, "DownwardAPI", "true")
        }
      }
    } else {
      let kind = volume.objectValue?.members.first { $0.key != "name" }?.key ?? "<unknown>"
      text.field(level, "Type", kind)
    }
  }
}
