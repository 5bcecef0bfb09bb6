import APIMachinery
import PKI

/// What extension servers need to know to authenticate as this server does, published in the ConfigMap
/// `kube-system/extension-apiserver-authentication` (upstream's `clusterauthenticationtrust`).
public struct AuthenticationTrust: Sendable {
  static let namespace = "kube-system"
  static let name = "extension-apiserver-authentication"
  /// Authorities that expired this long ago are dropped.
  private static let grace = Duration.seconds(300)

  /// Of client certificates, in PEM.
  public var clientAuthorities: [UInt8]
  public var requestHeaders: RequestHeaderOptions
  /// Of front proxies, in PEM; empty where there are none.
  public var proxyAuthorities: [UInt8]

  public init(clientAuthorities: [UInt8], requestHeaders: RequestHeaderOptions, proxyAuthorities: [UInt8]) {
    self.clientAuthorities = clientAuthorities
    self.requestHeaders = requestHeaders
    self.proxyAuthorities = proxyAuthorities
  }

  /// The ConfigMap's data: what is there already, perhaps by another server, and what this one adds.
  func data(merging present: [String: String], now: Timestamp) -> [String: String] {
    var data: [String: String] = [:]
    let clients = Self.certificates([present["client-ca-file"] ?? "", text(clientAuthorities)], now: now)
    if !clients.isEmpty { data["client-ca-file"] = clients }
    let proxies = Self.certificates([present["requestheader-client-ca-file"] ?? "", text(proxyAuthorities)], now: now)
    guard !proxies.isEmpty else { return data }
    data["requestheader-client-ca-file"] = proxies
    for (key, values) in [
      ("requestheader-username-headers", requestHeaders.usernameHeaders),
      ("requestheader-uid-headers", requestHeaders.uidHeaders),
      ("requestheader-group-headers", requestHeaders.groupHeaders),
      ("requestheader-extra-headers-prefix", requestHeaders.extraHeaderPrefixes),
      ("requestheader-allowed-names", requestHeaders.allowedNames),
    ] {
      var all = Self.strings(present[key] ?? "")
      for value in values where !all.contains(value) { all.append(value) }
      data[key] = String(decoding: JSONValue.array(all.map(JSONValue.string)).encoded(), as: UTF8.self)
    }
    return data
  }

  private func text(_ pem: [UInt8]) -> String { String(decoding: pem, as: UTF8.self) }

  private static func strings(_ text: String) -> [String] {
    guard let value = try? JSONParser.parse(Array(text.utf8)) else { return [] }
    return (value.arrayValue ?? []).compactMap(\.stringValue)
  }

  /// Every certificate once, without those that are no longer valid.
  private static func certificates(_ bundles: [String], now: Timestamp) -> String {
    let end = "-----END CERTIFICATE-----"
    var seen: Set<[UInt8]> = []
    var result = ""
    for bundle in bundles {
      var rest = bundle[...]
      while let start = rest.firstRange(of: "-----BEGIN CERTIFICATE-----"), let stop = rest.firstRange(of: end),
        start.lowerBound < stop.lowerBound
      {
        let block = String(rest[start.lowerBound..<stop.upperBound])
        rest = rest[stop.upperBound...]
        guard let details = try? CertificateDetails(pem: Array(block.utf8)), now < details.notAfter + grace,
          seen.insert(details.der).inserted
        else { continue }
        result += block + "\n"
      }
    }
    return result
  }
}

extension APIServer {
  /// Writes the ConfigMap where it lacks something.
  func publishAuthentication() async {
    guard let trust = configuration.authenticationTrust else { return }
    let path = "/api/v1/namespaces/\(AuthenticationTrust.namespace)/configmaps"
    let present = objects.object(
      GroupResource("configmaps"), namespace: AuthenticationTrust.namespace, name: AuthenticationTrust.name)
    let before = JSONValue.strings(present?["data"])
    let data = trust.data(merging: before, now: time.now())
    guard data != before else { return }
    let members = data.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
    var object: JSONValue =
      present ?? ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(AuthenticationTrust.name)]]
    object["data"] = .object(JSONObject(members))
    if present == nil {
      _ = await OwnRequests(server: self).send("POST", path, object)
    } else {
      _ = await OwnRequests(server: self).send("PUT", "\(path)/\(AuthenticationTrust.name)", object)
    }
  }
}
