import APIClient
import APIMachinery
import KubernetesAPI

/// Keeps EndpointSlices that list the pods behind each Service with a selector.
final class EndpointSliceController: Controller {
  private let services: Informer<Service>
  private let pods: Informer<Pod>
  private let slices: Informer<EndpointSlice>
  private let nodes: Informer<Node>
  private let queue: WorkQueue<ObjectKey>
  private let watcher: ServicePodWatcher
  private let client: APIClient
  private let recorder: EventRecorder
  private let options: ControllerManagerOptions

  private static let serviceIndex = "service"
  /// Changes of many pods within this time are one change of the slices, as upstream batches them.
  private static let batchPeriod: Duration = .milliseconds(100)

  init(_ context: ControllerContext) {
    services = context.informers.informer(for: Service.self)
    pods = context.informers.pods
    slices = context.informers.informer(for: EndpointSlice.self)
    nodes = context.informers.informer(for: Node.self)
    queue = context.queue("endpoint_slice")
    client = context.client(for: "endpointslice-controller")
    recorder = context.recorder("endpoint-slice-controller")
    options = context.options
    watcher = ServicePodWatcher(services: services)
    slices.cache.addIndex(Self.serviceIndex) { slice in
      guard slice.metadata.labels[SlicePlan.managedBy] == SlicePlan.manager,
        let name = slice.metadata.labels[SlicePlan.serviceName]
      else { return [] }
      return [slice.metadata.namespace + "/" + name]
    }
    services.addHandler { [queue] in queue.add($0.object.key) }
    pods.addHandler { [queue, watcher] change in
      for key in watcher.affected(by: change) { queue.add(key, after: Self.batchPeriod) }
    }
    slices.addHandler { [queue] change in
      let slice = change.object
      guard slice.metadata.labels[SlicePlan.managedBy] == SlicePlan.manager,
        let name = slice.metadata.labels[SlicePlan.serviceName]
      else { return }
      queue.add(ObjectKey(namespace: slice.metadata.namespace, name: name), after: Self.batchPeriod)
    }
  }

  func run() async {
    await work(
      queue, workers: options.concurrentServiceEndpointSyncs, recorder: recorder,
      after: [services, pods, slices, nodes]
    ) { [self] in try await sync($0) }
  }

  private func sync(_ key: ObjectKey) async throws {
    // The slices of a Service that is gone go with it: the garbage collector sees to that.
    guard let service = services.cache[key], !service.spec.selector.isEmpty, service.spec.type != "ExternalName",
      !service.isDeleting
    else { return }
    let selector = LabelSelector(labels: service.spec.selector)
    let members = pods.cache.all(in: key.namespace).filter { selector.matches($0.metadata.labels) }
    let existing = slices.cache.indexed(Self.serviceIndex, key.description).filter { !$0.isDeleting }
    let plan = SlicePlan(
      service: service, pods: members, existing: existing, zones: zones(of: members),
      limit: options.maxEndpointsPerSlice)
    do {
      for slice in plan.create { try await client.create(slice) }
      for slice in plan.update { try await client.update(slice) }
      for slice in plan.delete {
        _ = try await ifFound {
          try await client.delete(EndpointSlice.self, slice.metadata.name, namespace: slice.metadata.namespace)
        }
      }
    } catch let error as APIError where error.isNamespaceTerminating || error.isNotFound {
      return
    } catch let error as APIError where error.isConflict {
      throw error
    } catch {
      recorder.warning(
        EventSubject(service), "FailedToUpdateEndpointSlices",
        "Error updating Endpoint Slices for Service \(key): \(error)")
      throw error
    }
  }

  private func zones(of pods: [Pod]) -> [String: String] {
    var zones: [String: String] = [:]
    for name in Set(pods.map(\.spec.nodeName)) {
      zones[name] = nodes.cache[ObjectKey(name: name)]?.metadata.labels["topology.kubernetes.io/zone"]
    }
    return zones
  }
}
