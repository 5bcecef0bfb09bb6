import ContainerRuntime

/// A pod's host name and name servers.
struct PodNames: Sendable {
  var pod: PodDefinition
  var node: NodeSettings

  /// Host names have 63 bytes at most; a cut never ends in a hyphen or dot.
  var hostname: String {
    if !pod.hostnameOverride.isEmpty { return pod.hostnameOverride }
    if pod.hostNetwork && pod.hostname.isEmpty { return String(node.nodeName.prefix(63)) }
    var name = (pod.hostname.isEmpty ? pod.name : pod.hostname).prefix(63)
    while let last = name.last, last == "-" || last == "." { name.removeLast() }
    if pod.setsHostnameAsFQDN, let domain { return "\(name).\(domain)" }
    return String(name)
  }

  /// `subdomain.namespace.svc.cluster.local` for pods of a headless Service.
  var domain: String? {
    pod.subdomain.isEmpty ? nil : "\(pod.subdomain).\(pod.namespace).svc.\(node.clusterDomain)"
  }

  /// What the pod's resolv.conf says.
  ///
  /// - Parameter nodeConfiguration: The text of the node's own.
  func dns(nodeConfiguration: String) -> SandboxDNS {
    let host = Self.parse(nodeConfiguration)
    var dns: SandboxDNS
    switch effectivePolicy {
    case .none: dns = SandboxDNS()
    case .default: dns = host
    case .clusterFirst, .clusterFirstWithHostNet:
      let domain = node.clusterDomain
      dns = SandboxDNS(
        servers: node.clusterDNS,
        searches: ["\(pod.namespace).svc.\(domain)", "svc.\(domain)", domain] + host.searches,
        options: ["ndots:5"])
    }
    dns.servers = Self.unique(dns.servers + pod.dnsConfig.nameservers)
    dns.searches = Self.unique(dns.searches + pod.dnsConfig.searches)
    // An option of the pod replaces the one of the same name.
    let own = Set(pod.dnsConfig.options.map(Self.optionName))
    dns.options = dns.options.filter { !own.contains(Self.optionName($0)) } + pod.dnsConfig.options
    return dns
  }

  private var effectivePolicy: PodDefinition.DNSPolicy {
    switch pod.dnsPolicy {
    case .clusterFirst where pod.hostNetwork: .default
    case .clusterFirst where node.clusterDNS.isEmpty, .clusterFirstWithHostNet where node.clusterDNS.isEmpty: .default
    default: pod.dnsPolicy
    }
  }

  private static func optionName(_ option: String) -> Substring { option.prefix { $0 != ":" } }

  private static func unique(_ values: [String]) -> [String] {
    var seen: Set<String> = []
    return values.filter { seen.insert($0).inserted }
  }

  static func parse(_ text: String) -> SandboxDNS {
    var dns = SandboxDNS()
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      switch words.first {
      case "nameserver": dns.servers += words.dropFirst().prefix(1)
      case "search": dns.searches = Array(words.dropFirst())
      case "options": dns.options = Array(words.dropFirst())
      default: break
      }
    }
    return dns
  }

  /// The pod's /etc/hosts.
  func hostsFile(podIPs: [String], nodeHosts: String) -> String {
    var text: String
    if pod.hostNetwork {
      text = "# Kubernetes-managed hosts file (host network).\n" + nodeHosts
    } else {
      text = """
        # Kubernetes-managed hosts file.
        127.0.0.1\tlocalhost
        ::1\tlocalhost ip6-localhost ip6-loopback
        fe00::0\tip6-localnet
        fe00::0\tip6-mcastprefix
        fe00::1\tip6-allnodes
        fe00::2\tip6-allrouters

        """
      for ip in podIPs {
        text += domain.map { "\(ip)\t\(hostname).\($0)\t\(hostname)\n" } ?? "\(ip)\t\(hostname)\n"
      }
    }
    if !pod.hostAliases.isEmpty {
      text += "\n# Entries added by HostAliases.\n"
      for alias in pod.hostAliases { text += "\(alias.ip)\t\(alias.hostnames.joined(separator: "\t"))\n" }
    }
    return text
  }
}
