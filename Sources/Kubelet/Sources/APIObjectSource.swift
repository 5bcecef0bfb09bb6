import APIClient
import APIMachinery
import KubernetesAPI
import Synchronization

/// Reads what pods name from the API. Tokens are kept until four fifths of their life are over.
final class APIObjectSource: ObjectSource {
  private struct TokenKey: Hashable {
    var podUID: String
    var serviceAccount: String
    var audience: String
    var expirationSeconds: Int64
  }

  private struct Token {
    var text: String
    var expiry: Timestamp
    var renewal: Timestamp
  }

  private let client: APIClient
  private let services: Informer<ServiceRecord>
  private let time: any TimeSource
  private let tokens = Mutex<[TokenKey: Token]>([:])
  /// Beyond this many the expired ones are forgotten.
  private static let tokensMax = 2000

  private static func core(_ resource: String) -> GroupVersionResource {
    GroupVersionResource(group: "", version: "v1", resource: resource)
  }

  init(client: APIClient, time: any TimeSource, random: any RandomSource) {
    self.client = client
    self.time = time
    services = Informer(
      client: client,
      source: ListWatch(ResourcePath(Self.core("services"))) { ServiceRecord(json: $0) }, time: time, random: random)
  }

  /// Follows the Services until the task is cancelled.
  func run() async { await services.run() }

  /// Returns when the Services there are have been read.
  func waitUntilSynced() async throws { try await services.synced.wait() }

  func configMap(_ name: String, namespace: String) async throws -> JSONValue {
    try await client.get(ResourcePath(Self.core("configmaps"), namespace: namespace), name: name)
  }

  func secret(_ name: String, namespace: String) async throws -> JSONValue {
    try await client.get(ResourcePath(Self.core("secrets"), namespace: namespace), name: name)
  }

  func claim(_ name: String, namespace: String) async throws -> JSONValue {
    try await client.get(ResourcePath(Self.core("persistentvolumeclaims"), namespace: namespace), name: name)
  }

  func persistentVolume(_ name: String) async throws -> JSONValue {
    try await client.get(ResourcePath(Self.core("persistentvolumes")), name: name)
  }

  func runtimeClass(_ name: String) async throws -> JSONValue {
    try await client.get(
      ResourcePath(GroupVersionResource(group: "node.k8s.io", version: "v1", resource: "runtimeclasses")), name: name)
  }

  func services(namespace: String) -> [ServiceRecord] {
    var found = services.cache.all(in: namespace).sorted { $0.name < $1.name }
    if namespace != "default",
      let kubernetes = services.cache[ObjectKey(namespace: "default", name: "kubernetes")]
    {
      found.append(kubernetes)
    }
    return found
  }

  func token(
    serviceAccount: String, namespace: String, audience: String, expirationSeconds: Int64, podName: String,
    podUID: String
  ) async throws -> (token: String, expiry: Timestamp) {
    let key = TokenKey(
      podUID: podUID, serviceAccount: serviceAccount, audience: audience, expirationSeconds: expirationSeconds)
    let now = time.now()
    if let token = tokens.withLock({ $0[key] }), now < token.renewal { return (token.text, token.expiry) }
    var spec: JSONValue = [
      "expirationSeconds": .integer(expirationSeconds),
      "boundObjectRef": [
        "kind": "Pod", "apiVersion": "v1", "name": .string(podName), "uid": .string(podUID),
      ],
    ]
    spec["audiences"] = audience.isEmpty ? nil : [.string(audience)]
    let request: JSONValue = [
      "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec,
    ]
    let answer = try await client.create(
      ResourcePath(Self.core("serviceaccounts"), namespace: namespace), request, name: serviceAccount,
      subresource: "token")
    let status = answer["status"] ?? .null
    let text = status.string("token")
    let expiry = status.time("expirationTimestamp") ?? now + .seconds(expirationSeconds)
    let life = max(.seconds(1), expiry - now)
    // As upstream: renewed after 80 % of its life, or a day.
    let token = Token(text: text, expiry: expiry, renewal: now + min(life * 4 / 5, .seconds(86_400)))
    tokens.withLock { tokens in
      if tokens.count >= Self.tokensMax { tokens = tokens.filter { $0.value.expiry > now } }
      tokens[key] = token
    }
    return (text, expiry)
  }
}
