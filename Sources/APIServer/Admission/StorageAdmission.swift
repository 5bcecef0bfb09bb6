import APIMachinery

/// Claims without a class get the default one.
struct DefaultStorageClass: AdmissionPlugin {
  let name = "DefaultStorageClass"
  let reader: StoredObjects
  static let annotation = "storageclass.kubernetes.io/is-default-class"

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create && request.isAbout("persistentvolumeclaims")
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard request.object[path: "spec", "storageClassName"] == nil,
      request.object.annotations["volume.beta.kubernetes.io/storage-class"] == nil
    else { return }
    let defaults = reader.objects(GroupResource("storageclasses", group: "storage.k8s.io"), namespace: nil)
      .filter { $0.annotations[Self.annotation] == "true" }
    // The newest wins; of those made at the same time the first by name.
    let chosen = defaults.max {
      let left = $0[path: "metadata", "creationTimestamp"]?.stringValue ?? ""
      let right = $1[path: "metadata", "creationTimestamp"]?.stringValue ?? ""
      return left == right ? $0.name > $1.name : left < right
    }
    if let chosen { request.object.set(["spec", "storageClassName"], to: .string(chosen.name)) }
  }
}

/// Volumes and claims stay until nothing uses them.
struct StorageObjectInUseProtection: AdmissionPlugin {
  let name = "StorageObjectInUseProtection"

  private static func finalizer(_ request: AdmissionRequest) -> String? {
    if request.isAbout("persistentvolumes") { return "kubernetes.io/pv-protection" }
    if request.isAbout("persistentvolumeclaims") { return "kubernetes.io/pvc-protection" }
    if request.isAbout("volumeattributesclasses", group: "storage.k8s.io") { return "kubernetes.io/vac-protection" }
    return nil
  }

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create && Self.finalizer(request) != nil
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard let finalizer = Self.finalizer(request) else { return }
    let present = request.object.finalizers
    if !present.contains(finalizer) { request.object.setFinalizers(present + [finalizer]) }
  }
}

/// Ingresses without a class get the default one.
struct DefaultIngressClass: AdmissionPlugin {
  let name = "DefaultIngressClass"
  let reader: StoredObjects
  private static let annotation = "ingressclass.kubernetes.io/is-default-class"

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create && request.isAbout("ingresses", group: "networking.k8s.io")
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard request.object[path: "spec", "ingressClassName"] == nil,
      request.object.annotations["kubernetes.io/ingress.class"] == nil
    else { return }
    let defaults = reader.objects(GroupResource("ingressclasses", group: "networking.k8s.io"), namespace: nil)
      .filter { $0.annotations[Self.annotation] == "true" }
    guard defaults.count <= 1 else {
      throw request.forbidden("\(defaults.count) default IngressClasses were found, only 1 allowed")
    }
    if let chosen = defaults.first { request.object.set(["spec", "ingressClassName"], to: .string(chosen.name)) }
  }
}
