import APIMachinery

extension CELLibrary {
  private static let ipType = CELType.opaque("net.IP", [])
  private static let cidrType = CELType.opaque("net.CIDR", [])

  /// Addresses: `ip('10.0.0.1').isLoopback()`.
  public static let ip: CELLibrary = {
    var library = CELLibrary()
    library.types = ["net.IP": ipType]
    library.functions = [
      CELFunction(
        "ip",
        [.global("string_to_ip", "string -> net.IP") { value throws(CELError) in box(try address(try value.text())) }]),
      CELFunction(
        "isIP",
        [
          .global("is_ip", "string -> bool") { value throws(CELError) in
            let text = try value.text()
            return .bool((try? address(text)) != nil)
          }
        ]),
      CELFunction(
        "ip.isCanonical",
        [
          .global("ip_is_canonical", "string -> bool") { value throws(CELError) in
            let text = try value.text()
            return .bool(try address(text).description == text)
          }
        ]),
      part("family", "ip_family", "int") { .int($0.family == .v4 ? 4 : 6) },
      part("isUnspecified", "ip_is_unspecified", "bool") { .bool($0.isUnspecified) },
      part("isLoopback", "ip_is_loopback", "bool") { .bool($0.isLoopback) },
      part("isLinkLocalMulticast", "ip_is_link_local_multicast", "bool") { .bool($0.isLinkLocalMulticast) },
      part("isLinkLocalUnicast", "ip_is_link_local_unicast", "bool") { .bool($0.isLinkLocal) },
      part("isGlobalUnicast", "ip_is_global_unicast", "bool") { .bool($0.isGlobalUnicast) },
      CELFunction(
        "string",
        [
          .global("ip_to_string", "net.IP -> string") { value throws(CELError) in
            .string(try value.unbox(IPAddress.self).description)
          }
        ]),
    ]
    return library
  }()

  /// Ranges of addresses: `cidr('10.0.0.0/8').containsIP('10.1.2.3')`.
  public static let cidr: CELLibrary = {
    var library = CELLibrary()
    library.types = ["net.CIDR": cidrType]
    library.functions = [
      CELFunction(
        "cidr",
        [
          .global("string_to_cidr", "string -> net.CIDR") { value throws(CELError) in box(try prefix(try value.text()))
          }
        ]),
      CELFunction(
        "isCIDR",
        [
          .global("is_cidr", "string -> bool") { value throws(CELError) in
            let text = try value.text()
            return .bool((try? prefix(text)) != nil)
          }
        ]),
      CELFunction(
        "containsIP",
        [
          .member("cidr_contains_ip_string", "net.CIDR, string -> bool") { range, text throws(CELError) in
            .bool(try range.unbox(AddressPrefix.self).range.contains(try address(try text.text())))
          },
          .member("cidr_contains_ip_ip", "net.CIDR, net.IP -> bool") { range, address throws(CELError) in
            .bool(try range.unbox(AddressPrefix.self).range.contains(try address.unbox(IPAddress.self)))
          },
        ]),
      CELFunction(
        "containsCIDR",
        [
          .member("cidr_contains_cidr_string", "net.CIDR, string -> bool") { range, text throws(CELError) in
            .bool(try range.unbox(AddressPrefix.self).range.contains(try prefix(try text.text()).range))
          },
          .member("cidr_contains_cidr", "net.CIDR, net.CIDR -> bool") { range, other throws(CELError) in
            .bool(try range.unbox(AddressPrefix.self).range.contains(try other.unbox(AddressPrefix.self).range))
          },
        ]),
      CELFunction(
        "ip",
        [
          .member("cidr_ip", "net.CIDR -> net.IP") { range throws(CELError) in
            box(try range.unbox(AddressPrefix.self).address)
          }
        ]),
      CELFunction(
        "prefixLength",
        [
          .member("cidr_prefix_length", "net.CIDR -> int") { range throws(CELError) in
            .int(Int64(try range.unbox(AddressPrefix.self).range.prefixLength))
          }
        ]),
      CELFunction(
        "masked",
        [
          .member("cidr_masked", "net.CIDR -> net.CIDR") { range throws(CELError) in
            let range = try range.unbox(AddressPrefix.self).range
            return box(AddressPrefix(address: range.network, range: range))
          }
        ]),
      CELFunction(
        "string",
        [
          .global("cidr_to_string", "net.CIDR -> string") { range throws(CELError) in
            let prefix = try range.unbox(AddressPrefix.self)
            return .string("\(prefix.address)/\(prefix.range.prefixLength)")
          }
        ]),
    ]
    return library
  }()

  /// An address with the length of its network's prefix; bits behind it may be set.
  private struct AddressPrefix: Sendable, Equatable {
    let address: IPAddress
    let range: CIDR
  }

  private static func part(
    _ name: String, _ id: String, _ result: String, _ body: @escaping @Sendable (IPAddress) -> CELValue
  ) -> CELFunction {
    CELFunction(
      name,
      [.member(id, "net.IP -> \(result)") { value throws(CELError) in body(try value.unbox(IPAddress.self)) }])
  }

  private static func box(_ address: IPAddress) -> CELValue {
    .opaque(BoxedValue(address, ipType, size: address.bitCount / 8))
  }

  private static func box(_ prefix: AddressPrefix) -> CELValue {
    .opaque(BoxedValue(prefix, cidrType, size: (prefix.range.prefixLength + 7) / 8))
  }

  private static func address(_ text: String) throws(CELError) -> IPAddress {
    guard let address = IPAddress(text) else {
      let zone = text.contains("%") && IPAddress(text.prefix { $0 != "%" }) != nil
      throw CELError(
        zone
          ? "IP address with zone value is not allowed"
          : "IP Address \(GoFormat.quoted(text)) parse error during conversion from string: ParseAddr(\(GoFormat.quoted(text))): unable to parse IP"
      )
    }
    guard !address.isIPv4Mapped else { throw CELError("IPv4-mapped IPv6 address is not allowed") }
    return address
  }

  private static func prefix(_ text: String) throws(CELError) -> AddressPrefix {
    let parse = "network address parse error during conversion from string: "
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(parts[0]), let range = CIDR(text) else {
      throw CELError("\(parse)\(parse)netip.ParsePrefix(\(GoFormat.quoted(text))): invalid prefix")
    }
    guard !address.isIPv4Mapped else {
      throw CELError("\(parse)IPv4-mapped IPv6 address \(GoFormat.quoted(text)) is not allowed")
    }
    return AddressPrefix(address: address, range: range)
  }
}

extension IPAddress {
  /// As Go's `netip.Addr.IsGlobalUnicast`.
  fileprivate var isGlobalUnicast: Bool {
    if case .v4(let value) = self, value == 0 || value == .max { return false }
    return !isUnspecified && !isLoopback && !isMulticast && !isLinkLocal
  }
}
