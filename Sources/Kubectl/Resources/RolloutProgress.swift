import APIMachinery

/// Says how far the rollout of a workload is, in kubectl's words.
enum RolloutProgress {
  /// The sentence to print and whether nothing is left to wait for. Throws where the rollout has failed.
  static func describe(_ object: JSONValue, name: String, revision: Int = 0) throws -> (message: String, isDone: Bool) {
    switch object["kind"]?.stringValue {
    case "Deployment": return try deployment(object, name: name, revision: revision)
    case "DaemonSet": return daemonSet(object, name: name)
    case "StatefulSet": return statefulSet(object)
    default:
      let version = object["apiVersion"]?.stringValue ?? ""
      let group = version.contains("/") ? ".\(version.prefix { $0 != "/" })" : ""
      throw KubectlError(
        "error: no status viewer has been implemented for \(object["kind"]?.stringValue ?? "")\(group)")
    }
  }

  private static func number(_ object: JSONValue, _ path: String, _ member: String) -> Int64 {
    object[path]?[member]?.integerValue ?? 0
  }

  private static func isObserved(_ object: JSONValue) -> Bool {
    (object[path: "metadata", "generation"]?.integerValue ?? 0) <= number(object, "status", "observedGeneration")
  }

  private static func deployment(_ object: JSONValue, name: String, revision: Int) throws -> (String, Bool) {
    if revision > 0 {
      let present =
        object[path: "metadata", "annotations", RolloutHistory.revisionAnnotation]?.stringValue.flatMap(Int.init) ?? 0
      guard present == revision else {
        throw KubectlError("error: desired revision (\(revision)) is different from the running revision (\(present))")
      }
    }
    guard isObserved(object) else { return ("Waiting for deployment spec update to be observed...", false) }
    for condition in object[path: "status", "conditions"]?.arrayValue ?? []
    where condition["type"] == "Progressing" && condition["reason"] == "ProgressDeadlineExceeded" {
      throw KubectlError("error: deployment \"\(name)\" exceeded its progress deadline")
    }
    let desired = object[path: "spec", "replicas"]?.integerValue ?? 1
    let updated = number(object, "status", "updatedReplicas")
    let total = number(object, "status", "replicas")
    let available = number(object, "status", "availableReplicas")
    if updated < desired {
      return (
        "Waiting for deployment \"\(name)\" rollout to finish: \(updated) out of \(desired) new replicas have been updated...",
        false
      )
    }
    if total > updated {
      return (
        "Waiting for deployment \"\(name)\" rollout to finish: \(total - updated) old replicas are pending termination...",
        false
      )
    }
    if available < updated {
      return (
        "Waiting for deployment \"\(name)\" rollout to finish: \(available) of \(updated) updated replicas are available...",
        false
      )
    }
    return ("deployment \"\(name)\" successfully rolled out", true)
  }

  private static func daemonSet(_ object: JSONValue, name: String) -> (String, Bool) {
    guard isObserved(object) else { return ("Waiting for daemon set spec update to be observed...", false) }
    let desired = number(object, "status", "desiredNumberScheduled")
    let updated = number(object, "status", "updatedNumberScheduled")
    let available = number(object, "status", "numberAvailable")
    if updated < desired {
      return (
        "Waiting for daemon set \"\(name)\" rollout to finish: \(updated) out of \(desired) new pods have been updated...",
        false
      )
    }
    if available < desired {
      return (
        "Waiting for daemon set \"\(name)\" rollout to finish: \(available) of \(desired) updated pods are available...",
        false
      )
    }
    return ("daemon set \"\(name)\" successfully rolled out", true)
  }

  private static func statefulSet(_ object: JSONValue) -> (String, Bool) {
    guard isObserved(object) else { return ("Waiting for statefulset spec update to be observed...", false) }
    let desired = object[path: "spec", "replicas"]?.integerValue ?? 1
    let ready = number(object, "status", "readyReplicas")
    let updated = number(object, "status", "updatedReplicas")
    if ready < desired { return ("Waiting for \(desired - ready) pods to be ready...", false) }
    let partition = object[path: "spec", "updateStrategy"]?[path: "rollingUpdate", "partition"]?.integerValue ?? 0
    if partition > 0 {
      if updated < desired - partition {
        return (
          "Waiting for partitioned roll out to finish: \(updated) out of \(desired - partition) new pods have been updated...",
          false
        )
      }
      return ("partitioned roll out complete: \(updated) new pods have been updated...", true)
    }
    if object[path: "status", "updateRevision"] != object[path: "status", "currentRevision"] {
      return (
        "waiting for statefulset rolling update to complete \(updated) pods at revision \(object[path: "status", "updateRevision"]?.stringValue ?? "")...",
        false
      )
    }
    return (
      "statefulset rolling update complete \(number(object, "status", "currentReplicas")) pods at revision \(object[path: "status", "currentRevision"]?.stringValue ?? "")...",
      true
    )
  }
}
