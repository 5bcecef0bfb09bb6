import APIMachinery
import KubernetesAPI

/// What has to change so that a Service's EndpointSlices show its pods: pure decisions, no I/O.
///
/// An endpoint stays in the slice it is in, changed slices are filled before new ones are made, and no
/// slice is rewritten without need, since every node reads every change.
struct SlicePlan {
  private(set) var create: [EndpointSlice] = []
  private(set) var update: [EndpointSlice] = []
  private(set) var delete: [EndpointSlice] = []

  static let managedBy = "endpointslice.kubernetes.io/managed-by"
  static let manager = "endpointslice-controller.k8s.io"
  static let serviceName = "kubernetes.io/service-name"
  private static let headless = "service.kubernetes.io/headless"

  private let service: Service
  private let limit: Int

  /// Endpoints that share address type and ports share slices.
  private struct Group: Hashable {
    var addressType: String
    var ports: [Port]

    struct Port: Hashable {
      var name: String
      var transport: String
      var number: Int32
      var appProtocol: String?
    }
  }

  init(service: Service, pods: [Pod], existing: [EndpointSlice], zones: [String: String], limit: Int) {
    self.service = service
    self.limit = limit
    let desired = Self.endpoints(of: service, pods, zones)
    var current: [Group: [EndpointSlice]] = [:]
    for slice in existing { current[Self.group(of: slice), default: []].append(slice) }
    for (group, endpoints) in desired {
      reconcile(group, endpoints, current.removeValue(forKey: group) ?? [])
    }
    // Slices of ports that no pod has any more.
    let obsolete = current.values.flatMap { $0 }.sorted { $0.metadata.name < $1.metadata.name }
    if desired.isEmpty {
      keepPlaceholder(obsolete)
    } else {
      delete += obsolete
    }
  }

  private static func endpoints(
    of service: Service, _ pods: [Pod], _ zones: [String: String]
  ) -> [(Group, [DiscoveryEndpoint])] {
    var byGroup: [Group: [DiscoveryEndpoint]] = [:]
    for pod in pods.sorted(by: { $0.metadata.name < $1.metadata.name })
    where ServiceBackends.isCandidate(pod, includingTerminating: true) {
      var ports: [Group.Port] = []
      for port in service.spec.ports {
        guard let number = ServiceBackends.targetPort(port, on: pod) else { continue }
        ports.append(
          Group.Port(
            name: port.name, transport: port.protocol.isEmpty ? "TCP" : port.protocol, number: number,
            appProtocol: port.appProtocol))
      }
      for family in ServiceBackends.families(of: service) {
        let addresses = ServiceBackends.addresses(of: pod, family)
        guard !addresses.isEmpty else { continue }
        let group = Group(addressType: family == .v4 ? "IPv4" : "IPv6", ports: ports)
        byGroup[group, default: []].append(endpoint(pod, addresses, service, zones))
      }
    }
    return byGroup.sorted { $0.key.addressType < $1.key.addressType }.map { ($0.key, $0.value) }
  }

  private static func endpoint(
    _ pod: Pod, _ addresses: [String], _ service: Service, _ zones: [String: String]
  ) -> DiscoveryEndpoint {
    var endpoint = DiscoveryEndpoint()
    endpoint.addresses = addresses
    endpoint.conditions.serving = pod.isReady
    endpoint.conditions.terminating = pod.isDeleting
    endpoint.conditions.ready = service.spec.publishNotReadyAddresses || (pod.isReady && !pod.isDeleting)
    endpoint.targetRef = ServiceBackends.reference(to: pod)
    if !pod.spec.nodeName.isEmpty { endpoint.nodeName = pod.spec.nodeName }
    endpoint.zone = zones[pod.spec.nodeName]
    endpoint.hostname = ServiceBackends.hostname(of: pod, in: service)
    return endpoint
  }

  private static func group(of slice: EndpointSlice) -> Group {
    Group(
      addressType: slice.addressType,
      ports: slice.ports.map {
        Group.Port(
          name: $0.name ?? "", transport: $0.protocol ?? "TCP", number: $0.port ?? 0, appProtocol: $0.appProtocol)
      })
  }

  private mutating func reconcile(_ group: Group, _ desired: [DiscoveryEndpoint], _ slices: [EndpointSlice]) {
    var waiting: [String: DiscoveryEndpoint] = [:]
    for endpoint in desired { waiting[Self.identity(endpoint)] = endpoint }
    var changed: [EndpointSlice] = []
    var unchanged: [EndpointSlice] = []
    for var slice in slices.sorted(by: { $0.metadata.name < $1.metadata.name }) {
      let kept = slice.endpoints.compactMap { waiting.removeValue(forKey: Self.identity($0)) }
      let isSame = kept == slice.endpoints && slice.metadata.labels == labels(slice.metadata.labels)
      slice.endpoints = kept
      if isSame { unchanged.append(slice) } else { changed.append(slice) }
    }
    var rest = desired.filter { waiting[Self.identity($0)] != nil }[...]
    for index in changed.indices { fill(&changed[index], &rest) }
    for slice in unchanged where !rest.isEmpty && slice.endpoints.count < limit {
      var slice = slice
      fill(&slice, &rest)
      changed.append(slice)
    }
    while !rest.isEmpty {
      var slice = empty(group)
      fill(&slice, &rest)
      create.append(slice)
    }
    for var slice in changed {
      if slice.endpoints.isEmpty {
        delete.append(slice)
      } else {
        slice.metadata.labels = labels(slice.metadata.labels)
        update.append(slice)
      }
    }
  }

  private func fill(_ slice: inout EndpointSlice, _ rest: inout ArraySlice<DiscoveryEndpoint>) {
    let room = max(limit - slice.endpoints.count, 0)
    slice.endpoints += rest.prefix(room)
    rest = rest.dropFirst(room)
  }

  /// A Service without pods keeps one empty slice per family, so that readers can tell "no endpoints" from
  /// "not yet looked at".
  private mutating func keepPlaceholder(_ slices: [EndpointSlice]) {
    var slices = slices
    for family in ServiceBackends.families(of: service) {
      let type = family == .v4 ? "IPv4" : "IPv6"
      if let index = slices.firstIndex(where: { $0.addressType == type && $0.ports.isEmpty && $0.endpoints.isEmpty }) {
        slices.remove(at: index)
      } else if let index = slices.firstIndex(where: { $0.addressType == type }) {
        var slice = slices.remove(at: index)
        slice.endpoints = []
        slice.ports = []
        update.append(slice)
      } else {
        create.append(empty(Group(addressType: type, ports: [])))
      }
    }
    delete += slices
  }

  private func empty(_ group: Group) -> EndpointSlice {
    var slice = EndpointSlice()
    slice.metadata.namespace = service.metadata.namespace
    slice.metadata.generateName = service.metadata.name + "-"
    slice.metadata.ownerReferences = [service.asController]
    slice.metadata.labels = labels([:])
    slice.addressType = group.addressType
    slice.ports = group.ports.map { port in
      var made = DiscoveryEndpointPort()
      made.name = port.name
      made.protocol = port.transport
      made.port = port.number
      made.appProtocol = port.appProtocol
      return made
    }
    return slice
  }

  /// The Service's labels, and those that say whose slice it is.
  private func labels(_ present: [String: String]) -> [String: String] {
    var labels = service.metadata.labels
    labels[Self.serviceName] = service.metadata.name
    labels[Self.managedBy] = Self.manager
    labels[Self.headless] = ServiceBackends.isHeadless(service) ? "" : nil
    return labels
  }

  private static func identity(_ endpoint: DiscoveryEndpoint) -> String {
    (endpoint.targetRef?.uid ?? "") + "/" + endpoint.addresses.joined(separator: ",")
  }
}
