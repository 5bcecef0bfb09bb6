internal import APIMachinery

/// The name servers of a resolv.conf file.
enum ResolverConfiguration {
  /// As many as the C library takes, times five.
  static let serversMax = 15

  static func servers(_ text: String) -> [IPAddress] {
    let found = text.split(separator: "\n").compactMap { line -> IPAddress? in
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count > 1, words[0] == "nameserver" else { return nil }
      return IPAddress(words[1])
    }
    return Array(found.prefix(serversMax))
  }
}
