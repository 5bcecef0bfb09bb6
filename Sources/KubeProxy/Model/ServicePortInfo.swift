public import APIMachinery

/// A transport protocol that Services can have.
public enum TransportProtocol: String, Sendable, Hashable, Comparable {
  case tcp = "TCP"
  case udp = "UDP"
  case sctp = "SCTP"

  /// As nftables writes it.
  var nftables: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .sctp: "sctp"
    }
  }

  /// As in the IP header.
  var number: UInt8 {
    switch self {
    case .tcp: 6
    case .udp: 17
    case .sctp: 132
    }
  }

  public static func < (left: TransportProtocol, right: TransportProtocol) -> Bool { left.rawValue < right.rawValue }
}

/// Names one port of one Service.
public struct ServicePortName: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var namespace: String
  public var name: String
  /// Empty for an unnamed port.
  public var port: String
  public var transport: TransportProtocol

  public init(namespace: String, name: String, port: String = "", transport: TransportProtocol = .tcp) {
    self.namespace = namespace
    self.name = name
    self.port = port
    self.transport = transport
  }

  /// As kube-proxy prints it: `namespace/name:port`.
  public var description: String { "\(namespace)/\(name)\(port.isEmpty ? "" : ":\(port)")" }

  public static func < (left: ServicePortName, right: ServicePortName) -> Bool {
    (left.namespace, left.name, left.port, left.transport) < (right.namespace, right.name, right.port, right.transport)
  }
}

/// What the proxy needs to know of one port of a Service: nothing else of the object is kept.
public struct ServicePortInfo: Sendable, Equatable {
  /// `internalTrafficPolicy` and `externalTrafficPolicy`.
  public enum TrafficPolicy: Sendable, Equatable {
    case cluster
    case local
  }

  public var clusterIP: IPAddress
  public var port: UInt16
  /// 0 for none.
  public var nodePort: UInt16
  public var externalIPs: [IPAddress]
  /// Those of `status.loadBalancer` that are to be handled here (`ipMode: VIP`).
  public var loadBalancerIPs: [IPAddress]
  /// Empty for everyone.
  public var loadBalancerSourceRanges: [CIDR]
  /// Seconds that a client stays with its endpoint; nil without session affinity.
  public var affinitySeconds: Int?
  public var internalPolicy: TrafficPolicy
  public var externalPolicy: TrafficPolicy
  /// 0 for none.
  public var healthCheckNodePort: UInt16

  public init(
    clusterIP: IPAddress, port: UInt16, nodePort: UInt16 = 0, externalIPs: [IPAddress] = [],
    loadBalancerIPs: [IPAddress] = [], loadBalancerSourceRanges: [CIDR] = [], affinitySeconds: Int? = nil,
    internalPolicy: TrafficPolicy = .cluster, externalPolicy: TrafficPolicy = .cluster, healthCheckNodePort: UInt16 = 0
  ) {
    self.clusterIP = clusterIP
    self.port = port
    self.nodePort = nodePort
    self.externalIPs = externalIPs
    self.loadBalancerIPs = loadBalancerIPs
    self.loadBalancerSourceRanges = loadBalancerSourceRanges
    self.affinitySeconds = affinitySeconds
    self.internalPolicy = internalPolicy
    self.externalPolicy = externalPolicy
    self.healthCheckNodePort = healthCheckNodePort
  }

  /// Whether anything but the cluster IP leads here.
  public var isExternallyAccessible: Bool { nodePort != 0 || !externalIPs.isEmpty || !loadBalancerIPs.isEmpty }

  public var usesLocalEndpoints: Bool {
    internalPolicy == .local || (externalPolicy == .local && isExternallyAccessible)
  }

  public var usesClusterEndpoints: Bool {
    // Pods of this node and the node itself get all endpoints even when the external policy is Local.
    internalPolicy == .cluster || isExternallyAccessible
  }
}

/// What the proxy needs to know of one endpoint of a Service's port.
public struct EndpointInfo: Sendable, Hashable, Comparable {
  public var address: IPAddress
  public var port: UInt16
  public var isReady: Bool
  public var isServing: Bool
  public var isTerminating: Bool
  /// On this node.
  public var isLocal: Bool
  /// `hints.forZones`.
  public var zoneHints: Set<String>
  /// `hints.forNodes`.
  public var nodeHints: Set<String>

  public init(
    _ address: IPAddress, port: UInt16, isReady: Bool = true, isServing: Bool = true, isTerminating: Bool = false,
    isLocal: Bool = false, zoneHints: Set<String> = [], nodeHints: Set<String> = []
  ) {
    self.address = address
    self.port = port
    self.isReady = isReady
    self.isServing = isServing
    self.isTerminating = isTerminating
    self.isLocal = isLocal
    self.zoneHints = zoneHints
    self.nodeHints = nodeHints
  }

  public static func < (left: EndpointInfo, right: EndpointInfo) -> Bool {
    (left.address, left.port) < (right.address, right.port)
  }
}

/// What the rules depend on besides Services and endpoints.
public struct NodeInfo: Sendable, Equatable {
  public var name: String
  /// `topology.kubernetes.io/zone`.
  public var zone: String
  /// The node's own pods; nil when unknown. Traffic from elsewhere to a cluster IP is masqueraded.
  public var podRanges: [CIDR]
  /// Addresses that take NodePort connections; nil for every address of the machine.
  public var nodePortAddresses: [IPAddress]?
  /// Whether NodePorts answer on 127.0.0.0/8 too.
  public var localhostNodePorts: Bool
  /// Where cluster IPs come from: what is sent to one that no Service has is dropped, never routed on.
  public var serviceRanges: [CIDR]
  /// Masquerade all traffic to cluster IPs (`--masquerade-all`).
  public var masqueradeAll: Bool
  /// The bit that marks packets for masquerading.
  public var masqueradeMark: UInt32

  public init(
    name: String, zone: String = "", podRanges: [CIDR] = [], nodePortAddresses: [IPAddress]? = nil,
    localhostNodePorts: Bool = false, serviceRanges: [CIDR] = [], masqueradeAll: Bool = false,
    masqueradeMark: UInt32 = 1 << 14
  ) {
    self.name = name
    self.zone = zone
    self.podRanges = podRanges
    self.nodePortAddresses = nodePortAddresses
    self.localhostNodePorts = localhostNodePorts
    self.serviceRanges = serviceRanges
    self.masqueradeAll = masqueradeAll
    self.masqueradeMark = masqueradeMark
  }
}
