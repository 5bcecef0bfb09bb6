public import APIMachinery
internal import Glibc

/// A network interface.
public struct Link: Sendable, Equatable {
  public var index: Int32
  public var name: String
  /// Such as `veth` or `bridge`; empty for a physical one.
  public var kind: String
  public var isUp: Bool
  public var mtu: UInt32
  public var hardwareAddress: [UInt8]
  /// Index of the bridge it is a port of; 0 for none.
  public var master: Int32
}

/// An address on an interface.
public struct LinkAddress: Sendable, Hashable {
  public var link: Int32
  public var address: IPAddress
  public var prefixLength: Int

  public init(link: Int32, address: IPAddress, prefixLength: Int) {
    self.link = link
    self.address = address
    self.prefixLength = prefixLength
  }
}

/// A route of the main table.
public struct Route: Sendable, Hashable {
  /// What becomes of packets that match.
  public enum Kind: UInt8, Sendable, Hashable {
    case unicast = 1
    case blackhole = 6
    case unreachable = 7
  }

  /// nil for everything else (the default route).
  public var destination: CIDR?
  public var gateway: IPAddress?
  /// Index of the interface; 0 for none.
  public var link: Int32
  public var kind: Kind
  /// Source address that this machine prefers for what it sends there.
  public var source: IPAddress?
  /// Who made it (rtnetlink's `rtm_protocol`), so that one's own can be found again.
  public var origin: UInt8

  /// Routes made by Apus; a number that no known daemon uses.
  public static let apus: UInt8 = 117

  public init(
    destination: CIDR?, gateway: IPAddress? = nil, link: Int32 = 0, kind: Kind = .unicast, source: IPAddress? = nil,
    origin: UInt8 = Route.apus
  ) {
    self.destination = destination
    self.gateway = gateway
    self.link = link
    self.kind = kind
    self.source = source
    self.origin = origin
  }
}

/// Interfaces, addresses, routes and neighbours of one network namespace (rtnetlink(7)).
public final class RouteNetlink: Sendable {
  let conversation: NetlinkConversation

  /// Over a given transport, such as a recording.
  public init(_ transport: any NetlinkTransport) {
    conversation = NetlinkConversation(transport)
  }

  /// In the calling thread's network namespace.
  public convenience init() throws(LinuxError) {
    self.init(try NetlinkSocket(.route))
  }

  /// In a given network namespace.
  public convenience init(in namespace: NetworkNamespace) throws(LinuxError) {
    self.init(try NetlinkSocket.open(.route, in: namespace))
  }

  enum MessageType {
    static let newLink: UInt16 = 16
    static let deleteLink: UInt16 = 17
    static let getLink: UInt16 = 18
    static let setLink: UInt16 = 19
    static let newAddress: UInt16 = 20
    static let deleteAddress: UInt16 = 21
    static let getAddress: UInt16 = 22
    static let newRoute: UInt16 = 24
    static let deleteRoute: UInt16 = 25
    static let getRoute: UInt16 = 26
    static let newNeighbour: UInt16 = 28
    static let deleteNeighbour: UInt16 = 29
  }

  /// `AF_INET` or `AF_INET6`.
  static func family(_ address: IPAddress?) -> UInt8 {
    UInt8(address?.family == .v6 ? AF_INET6 : AF_INET)
  }
}
