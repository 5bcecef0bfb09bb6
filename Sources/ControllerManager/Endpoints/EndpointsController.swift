import APIClient
import APIMachinery
import KubernetesAPI

/// Keeps the older form of EndpointSlices: one Endpoints object per Service.
final class EndpointsController: Controller {
  private let services: Informer<Service>
  private let pods: Informer<Pod>
  private let endpoints: Informer<Endpoints>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient
  private let recorder: EventRecorder
  private let workers: Int

  private static let headless = "service.kubernetes.io/headless"
  private static let overCapacity = "endpoints.kubernetes.io/over-capacity"
  private static let managedBy = "endpoints.kubernetes.io/managed-by"
  private static let batchPeriod: Duration = .milliseconds(100)
  /// Addresses in one Endpoints object; more are left out, and an annotation says so.
  static let addressesMax = 1000

  init(_ context: ControllerContext) {
    services = context.informers.informer(for: Service.self)
    pods = context.informers.pods
    endpoints = context.informers.informer(for: Endpoints.self)
    queue = context.queue("endpoint")
    client = context.client(for: "endpoint-controller")
    recorder = context.recorder("endpoint-controller")
    workers = context.options.concurrentEndpointSyncs
    let watcher = ServicePodWatcher(services: services)
    services.addHandler { [queue] in queue.add($0.object.key) }
    pods.addHandler { [queue] change in
      for key in watcher.affected(by: change) { queue.add(key, after: Self.batchPeriod) }
    }
    endpoints.addHandler { [queue] in if case .deleted(let gone) = $0 { queue.add(gone.key) } }
  }

  func run() async {
    await work(queue, workers: workers, recorder: recorder, after: [services, pods, endpoints]) { [self] in
      try await sync($0)
    }
  }

  private func sync(_ key: ObjectKey) async throws {
    guard let service = services.cache[key] else {
      if endpoints.cache[key] != nil {
        _ = try await ifFound { try await client.delete(Endpoints.self, key.name, namespace: key.namespace) }
      }
      return
    }
    guard !service.spec.selector.isEmpty, service.spec.type != "ExternalName" else { return }
    let selector = LabelSelector(labels: service.spec.selector)
    let members = pods.cache.all(in: key.namespace).filter { selector.matches($0.metadata.labels) }
    let known = endpoints.cache[key]
    var wanted = known ?? Endpoints()
    wanted.metadata.name = key.name
    wanted.metadata.namespace = key.namespace
    let (subsets, isCut) = Self.subsets(of: service, members)
    wanted.subsets = subsets
    wanted.metadata.labels = service.metadata.labels
    wanted.metadata.labels[Self.headless] = ServiceBackends.isHeadless(service) ? "" : nil
    wanted.metadata.labels[Self.managedBy] = "endpoint-controller"
    wanted.metadata.annotations[Self.overCapacity] = isCut ? "truncated" : nil
    do {
      if let known {
        if known != wanted { try await client.update(wanted) }
      } else {
        try await client.create(wanted)
      }
    } catch let error as APIError where error.isNamespaceTerminating {
      return
    } catch let error as APIError where error.isConflict || error.isAlreadyExists || error.isNotFound {
      throw error
    } catch {
      recorder.warning(
        EventSubject(service), known == nil ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
        "Failed to \(known == nil ? "create" : "update") endpoint \(key): \(error)")
      throw error
    }
  }

  private struct PortList: Hashable {
    var names: [String]
    var numbers: [Int32]
  }

  /// Pods with the same ports share a subset.
  static func subsets(of service: Service, _ pods: [Pod]) -> (subsets: [EndpointSubset], isCut: Bool) {
    var order: [PortList] = []
    var byPorts: [PortList: EndpointSubset] = [:]
    let includesTerminating = service.spec.publishNotReadyAddresses
    let family = ServiceBackends.families(of: service).first ?? .v4
    let candidates = pods.filter { ServiceBackends.isCandidate($0, includingTerminating: includesTerminating) }
      .sorted { $0.status.podIP < $1.status.podIP }
    for pod in candidates.prefix(addressesMax) {
      guard let ip = ServiceBackends.addresses(of: pod, family).first else { continue }
      let ports = service.spec.ports.compactMap { port in
        ServiceBackends.targetPort(port, on: pod).map { (port, $0) }
      }
      guard !ports.isEmpty || ServiceBackends.isHeadless(service) else { continue }
      let list = PortList(names: ports.map { $0.0.name + "/" + $0.0.protocol }, numbers: ports.map(\.1))
      if byPorts[list] == nil { order.append(list) }
      var subset = byPorts[list] ?? Self.subset(ports)
      let address = address(of: pod, ip, service)
      if service.spec.publishNotReadyAddresses || pod.isReady {
        subset.addresses.append(address)
      } else {
        subset.notReadyAddresses.append(address)
      }
      byPorts[list] = subset
    }
    return (order.compactMap { byPorts[$0] }, candidates.count > addressesMax)
  }

  private static func subset(_ ports: [(ServicePort, Int32)]) -> EndpointSubset {
    var subset = EndpointSubset()
    subset.ports = ports.map { port, number in
      var made = EndpointPort()
      made.name = port.name
      made.port = number
      made.protocol = port.protocol.isEmpty ? "TCP" : port.protocol
      made.appProtocol = port.appProtocol
      return made
    }
    return subset
  }

  private static func address(of pod: Pod, _ ip: String, _ service: Service) -> EndpointAddress {
    var address = EndpointAddress()
    address.ip = ip
    address.nodeName = pod.spec.nodeName.isEmpty ? nil : pod.spec.nodeName
    address.targetRef = ServiceBackends.reference(to: pod)
    address.hostname = ServiceBackends.hostname(of: pod, in: service) ?? ""
    return address
  }
}
