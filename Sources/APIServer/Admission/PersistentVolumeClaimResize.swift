import APIMachinery

/// Claims grow only where their class can make volumes grow.
struct PersistentVolumeClaimResize: AdmissionPlugin {
  let name = "PersistentVolumeClaimResize"
  let reader: StoredObjects

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .update && request.isAbout("persistentvolumeclaims")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let size = { (claim: JSONValue) in
      claim[path: "spec", "resources", "requests", "storage"].flatMap { try? Quantity(json: $0) } ?? .zero
    }
    guard size(request.object) > size(request.oldObject) else { return }
    guard request.oldObject[path: "status", "phase"] == "Bound" else {
      throw request.forbidden("Only bound persistent volume claims can be expanded")
    }
    let storageClass = Self.storageClass(of: request.object)
    guard !storageClass.isEmpty, storageClass == Self.storageClass(of: request.oldObject),
      let found = reader.object(
        GroupResource("storageclasses", group: "storage.k8s.io"), namespace: "", name: storageClass),
      found["allowVolumeExpansion"] == true
    else {
      throw request.forbidden(
        "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support "
          + "resize")
    }
  }

  /// The annotation of older clients goes before the member.
  private static func storageClass(of claim: JSONValue) -> String {
    claim.annotations["volume.beta.kubernetes.io/storage-class"]
      ?? claim[path: "spec", "storageClassName"]?.stringValue ?? ""
  }
}
