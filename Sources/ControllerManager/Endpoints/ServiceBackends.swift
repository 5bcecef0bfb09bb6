import APIMachinery
import KubernetesAPI

/// Which pods stand behind a Service, and under which ports: pure decisions, no I/O.
enum ServiceBackends {
  /// Whether the pod can be an endpoint at all.
  static func isCandidate(_ pod: Pod, includingTerminating: Bool) -> Bool {
    guard !pod.isTerminal, !pod.status.podIP.isEmpty else { return false }
    return includingTerminating || !pod.isDeleting
  }

  /// The number behind a service port on this pod; nil where the pod has no port of that name.
  static func targetPort(_ port: ServicePort, on pod: Pod) -> Int32? {
    switch port.targetPort {
    case .string(let name)? where !name.isEmpty:
      let transport = port.protocol.isEmpty ? "TCP" : port.protocol
      for container in pod.spec.initContainers.filter({ $0.restartPolicy == "Always" }) + pod.spec.containers {
        for candidate in container.ports where candidate.name == name {
          if (candidate.protocol.isEmpty ? "TCP" : candidate.protocol) == transport { return candidate.containerPort }
        }
      }
      return nil
    case .int(let number)? where number != 0: return Int32(clamping: number)
    default: return port.port
    }
  }

  /// The address types a Service has endpoints of.
  static func families(of service: Service) -> [IPAddress.Family] {
    let named = service.spec.ipFamilies.compactMap { $0 == "IPv6" ? IPAddress.Family.v6 : .v4 }
    if !named.isEmpty { return named }
    if let address = IPAddress(service.spec.clusterIP) { return [address.family] }
    return [.v4]
  }

  /// The pod's addresses of a family.
  static func addresses(of pod: Pod, _ family: IPAddress.Family) -> [String] {
    let all = pod.status.podIPs.isEmpty ? [pod.status.podIP] : pod.status.podIPs.map(\.ip)
    return all.filter { IPAddress($0)?.family == family }
  }

  /// The pod as the target of an endpoint.
  static func reference(to pod: Pod) -> ObjectReference {
    var reference = ObjectReference()
    reference.kind = "Pod"
    reference.namespace = pod.metadata.namespace
    reference.name = pod.metadata.name
    reference.uid = pod.metadata.uid
    return reference
  }

  /// The name a pod has within a headless service.
  static func hostname(of pod: Pod, in service: Service) -> String? {
    guard !pod.spec.hostname.isEmpty, pod.spec.subdomain == service.metadata.name,
      pod.metadata.namespace == service.metadata.namespace
    else { return nil }
    return pod.spec.hostname
  }

  static func isHeadless(_ service: Service) -> Bool { service.spec.clusterIP == "None" }
}
