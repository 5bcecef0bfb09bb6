import APIMachinery
import Storage

/// The stored objects of one kind of admissionregistration.k8s.io. Asked with every write whether there are any, so the
/// place where they are is looked up once.
struct StoredConfigurations: Sendable {
  private let storage: ResourceStorage?

  init(_ resource: String, reader: StoredObjects) {
    storage = reader.resources.storage(GroupResource(resource, group: "admissionregistration.k8s.io"))
  }

  var isEmpty: Bool { storage.map { $0.cache.count == 0 } ?? true }

  /// Moves whenever one of them changes: what was compiled from them is good until then.
  var revision: Revision { storage?.cache.lastChange ?? 0 }

  /// By name.
  var objects: [JSONValue] {
    let list = storage?.cache.listImmediately(CacheListRequest(scope: .all))?.objects ?? []
    return list.map { $0.decoded() }.sorted { $0.name < $1.name }
  }
}

extension AdmissionRequest {
  private static let admissionKinds: Set<String> = [
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
  ]

  /// Whoever admits doesn't look at the configurations that say who admits what: nobody could mend them then.
  var isAboutAdmission: Bool {
    resource.group == "admissionregistration.k8s.io" && Self.admissionKinds.contains(kind)
  }
}
