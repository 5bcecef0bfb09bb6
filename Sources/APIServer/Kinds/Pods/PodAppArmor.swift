import APIMachinery

/// Profiles of AppArmor were annotations once; those of new pods become fields.
enum PodAppArmor {
  /// - Returns: What to tell about it.
  static func takeFromAnnotations(_ pod: inout JSONValue) -> [String] {
    let annotations = pod.annotations
    guard annotations.keys.contains(where: { $0.hasPrefix(PodWarnings.appArmorContainer) }),
      pod[path: "spec", "os", "name"]?.stringValue != "windows"
    else { return [] }
    let ofPod = pod[path: "spec", "securityContext", "appArmorProfile"]
    var warnings: [String] = []
    for list in ["initContainers", "containers", "ephemeralContainers"] {
      guard case .array(var containers)? = pod[path: "spec", list] else { continue }
      for index in containers.indices {
        let key = PodWarnings.appArmorContainer + (containers[index]["name"]?.stringValue ?? "")
        guard containers[index][path: "securityContext", "appArmorProfile"] == nil,
          let profile = annotations[key].flatMap(profile)
        else { continue }
        if profile != ofPod { containers[index].set(["securityContext", "appArmorProfile"], to: profile) }
        warnings.append(
          "metadata.annotations[\(key)]: deprecated since v1.30; use the \"appArmorProfile\" field instead")
      }
      pod["spec"]?[list] = .array(containers)
    }
    return warnings
  }

  private static func profile(_ annotation: String) -> JSONValue? {
    let local = "localhost/"
    switch annotation {
    case "runtime/default": return ["type": "RuntimeDefault"]
    case "unconfined": return ["type": "Unconfined"]
    case let name where name.hasPrefix(local) && name != local:
      return ["type": "Localhost", "localhostProfile": .string(String(name.dropFirst(local.count)))]
    default: return nil
    }
  }
}
