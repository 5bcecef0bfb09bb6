import APIMachinery
import Storage

/// Where services are served, from their endpoint slices.
struct ServiceEndpoints: Sendable {
  private static let serviceNameLabel = "kubernetes.io/service-name"

  private let services: ResourceStorage?
  private let slices: ResourceStorage?
  private let endpoints: ResourceStorage?
  private let random: any RandomSource

  init(_ resources: ResourceRegistry, random: any RandomSource) {
    services = resources.storage(GroupResource("services"))
    slices = resources.storage(GroupResource("endpointslices", group: "discovery.k8s.io"))
    endpoints = resources.storage(GroupResource("endpoints"))
    self.random = random
  }

  /// One of the ready endpoints of a service's port. As upstream with `--enable-aggregator-routing`: the server's
  /// machine need not have what makes cluster IPs work.
  func resolve(_ name: String, namespace: String, port number: Int64) throws(WebhookError) -> (host: String, port: Int)
  {
    guard let service = services?.get(namespace: namespace, name: name)?.decoded() else {
      throw WebhookError("service \(quoted(name)) not found")
    }
    let spec = service["spec"] ?? [:]
    if spec["type"]?.stringValue == "ExternalName" {
      return (spec["externalName"]?.stringValue ?? "", Int(clamping: number))
    }
    guard let port = (spec["ports"]?.arrayValue ?? []).first(where: { $0["port"]?.integerValue == number }) else {
      throw WebhookError("no service port \(number) found for service \(quoted(name))")
    }
    let portName = port["name"]?.stringValue ?? ""
    var found = sliced(name, namespace, portName)
    // Slices are made from endpoints that are kept by hand; without anyone who does, these say the same.
    if found.isEmpty { found = listed(name, namespace, portName) }
    guard !found.isEmpty else { throw WebhookError("no endpoints available for service \(quoted(name))") }
    return found[Int(random.next(below: UInt64(found.count)))]
  }

  private func sliced(_ name: String, _ namespace: String, _ portName: String) -> [(host: String, port: Int)] {
    let all = slices?.cache.listImmediately(CacheListRequest(scope: .namespace(namespace)))?.objects ?? []
    var found: [(host: String, port: Int)] = []
    for slice in all.lazy.filter({ $0.labels[Self.serviceNameLabel] == name }).map({ $0.decoded() }) {
      guard slice["addressType"]?.stringValue != "FQDN", let port = Self.port(slice["ports"], portName) else {
        continue
      }
      for endpoint in slice["endpoints"]?.arrayValue ?? []
      where endpoint[path: "conditions", "ready"]?.boolValue != false {
        if let address = endpoint["addresses"]?[0]?.stringValue { found.append((address, port)) }
      }
    }
    return found
  }

  private func listed(_ name: String, _ namespace: String, _ portName: String) -> [(host: String, port: Int)] {
    let object = endpoints?.get(namespace: namespace, name: name)?.decoded()
    return (object?["subsets"]?.arrayValue ?? []).flatMap { subset -> [(host: String, port: Int)] in
      guard let port = Self.port(subset["ports"], portName) else { return [] }
      return (subset["addresses"]?.arrayValue ?? []).compactMap { $0["ip"]?.stringValue.map { ($0, port) } }
    }
  }

  private static func port(_ ports: JSONValue?, _ name: String) -> Int? {
    (ports?.arrayValue ?? []).first { ($0["name"]?.stringValue ?? "") == name }?["port"]?.integerValue
      .map { Int(clamping: $0) }
  }
}
