import APIClient
import APIMachinery
import KubernetesAPI

/// Creates and deletes pods for their owners, and tells so in events; as upstream's `RealPodControl`.
struct PodControl: Sendable {
  let client: APIClient
  let recorder: EventRecorder

  /// Creates a pod from the template. Throws what the server says.
  func create<Owner: APIObject>(_ template: PodTemplateSpec, for owner: Owner) async throws {
    var pod = Pod()
    pod.metadata.labels = template.metadata.labels
    pod.metadata.annotations = template.metadata.annotations
    pod.metadata.finalizers = template.metadata.finalizers
    pod.metadata.namespace = owner.key.namespace
    pod.metadata.generateName = owner.key.name + "-"
    pod.metadata.ownerReferences = [owner.asController]
    pod.spec = template.spec
    do {
      let created = try await client.create(pod)
      recorder.normal(EventSubject(owner), "SuccessfulCreate", "Created pod: \(created.key.name)")
    } catch let error as APIError where error.isNamespaceTerminating {
      throw error
    } catch {
      recorder.warning(EventSubject(owner), "FailedCreate", "Error creating: \(error)")
      throw error
    }
  }

  /// Deletes a pod. Throws what the server says, "not found" too.
  func delete<Owner: APIObject>(_ pod: Pod, for owner: Owner) async throws {
    do {
      try await client.delete(Pod.self, pod.key.name, namespace: pod.key.namespace)
      recorder.normal(EventSubject(owner), "SuccessfulDelete", "Deleted pod: \(pod.key.name)")
    } catch let error as APIError where error.isNotFound {
      throw error
    } catch {
      recorder.warning(EventSubject(owner), "FailedDelete", "Error deleting: \(error)")
      throw error
    }
  }
}
