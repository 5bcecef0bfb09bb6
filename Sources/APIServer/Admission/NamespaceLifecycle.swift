import APIMachinery
import Storage

/// Nothing is made in a namespace that doesn't exist or is going away; some namespaces can't be deleted.
struct NamespaceLifecycle: AdmissionPlugin {
  let name = "NamespaceLifecycle"
  let reader: StoredObjects

  private static let immortal: Set<String> = ["default", "kube-system", "kube-public"]

  func handles(_ request: AdmissionRequest) -> Bool {
    switch request.operation {
    case .create: !request.namespace.isEmpty && request.resource != GroupResource("namespaces")
    case .delete: request.isAbout("namespaces")
    default: false
    }
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    if request.operation == .delete {
      guard !Self.immortal.contains(request.name) else { throw request.forbidden("this namespace may not be deleted") }
      return
    }
    // Access reviews in a namespace ask, they make nothing.
    if request.resource.group == "authorization.k8s.io" { return }
    guard let namespace = reader.cached(GroupResource("namespaces"), namespace: "", name: request.namespace) else {
      throw .notFound(GroupResource("namespaces"), request.namespace)
    }
    guard namespace.fields["status.phase"] == "Terminating" || namespace.isBeingDeleted else { return }
    var error = request.forbidden(
      "unable to create new content in namespace \(request.namespace) because it is being terminated")
    error.details?.causes.append(
      APIError.Cause(
        reason: "NamespaceTerminating", message: "namespace \(request.namespace) is being terminated",
        field: "metadata.namespace"))
    throw error
  }
}
