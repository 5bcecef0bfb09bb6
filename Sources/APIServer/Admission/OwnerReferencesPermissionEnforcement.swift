import APIMachinery

/// Owners lead to deletion: who sets them must be allowed to delete the object, and who lets it hold up its owner to
/// change the owner's finalizers.
struct OwnerReferencesPermissionEnforcement: AdmissionPlugin {
  let name = "OwnerReferencesPermissionEnforcement"
  let reader: StoredObjects
  let authorizer: any Authorizer

  func handles(_ request: AdmissionRequest) -> Bool {
    // Old kubelets spoil the owners in a pod's status; what they send of them isn't taken over.
    (request.operation == .create || request.operation == .update) && !request.isAbout("pods", subresource: "status")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let (old, new) = (Self.owners(request.oldObject), Self.owners(request.object))
    guard old != new else { return }
    if request.operation != .create {
      let decision = authorizer.authorize(
        AuthorizationAttributes(
          user: request.user, verb: "delete", namespace: request.namespace, apiGroup: request.resource.group,
          apiVersion: AdmissionTarget(request).version, resource: request.resource.resource,
          subresource: request.subresource, name: request.name))
      guard decision.isAllowed else {
        throw request.forbidden("cannot set an ownerRef on a resource you can't delete: \(decision.reason), <nil>")
      }
    }
    let holding = Set(old.filter(Self.holds).compactMap { $0["uid"]?.stringValue })
    for owner in new where Self.holds(owner) && !holding.contains(owner["uid"]?.stringValue ?? "") {
      try checkOwner(owner, request)
    }
  }

  private static func owners(_ object: JSONValue) -> [JSONValue] {
    object[path: "metadata", "ownerReferences"]?.arrayValue ?? []
  }

  private static func holds(_ owner: JSONValue) -> Bool { owner["blockOwnerDeletion"]?.boolValue == true }

  private func checkOwner(_ owner: JSONValue, _ request: AdmissionRequest) throws(APIError) {
    let apiVersion = owner["apiVersion"]?.stringValue ?? ""
    let kind = owner["kind"]?.stringValue ?? ""
    let version = try? GroupVersion(apiVersion: apiVersion)
    let resources = reader.resources.all().filter {
      $0.group == version?.group && $0.version == version?.version && $0.kind == kind
    }
    guard !resources.isEmpty else {
      throw request.forbidden(
        "cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion \(apiVersion) Kind "
          + "\(kind): no matches for kind \(quoted(kind)) in version \(quoted(apiVersion))")
    }
    for resource in resources {
      let decision = authorizer.authorize(
        AuthorizationAttributes(
          user: request.user, verb: "update", namespace: resource.isNamespaced ? request.namespace : "",
          apiGroup: resource.group, apiVersion: resource.version, resource: resource.name, subresource: "finalizers",
          name: owner["name"]?.stringValue ?? ""))
      guard decision.isAllowed else {
        throw request.forbidden(
          "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: "
            + "\(decision.reason), <nil>")
      }
    }
  }
}
