public import APIMachinery
internal import Glibc

/// A connection as the kernel tracks it, in the direction of its first packet.
public struct TrackedConnection: Sendable, Hashable {
  public var source: IPAddress
  public var destination: IPAddress
  /// As in the IP header: 6 TCP, 17 UDP, 132 SCTP.
  public var protocolNumber: UInt8
  public var sourcePort: UInt16
  public var destinationPort: UInt16
  /// Where answers come from: the endpoint, when the destination was translated.
  public var replySource: IPAddress
  public var replySourcePort: UInt16
}

/// The kernel's connection table (conntrack) of one network namespace.
public protocol ConnectionTracking: Sendable {
  /// Forgets the connections of one protocol that `condition` accepts; how many they were.
  @discardableResult
  func forget(protocolNumber: UInt8, family: IPAddress.Family, where condition: (TrackedConnection) -> Bool)
    throws(LinuxError) -> Int
}

/// Over netlink's ctnetlink.
public final class ConnectionTrackingNetlink: ConnectionTracking {
  private let conversation: NetlinkConversation

  public init(_ transport: any NetlinkTransport) {
    conversation = NetlinkConversation(transport)
  }

  private static let get: UInt16 = 1 << 8 | 1
  private static let delete: UInt16 = 1 << 8 | 2

  public func forget(
    protocolNumber: UInt8, family: IPAddress.Family, where condition: (TrackedConnection) -> Bool
  ) throws(LinuxError) -> Int {
    let header: [UInt8] = [UInt8(family == .v6 ? AF_INET6 : AF_INET), 0, 0, 0]
    let entries = try conversation.request(
      NetlinkMessage(type: Self.get, flags: NetlinkMessage.dump, payload: header), "list tracked connections")
    var count = 0
    for entry in entries {
      var reader = NetlinkReader(entry.payload[...])
      guard reader.skip(4) else { continue }
      let attributes = reader.attributes()
      guard let original = attributes[1], let connection = Self.connection(attributes),
        connection.protocolNumber == protocolNumber, condition(connection)
      else { continue }
      var writer = NetlinkWriter()
      writer.attribute(1 | 0x8000, Array(original))
      // The zone and the identifier make sure that it is this very entry.
      for type: UInt16 in [18, 12] {
        if let value = attributes[type] { writer.attribute(type, Array(value)) }
      }
      do {
        try conversation.request(
          NetlinkMessage(type: Self.delete, flags: 0, payload: header + writer.bytes), "forget a tracked connection")
        count += 1
      } catch  where error.isNotFound {
        continue  // It ended by itself.
      }
    }
    return count
  }

  private static func connection(_ attributes: [UInt16: ArraySlice<UInt8>]) -> TrackedConnection? {
    guard let original = attributes[1].flatMap(tuple), let reply = attributes[2].flatMap(tuple) else { return nil }
    return TrackedConnection(
      source: original.source, destination: original.destination, protocolNumber: original.number,
      sourcePort: original.sourcePort, destinationPort: original.destinationPort, replySource: reply.source,
      replySourcePort: reply.sourcePort)
  }

  private struct Tuple {
    var source: IPAddress
    var destination: IPAddress
    var number: UInt8
    var sourcePort: UInt16
    var destinationPort: UInt16
  }

  private static func tuple(_ bytes: ArraySlice<UInt8>) -> Tuple? {
    let parts = NetlinkReader(bytes).attributes()
    guard let addresses = parts[1].map({ NetlinkReader($0).attributes() }),
      let transport = parts[2].map({ NetlinkReader($0).attributes() }),
      let source = (addresses[1] ?? addresses[3]).flatMap({ IPAddress(bytes: $0) }),
      let destination = (addresses[2] ?? addresses[4]).flatMap({ IPAddress(bytes: $0) }),
      let number = transport[1]?.netlinkInteger(UInt8.self)
    else { return nil }
    let port = { (type: UInt16) -> UInt16 in
      transport[type]?.netlinkInteger(UInt16.self).map(UInt16.init(bigEndian:)) ?? 0
    }
    return Tuple(
      source: source, destination: destination, number: number, sourcePort: port(2), destinationPort: port(3))
  }
}
