import APIClient
import APIMachinery
import KubernetesAPI

extension APIObject {
  /// The owner that manages this object.
  var controllerReference: OwnerReference? {
    metadata.ownerReferences.first { $0.controller ?? false }
  }

  /// Being deleted.
  var isDeleting: Bool { metadata.deletionTimestamp != nil }

  /// The reference that makes this object the manager of another.
  var asController: OwnerReference {
    var reference = OwnerReference()
    reference.apiVersion = Self.gvk.apiVersion
    reference.kind = Self.gvk.kind
    reference.name = metadata.name
    reference.uid = metadata.uid
    reference.controller = true
    reference.blockOwnerDeletion = true
    return reference
  }
}
