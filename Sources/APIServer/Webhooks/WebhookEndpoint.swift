import APIMachinery
import HTTPTransport
import Storage

/// Where a webhook is and whom to trust there: `clientConfig` of conversions and admission webhooks.
struct WebhookEndpoint: Sendable, Hashable {
  let host: String
  let port: Int
  let path: String
  /// Checked against the webhook's certificate.
  let serverName: String
  /// In PEM; empty for the authorities of the machine.
  let authorities: [UInt8]

  private static let defaultPort: Int64 = 443

  /// - Parameter reader: For services, which are asked at their cluster IP.
  init(clientConfig: JSONValue, reader: any ObjectReader) throws(WebhookError) {
    let bundle = clientConfig["caBundle"]?.stringValue ?? ""
    guard let authorities = try? Base64.decode(bundle) else { throw WebhookError("the caBundle is no base64") }
    // Nothing but white space is as good as nothing.
    self.authorities = authorities.allSatisfy { $0 <= 0x20 } ? [] : authorities
    if let url = clientConfig["url"]?.stringValue {
      (host, port, path) = try Self.parse(url)
      serverName = host
      return
    }
    let service = clientConfig["service"] ?? [:]
    let name = service["name"]?.stringValue ?? ""
    let namespace = service["namespace"]?.stringValue ?? ""
    let number = service["port"]?.integerValue ?? Self.defaultPort
    (host, port) = try Self.resolve(name, namespace, number, reader)
    let given = service["path"]?.stringValue ?? ""
    path = given.isEmpty ? "/" : given.hasPrefix("/") ? given : "/" + given
    serverName = "\(name).\(namespace).svc"
  }

  private static func parse(_ url: String) throws(WebhookError) -> (host: String, port: Int, path: String) {
    guard url.hasPrefix("https://") else { throw WebhookError("\(url) is no https URL") }
    let rest = url.dropFirst("https://".count)
    let authority = rest.prefix { $0 != "/" }
    let path = String(rest.dropFirst(authority.count))
    var host = String(authority)
    var port = Int(defaultPort)
    let afterBracket = authority.hasPrefix("[") ? authority.drop { $0 != "]" } : authority
    if let colon = afterBracket.lastIndex(of: ":") {
      guard let number = Int(authority[authority.index(after: colon)...]) else {
        throw WebhookError("\(url) has no valid port")
      }
      (host, port) = (String(authority[..<colon]), number)
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    return (host, port, path.isEmpty ? "/" : path)
  }

  /// The cluster IP of a service, or for one without any of its endpoints.
  private static func resolve(
    _ name: String, _ namespace: String, _ number: Int64, _ reader: any ObjectReader
  ) throws(WebhookError) -> (host: String, port: Int) {
    guard let service = reader.object(GroupResource("services"), namespace: namespace, name: name) else {
      throw WebhookError("service \(quoted(name)) not found")
    }
    let spec = service["spec"] ?? [:]
    if spec["type"]?.stringValue == "ExternalName" {
      return (spec["externalName"]?.stringValue ?? "", Int(number))
    }
    guard let port = (spec["ports"]?.arrayValue ?? []).first(where: { $0["port"]?.integerValue == number }) else {
      throw WebhookError("no service port \(number) found for service \(quoted(name))")
    }
    let address = spec["clusterIP"]?.stringValue ?? ""
    if !address.isEmpty, address != "None" { return (address, Int(number)) }
    let endpoints = reader.object(GroupResource("endpoints"), namespace: namespace, name: name)
    for subset in endpoints?["subsets"]?.arrayValue ?? [] {
      let ports = subset["ports"]?.arrayValue ?? []
      guard let ip = subset["addresses"]?[0]?["ip"]?.stringValue,
        let target = ports.first(where: { $0["name"] == port["name"] })?["port"]?.integerValue
      else { continue }
      return (ip, Int(target))
    }
    throw WebhookError("no endpoints available for service \(quoted(name))")
  }
}

/// Why a webhook gave no usable answer.
struct WebhookError: Error, Sendable, CustomStringConvertible {
  let message: String
  /// The status of an answer that was a refusal.
  var status: Int?

  init(_ message: String, status: Int? = nil) {
    self.message = message
    self.status = status
  }

  var description: String { message }
}

/// The services and endpoints there are, for what is itself held by the registry of resources.
struct StoredServices: ObjectReader {
  private let storages: [GroupResource: ResourceStorage]

  init(_ resources: ResourceRegistry) {
    var storages: [GroupResource: ResourceStorage] = [:]
    for name in ["services", "endpoints"] {
      storages[GroupResource(name)] = resources.storage(GroupResource(name))
    }
    self.storages = storages
  }

  func object(_ resource: GroupResource, namespace: String, name: String) -> JSONValue? {
    storages[resource]?.get(namespace: namespace, name: name)?.decoded()
  }

  func objects(_ resource: GroupResource, namespace: String?) -> [JSONValue] {
    guard let storage = storages[resource] else { return [] }
    let request = CacheListRequest(scope: storage.scope(namespace: namespace ?? ""))
    return storage.cache.listImmediately(request)?.objects.map { $0.decoded() } ?? []
  }

  func lastChange(of resource: GroupResource) -> Revision { storages[resource]?.cache.lastChange ?? 0 }
}
