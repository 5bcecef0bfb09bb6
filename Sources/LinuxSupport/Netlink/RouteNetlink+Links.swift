internal import CLinux

extension RouteNetlink {
  private enum Attribute {
    static let address: UInt16 = 1
    static let name: UInt16 = 3
    static let mtu: UInt16 = 4
    static let master: UInt16 = 10
    static let linkInformation: UInt16 = 18
    static let namespaceDescriptor: UInt16 = 28
    static let kind: UInt16 = 1
    static let data: UInt16 = 2
    static let vethPeer: UInt16 = 1
  }

  private static let up: UInt32 = 1

  /// Every interface.
  public func links() throws(LinuxError) -> [Link] {
    let request = NetlinkMessage(
      type: MessageType.getLink, flags: NetlinkMessage.dump, payload: Self.header(index: 0))
    return try conversation.request(request, "list interfaces").compactMap(Self.link)
  }

  /// The interface of that name; nil when there is none.
  public func link(named name: String) throws(LinuxError) -> Link? {
    var writer = NetlinkWriter()
    writer.attribute(Attribute.name, text: name)
    let request = NetlinkMessage(
      type: MessageType.getLink, flags: 0, payload: Self.header(index: 0) + writer.bytes)
    do {
      return try conversation.request(request, "look for interface \(name)").compactMap(Self.link).first
    } catch  where error.isNotFound {
      return nil
    }
  }

  /// Makes a bridge.
  public func createBridge(_ name: String, mtu: UInt32? = nil) throws(LinuxError) {
    try create(name, kind: "bridge", mtu: mtu) { _ in }
  }

  /// Makes a pair of connected interfaces. The peer may be born in another namespace.
  public func createPair(
    _ name: String, peer: String, peerNamespace: NetworkNamespace? = nil, mtu: UInt32? = nil
  ) throws(LinuxError) {
    try create(name, kind: "veth", mtu: mtu) { writer in
      writer.nested(Attribute.vethPeer) { inner in
        inner.integer(UInt64(0))
        inner.integer(UInt64(0))
        inner.attribute(Attribute.name, text: peer)
        if let mtu { inner.attribute(Attribute.mtu, integer: mtu) }
        if let peerNamespace {
          inner.attribute(Attribute.namespaceDescriptor, integer: UInt32(peerNamespace.descriptor.number))
        }
      }
    }
  }

  /// Makes a VXLAN interface with a static forwarding table: what is where is told by ``addForwarding(link:hardwareAddress:to:)``.
  public func createVXLAN(
    _ name: String, identifier: UInt32, port: UInt16, local: [UInt8]?, device: Int32?, mtu: UInt32? = nil
  ) throws(LinuxError) {
    try create(name, kind: "vxlan", mtu: mtu) { writer in
      writer.attribute(1, integer: identifier)
      if let device { writer.attribute(3, integer: UInt32(bitPattern: device)) }
      if let local { writer.attribute(local.count == 4 ? 4 : 17, local) }
      writer.attribute(7, integer: UInt8(0))
      writer.attribute(15, integer: port.bigEndian)
    }
  }

  private func create(
    _ name: String, kind: String, mtu: UInt32?, _ data: (inout NetlinkWriter) -> Void
  ) throws(LinuxError) {
    var writer = NetlinkWriter()
    writer.attribute(Attribute.name, text: name)
    if let mtu { writer.attribute(Attribute.mtu, integer: mtu) }
    writer.nested(Attribute.linkInformation) { inner in
      inner.attribute(Attribute.kind, Array(kind.utf8))
      inner.nested(Attribute.data, data)
    }
    let request = NetlinkMessage(
      type: MessageType.newLink, flags: NetlinkMessage.create | NetlinkMessage.exclusive,
      payload: Self.header(index: 0) + writer.bytes)
    try conversation.request(request, "create \(kind) interface \(name)")
  }

  /// Removes an interface; no failure when it doesn't exist.
  public func deleteLink(named name: String) throws(LinuxError) {
    var writer = NetlinkWriter()
    writer.attribute(Attribute.name, text: name)
    do {
      try conversation.request(
        NetlinkMessage(type: MessageType.deleteLink, flags: 0, payload: Self.header(index: 0) + writer.bytes),
        "remove interface \(name)")
    } catch  where error.isNotFound {
      return
    }
  }

  /// Brings the interface up or down.
  public func setUp(_ index: Int32, _ up: Bool = true) throws(LinuxError) {
    try change(index, "bring interface \(index) \(up ? "up" : "down")", flags: up ? Self.up : 0, mask: Self.up) { _ in }
  }

  /// Makes the interface a port of a bridge; 0 takes it out.
  public func setMaster(_ index: Int32, _ master: Int32) throws(LinuxError) {
    try change(index, "attach interface \(index) to \(master)") {
      $0.attribute(Attribute.master, integer: UInt32(bitPattern: master))
    }
  }

  /// Lets a bridge's port send frames back where they came from, which a pod that reaches itself through a Service needs.
  public func setHairpin(_ index: Int32, _ on: Bool = true) throws(LinuxError) {
    let bridgeFamily: UInt8 = 7
    let protocolInformation: UInt16 = 12
    let mode: UInt16 = 4
    var header = Self.header(index: index)
    header[0] = bridgeFamily
    var writer = NetlinkWriter()
    writer.nested(protocolInformation) { $0.attribute(mode, integer: UInt8(on ? 1 : 0)) }
    try conversation.request(
      NetlinkMessage(type: MessageType.setLink, flags: 0, payload: header + writer.bytes),
      "set the hairpin mode of interface \(index)")
  }

  /// Sets the largest packet, in bytes.
  public func setMTU(_ index: Int32, _ mtu: UInt32) throws(LinuxError) {
    try change(index, "set the MTU of interface \(index)") { $0.attribute(Attribute.mtu, integer: mtu) }
  }

  /// Sets the hardware address (6 bytes).
  public func setHardwareAddress(_ index: Int32, _ address: [UInt8]) throws(LinuxError) {
    try change(index, "set the address of interface \(index)") { $0.attribute(Attribute.address, address) }
  }

  /// Moves the interface to another namespace, optionally with a new name.
  public func move(_ index: Int32, to namespace: NetworkNamespace, name: String? = nil) throws(LinuxError) {
    try change(index, "move interface \(index) to another namespace") {
      $0.attribute(Attribute.namespaceDescriptor, integer: UInt32(namespace.descriptor.number))
      if let name { $0.attribute(Attribute.name, text: name) }
    }
  }

  private func change(
    _ index: Int32, _ attempt: String, flags: UInt32 = 0, mask: UInt32 = 0, _ attributes: (inout NetlinkWriter) -> Void
  ) throws(LinuxError) {
    var writer = NetlinkWriter()
    attributes(&writer)
    try conversation.request(
      NetlinkMessage(
        type: MessageType.newLink, flags: 0, payload: Self.header(index: index, flags: flags, mask: mask) + writer.bytes
      ),
      attempt)
  }

  /// `struct ifinfomsg`.
  private static func header(index: Int32, flags: UInt32 = 0, mask: UInt32 = 0) -> [UInt8] {
    var writer = NetlinkWriter()
    writer.integer(UInt32(0))
    writer.integer(index)
    writer.integer(flags)
    writer.integer(mask)
    return writer.bytes
  }

  private static func link(_ message: NetlinkMessage) -> Link? {
    guard message.type == MessageType.newLink else { return nil }
    var reader = NetlinkReader(message.payload[...])
    guard reader.integer(UInt32.self) != nil, let index = reader.integer(Int32.self),
      let flags = reader.integer(UInt32.self), reader.integer(UInt32.self) != nil
    else { return nil }
    let attributes = reader.attributes()
    let information = attributes[Attribute.linkInformation].map { NetlinkReader($0).attributes() } ?? [:]
    let master: UInt32 = attributes[Attribute.master]?.netlinkInteger() ?? 0
    return Link(
      index: index, name: attributes[Attribute.name]?.netlinkText ?? "",
      kind: information[Attribute.kind]?.netlinkText ?? "", isUp: flags & up != 0,
      mtu: attributes[Attribute.mtu]?.netlinkInteger() ?? 0,
      hardwareAddress: attributes[Attribute.address].map(Array.init) ?? [],
      master: Int32(bitPattern: master))
  }
}
