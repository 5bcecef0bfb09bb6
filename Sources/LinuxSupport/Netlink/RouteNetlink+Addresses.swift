public import APIMachinery
internal import Glibc

extension RouteNetlink {
  /// Every address of every interface.
  public func addresses() throws(LinuxError) -> [LinkAddress] {
    let request = NetlinkMessage(
      type: MessageType.getAddress, flags: NetlinkMessage.dump, payload: [0, 0, 0, 0, 0, 0, 0, 0])
    return try conversation.request(request, "list addresses").compactMap { message in
      var reader = NetlinkReader(message.payload[...])
      guard message.type == MessageType.newAddress, reader.integer(UInt8.self) != nil,
        let prefixLength = reader.integer(UInt8.self), reader.integer(UInt16.self) != nil,
        let link = reader.integer(Int32.self)
      else { return nil }
      let attributes = reader.attributes()
      // Attribute 2 is this side of a point-to-point interface, 1 everyone else's only one.
      guard let bytes = attributes[2] ?? attributes[1], let address = IPAddress(bytes: bytes) else { return nil }
      return LinkAddress(link: link, address: address, prefixLength: Int(prefixLength))
    }
  }

  /// Puts an address on an interface; no failure when it is there.
  public func addAddress(_ address: IPAddress, prefixLength: Int, link: Int32) throws(LinuxError) {
    do {
      try conversation.request(
        addressRequest(
          MessageType.newAddress, NetlinkMessage.create | NetlinkMessage.exclusive, address, prefixLength, link),
        "add address \(address)/\(prefixLength)")
    } catch  where error.alreadyExists {
      return
    }
  }

  /// Takes an address off an interface; no failure when it isn't there.
  public func deleteAddress(_ address: IPAddress, prefixLength: Int, link: Int32) throws(LinuxError) {
    do {
      try conversation.request(
        addressRequest(MessageType.deleteAddress, 0, address, prefixLength, link), "remove address \(address)")
    } catch  where error.number == EADDRNOTAVAIL || error.isNotFound {
      return
    }
  }

  private func addressRequest(
    _ type: UInt16, _ flags: UInt16, _ address: IPAddress, _ prefixLength: Int, _ link: Int32
  ) -> NetlinkMessage {
    var writer = NetlinkWriter()
    writer.integer(Self.family(address))
    writer.integer(UInt8(truncatingIfNeeded: prefixLength))
    // IPv6: no duplicate address detection, for these networks are made by us.
    writer.integer(UInt8(address.family == .v6 ? 0x02 : 0))
    writer.integer(UInt8(0))
    writer.integer(link)
    writer.attribute(2, address.bytes)
    writer.attribute(1, address.bytes)
    return NetlinkMessage(type: type, flags: flags, payload: writer.bytes)
  }

  /// Every route of the main table, of both families.
  public func routes() throws(LinuxError) -> [Route] {
    var routes: [Route] = []
    for family in [AF_INET, AF_INET6] {
      var payload = [UInt8](repeating: 0, count: 12)
      payload[0] = UInt8(family)
      let request = NetlinkMessage(type: MessageType.getRoute, flags: NetlinkMessage.dump, payload: payload)
      routes += try conversation.request(request, "list routes").compactMap(Self.route)
    }
    return routes
  }

  /// Makes the route, replacing one to the same destination.
  public func replaceRoute(_ route: Route) throws(LinuxError) {
    try conversation.request(
      Self.routeRequest(MessageType.newRoute, NetlinkMessage.create | NetlinkMessage.replace, route),
      "add route to \(route.destination.map(String.init(describing:)) ?? "everything")")
  }

  /// Removes the route; no failure when there is none such.
  public func deleteRoute(_ route: Route) throws(LinuxError) {
    do {
      try conversation.request(
        Self.routeRequest(MessageType.deleteRoute, 0, route),
        "remove route to \(route.destination.map(String.init(describing:)) ?? "everything")")
    } catch  where error.isNotFound {
      return
    }
  }

  private static let mainTable: UInt8 = 254

  private static func routeRequest(_ type: UInt16, _ flags: UInt16, _ route: Route) -> NetlinkMessage {
    let scopeLink: UInt8 = 253
    var writer = NetlinkWriter()
    writer.integer(family(route.destination?.network ?? route.gateway))
    writer.integer(UInt8(route.destination?.prefixLength ?? 0))
    writer.integer(UInt8(0))
    writer.integer(UInt8(0))
    writer.integer(mainTable)
    writer.integer(route.origin)
    writer.integer(route.kind == .unicast && route.gateway == nil ? scopeLink : 0)
    writer.integer(route.kind.rawValue)
    writer.integer(UInt32(0))
    if let destination = route.destination { writer.attribute(1, destination.network.bytes) }
    if let gateway = route.gateway { writer.attribute(5, gateway.bytes) }
    if route.link != 0 { writer.attribute(4, integer: route.link) }
    if let source = route.source { writer.attribute(7, source.bytes) }
    return NetlinkMessage(type: type, flags: flags, payload: writer.bytes)
  }

  private static func route(_ message: NetlinkMessage) -> Route? {
    guard message.type == MessageType.newRoute, message.payload.count >= 12 else { return nil }
    let family = Int32(message.payload[0])
    let length = Int(message.payload[1])
    let origin = message.payload[5]
    guard message.payload[4] == mainTable, let kind = Route.Kind(rawValue: message.payload[7]) else { return nil }
    var reader = NetlinkReader(message.payload[...])
    guard reader.skip(12) else { return nil }
    let attributes = reader.attributes()
    var destination: CIDR?
    if let bytes = attributes[1], let address = IPAddress(bytes: bytes) {
      destination = CIDR(address, prefixLength: length)
    } else if length > 0 {
      return nil
    }
    guard family == AF_INET || family == AF_INET6 else { return nil }
    return Route(
      destination: destination, gateway: attributes[5].flatMap { IPAddress(bytes: $0) },
      link: attributes[4]?.netlinkInteger() ?? 0, kind: kind, source: attributes[7].flatMap { IPAddress(bytes: $0) },
      origin: origin)
  }

  /// Tells where a neighbour is, for networks that nobody may ask (VXLAN).
  public func addNeighbour(_ address: IPAddress, hardwareAddress: [UInt8], link: Int32) throws(LinuxError) {
    try conversation.request(
      Self.neighbourRequest(MessageType.newNeighbour, Self.family(address), 0, address, hardwareAddress, link),
      "add neighbour \(address)")
  }

  /// Sends frames for a hardware address to the machine at `address` (a VXLAN's forwarding table).
  public func addForwarding(link: Int32, hardwareAddress: [UInt8], to address: IPAddress) throws(LinuxError) {
    let own: UInt8 = 0x02
    try conversation.request(
      Self.neighbourRequest(MessageType.newNeighbour, UInt8(AF_BRIDGE), own, address, hardwareAddress, link),
      "forward to \(address)")
  }

  /// Takes a neighbour back.
  public func deleteNeighbour(_ address: IPAddress, link: Int32) throws(LinuxError) {
    do {
      try conversation.request(
        Self.neighbourRequest(MessageType.deleteNeighbour, Self.family(address), 0, address, nil, link),
        "remove neighbour \(address)")
    } catch  where error.isNotFound {
      return
    }
  }

  private static func neighbourRequest(
    _ type: UInt16, _ family: UInt8, _ flags: UInt8, _ address: IPAddress, _ hardwareAddress: [UInt8]?, _ link: Int32
  ) -> NetlinkMessage {
    let permanent: UInt16 = 0x80
    var writer = NetlinkWriter()
    writer.integer(family)
    writer.integer(UInt8(0))
    writer.integer(UInt16(0))
    writer.integer(link)
    writer.integer(permanent)
    writer.integer(flags)
    writer.integer(UInt8(0))
    writer.attribute(1, address.bytes)
    if let hardwareAddress { writer.attribute(2, hardwareAddress) }
    return NetlinkMessage(
      type: type, flags: type == MessageType.newNeighbour ? NetlinkMessage.create | NetlinkMessage.replace : 0,
      payload: writer.bytes)
  }
}
