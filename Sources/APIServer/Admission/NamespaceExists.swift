import APIMachinery

/// Nothing happens in namespaces that don't exist.
struct NamespaceExists: AdmissionPlugin {
  let name = "NamespaceExists"
  let reader: StoredObjects

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation != .connect && !request.namespace.isEmpty && !request.isAboutNamespaces
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let namespaces = GroupResource("namespaces")
    guard reader.cached(namespaces, namespace: "", name: request.namespace) != nil else {
      throw .notFound(namespaces, request.namespace)
    }
  }
}
