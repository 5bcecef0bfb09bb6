import APIClient
import APIMachinery
import KubernetesAPI

/// Settles which objects an owner manages: adopts those that match its selector and have no manager, releases
/// those that no longer match. As upstream's `ControllerRefManager`.
struct Adoption<Owner: APIObject, Object: APIObject>: Sendable {
  let client: APIClient
  let owner: Owner
  let selector: LabelSelector

  /// The objects among `candidates` that the owner manages afterwards.
  func claim(_ candidates: [Object]) async throws -> [Object] {
    var claimed: [Object] = []
    var mayAdopt: Bool?
    for object in candidates {
      let matches = selector.matches(object.metadata.labels)
      if let reference = object.controllerReference {
        guard reference.uid == owner.uid else { continue }
        if matches {
          claimed.append(object)
        } else if !owner.isDeleting {
          try await release(object)
        }
      } else if matches, !owner.isDeleting, !object.isDeleting {
        if mayAdopt == nil { mayAdopt = try await isOwnerStillThere() }
        if mayAdopt ?? false, try await adopt(object) { claimed.append(object) }
      }
    }
    return claimed
  }

  /// Asks the server, because the cache may not know yet that the owner is being deleted.
  private func isOwnerStillThere() async throws -> Bool {
    let fresh: Owner? = try await ifFound { try await client.get(owner.key.name, namespace: owner.key.namespace) }
    guard let fresh, fresh.uid == owner.uid else { return false }
    return !fresh.isDeleting
  }

  private func adopt(_ object: Object) async throws -> Bool {
    let patch: JSONValue = [
      "metadata": ["uid": .string(object.uid), "ownerReferences": [owner.asController.json]]
    ]
    return try await ifFound {
      try await client.patch(
        ResourcePath(Object.resource, namespace: object.key.namespace), name: object.key.name, .strategic(patch))
    } != nil
  }

  private func release(_ object: Object) async throws {
    let patch: JSONValue = [
      "metadata": [
        "uid": .string(object.uid), "ownerReferences": [["$patch": "delete", "uid": .string(owner.uid)]],
      ]
    ]
    _ = try await ifFound {
      try await client.patch(
        ResourcePath(Object.resource, namespace: object.key.namespace), name: object.key.name, .strategic(patch))
    }
  }
}
