import APIMachinery

/// Where the kubelet reads the ConfigMaps, Secrets and tokens that pods name, and the Services in their environment.
protocol ObjectSource: Sendable {
  /// Throws ``APIError``; `notFound` where there is none.
  func configMap(_ name: String, namespace: String) async throws -> JSONValue
  func secret(_ name: String, namespace: String) async throws -> JSONValue
  /// Those of the pod's namespace, and `kubernetes` of the default one.
  func services(namespace: String) -> [ServiceRecord]
  /// A token for the pod's service account. Its expiry comes with it.
  func token(
    serviceAccount: String, namespace: String, audience: String, expirationSeconds: Int64, podName: String,
    podUID: String
  ) async throws -> (token: String, expiry: Timestamp)
  func claim(_ name: String, namespace: String) async throws -> JSONValue
  func persistentVolume(_ name: String) async throws -> JSONValue
  func runtimeClass(_ name: String) async throws -> JSONValue
}

/// The files of a ConfigMap or Secret by key.
struct KeyedFiles {
  /// What of a ConfigMap can be in an environment: its text.
  static func text(_ json: JSONValue) -> [String: [UInt8]] { json.stringMap("data").mapValues { Array($0.utf8) } }

  static func configMap(_ json: JSONValue) -> [String: [UInt8]] {
    var files = json.stringMap("data").mapValues { Array($0.utf8) }
    for (key, text) in json.stringMap("binaryData") { files[key] = (try? Base64.decode(text)) ?? [] }
    return files
  }

  static func secret(_ json: JSONValue) -> [String: [UInt8]] {
    json.stringMap("data").compactMapValues { try? Base64.decode($0) }
  }
}
