import APIMachinery

/// The revisions of a workload: ReplicaSets of a Deployment, ControllerRevisions of the others.
struct RolloutHistory {
  static let revisionAnnotation = "deployment.kubernetes.io/revision"
  static let changeCause = "kubernetes.io/change-cause"

  let session: Session

  struct Revision {
    var number: Int
    var changeCause: String
    var template: JSONValue
    /// The ReplicaSet or ControllerRevision itself.
    var object: JSONValue
    /// What undo patches the workload with, where that is not the template.
    var data: JSONValue?
  }

  /// Oldest first.
  func revisions(of target: ResolvedObject) async throws -> [Revision] {
    let isDeployment = target.resource.kind == "Deployment"
    guard isDeployment || target.resource.kind == "StatefulSet" || target.resource.kind == "DaemonSet" else {
      throw KubectlError("error: no history viewer has been implemented for \"\(target.resource.kind)\"")
    }
    let uid = target.object[path: "metadata", "uid"]
    let list = try await session.json(
      "GET",
      "/apis/apps/v1/namespaces/\(target.namespace ?? "")/\(isDeployment ? "replicasets" : "controllerrevisions")")
    let owned = (list["items"]?.arrayValue ?? []).filter { item in
      (item[path: "metadata", "ownerReferences"]?.arrayValue ?? []).contains {
        $0["uid"] == uid && $0["controller"] == true
      }
    }
    return owned.compactMap { item -> Revision? in
      let cause = item[path: "metadata", "annotations", Self.changeCause]?.stringValue ?? ""
      if isDeployment {
        guard let number = item[path: "metadata", "annotations", Self.revisionAnnotation]?.stringValue.flatMap(Int.init)
        else { return nil }
        return Revision(
          number: number, changeCause: cause, template: item[path: "spec", "template"] ?? [:], object: item)
      }
      return Revision(
        number: Int(item["revision"]?.integerValue ?? 0), changeCause: cause,
        template: item[path: "data", "spec", "template"] ?? [:], object: item, data: item["data"])
    }.sorted { $0.number < $1.number }
  }

  /// Makes the workload's template that of an earlier revision. False where it already is.
  func undo(_ target: ResolvedObject, to revision: Int, dryRun: DryRunFlags) async throws -> Bool {
    if target.object[path: "spec", "paused"] == true {
      throw KubectlError(
        "error: cannot rollback a paused deployment; resume it first with 'kubectl rollout resume \(target.display)' and try again"
      )
    }
    let revisions = try await revisions(of: target)
    let chosen = revision == 0 ? revisions.dropLast().last : revisions.first { $0.number == revision }
    guard let chosen else {
      throw KubectlError(
        revision == 0
          ? "error: no rollout history found for \(target.resource.singular) \"\(target.name)\""
          : "error: unable to find specified revision \(revision) in history")
    }
    if dryRun.dryRun == .client { return true }
    if let data = chosen.data {
      _ = try await session.json(
        "PATCH", target.path, query: dryRun.query, body: data, contentType: "application/strategic-merge-patch+json")
      return true
    }
    var template = chosen.template
    template["metadata"]?["labels"]?["pod-template-hash"] = nil
    if template == target.object[path: "spec", "template"] { return false }
    var patch: [JSONValue] = [["op": "replace", "path": "/spec/template", "value": template]]
    var annotations = target.object[path: "metadata", "annotations"] ?? [:]
    annotations[Self.changeCause] = chosen.changeCause.isEmpty ? nil : .string(chosen.changeCause)
    patch.append(["op": "replace", "path": "/metadata/annotations", "value": annotations])
    _ = try await session.json(
      "PATCH", target.path, query: dryRun.query, body: .array(patch), contentType: "application/json-patch+json")
    return true
  }
}
