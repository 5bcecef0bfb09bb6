import APIMachinery

/// A volume of a pod.
struct VolumeDefinition: Sendable, Equatable {
  var name: String
  var source: Source

  enum Source: Sendable, Equatable {
    case emptyDir(inMemory: Bool, sizeLimit: Int64?)
    case hostPath(path: String, type: String)
    case configMap(name: String, items: [Item], defaultMode: UInt32, optional: Bool)
    case secret(name: String, items: [Item], defaultMode: UInt32, optional: Bool)
    case downwardAPI(items: [DownwardItem], defaultMode: UInt32)
    case projected(sources: [Projection], defaultMode: UInt32)
    case claim(name: String, isReadOnly: Bool)
    /// A kind that this kubelet can't mount, by its name in the API.
    case unsupported(String)
  }

  /// A key that becomes a file.
  struct Item: Sendable, Equatable {
    var key: String
    var path: String
    var mode: UInt32?
  }

  struct DownwardItem: Sendable, Equatable {
    var path: String
    var value: EnvironmentDefinition.Value
    var mode: UInt32?
  }

  enum Projection: Sendable, Equatable {
    case configMap(name: String, items: [Item], optional: Bool)
    case secret(name: String, items: [Item], optional: Bool)
    case downwardAPI([DownwardItem])
    case serviceAccountToken(audience: String, expirationSeconds: Int64, path: String)
    case unsupported(String)
  }

  init(json: JSONValue) {
    name = json.string("name")
    source = Self.source(json)
  }

  private static func source(_ json: JSONValue) -> Source {
    if let directory = json["emptyDir"] {
      return .emptyDir(
        inMemory: directory.string("medium") == "Memory", sizeLimit: directory.quantity("sizeLimit")?.value)
    }
    if let host = json["hostPath"] { return .hostPath(path: host.string("path"), type: host.string("type")) }
    if let map = json["configMap"] {
      return .configMap(
        name: map.string("name"), items: items(map), defaultMode: mode(map), optional: map.bool("optional"))
    }
    if let secret = json["secret"] {
      return .secret(
        name: secret.string("secretName"), items: items(secret), defaultMode: mode(secret),
        optional: secret.bool("optional"))
    }
    if let downward = json["downwardAPI"] {
      return .downwardAPI(items: downwardItems(downward), defaultMode: mode(downward))
    }
    if let projected = json["projected"] {
      return .projected(sources: projected.list("sources").map(projection), defaultMode: mode(projected))
    }
    if let claim = json["persistentVolumeClaim"] {
      return .claim(name: claim.string("claimName"), isReadOnly: claim.bool("readOnly"))
    }
    let kind = json.objectValue?.keys.first { $0 != "name" }
    // A volume without any source is an emptyDir, as the API's defaulting says.
    return kind.map { .unsupported($0) } ?? .emptyDir(inMemory: false, sizeLimit: nil)
  }

  private static func projection(_ json: JSONValue) -> Projection {
    if let map = json["configMap"] {
      return .configMap(name: map.string("name"), items: items(map), optional: map.bool("optional"))
    }
    if let secret = json["secret"] {
      return .secret(name: secret.string("name"), items: items(secret), optional: secret.bool("optional"))
    }
    if let downward = json["downwardAPI"] { return .downwardAPI(downwardItems(downward)) }
    if let token = json["serviceAccountToken"] {
      return .serviceAccountToken(
        audience: token.string("audience"), expirationSeconds: token.integer("expirationSeconds") ?? 3600,
        path: token.string("path"))
    }
    return .unsupported(json.objectValue?.keys.first ?? "nothing")
  }

  private static func items(_ json: JSONValue) -> [Item] {
    json.list("items").map {
      Item(key: $0.string("key"), path: $0.string("path"), mode: $0.integer("mode").map { UInt32(clamping: $0) })
    }
  }

  private static func downwardItems(_ json: JSONValue) -> [DownwardItem] {
    json.list("items").map { item in
      // The same union as in an environment variable, without the wrapper.
      let value = EnvironmentDefinition(json: ["valueFrom": item]).value
      return DownwardItem(
        path: item.string("path"), value: value, mode: item.integer("mode").map { UInt32(clamping: $0) })
    }
  }

  private static func mode(_ json: JSONValue) -> UInt32 { UInt32(clamping: json.integer("defaultMode") ?? 0o644) }
}
