import APIMachinery

/// One entry of `configMapGenerator` or `secretGenerator`.
struct KustomizeGenerator {
  enum Behavior: String {
    case create, merge, replace
  }

  let kind: String
  let behavior: Behavior
  private let entry: JSONValue
  private let options: JSONValue
  private let data: [(key: String, value: [UInt8])]

  var name: String { entry.text("name") }
  var namespace: String { entry.text("namespace") }

  /// The generators of a kustomization, in the order they run.
  static func all(_ kustomization: Kustomization) throws -> [KustomizeGenerator] {
    try [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")].flatMap { member, kind in
      try kustomization.content.list(member).map { try KustomizeGenerator(kind, $0, kustomization) }
    }
  }

  private init(_ kind: String, _ entry: JSONValue, _ kustomization: Kustomization) throws {
    self.kind = kind
    self.entry = entry
    let named = entry.text("behavior")
    guard let behavior = Behavior(rawValue: named.isEmpty || named == "unspecified" ? "create" : named) else {
      throw KubectlError("error: invalid generator behavior \(named): give create, replace or merge")
    }
    self.behavior = behavior
    // An entry's own options come on top of those for all.
    var options = kustomization.content["generatorOptions"] ?? [:]
    for (member, value) in entry["options"]?.objectValue ?? JSONObject() {
      guard let added = value.objectValue, var map = options[member], map.objectValue != nil else {
        options[member] = value
        continue
      }
      for (key, value) in added { map[key] = value }
      options[member] = map
    }
    self.options = options
    data = try Self.data(entry, kustomization)
    guard !entry.text("name").isEmpty else {
      throw KubectlError("error: a \(kind) generator has no name")
    }
  }

  private static func data(
    _ entry: JSONValue, _ kustomization: Kustomization
  ) throws -> [(key: String, value: [UInt8])] {
    var data: [(key: String, value: [UInt8])] = []
    let files = entry.list("envs").compactMap(\.stringValue) + [entry.text("env")].filter { !$0.isEmpty }
    for file in files {
      data += try DataSources.variables(in: String(decoding: try kustomization.file(file), as: UTF8.self))
    }
    data += try DataSources(literals: entry.list("literals").compactMap(\.stringValue)).data()
    for file in entry.list("files").compactMap(\.stringValue) {
      let parts = file.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let path = parts[parts.count - 1]
      let key = parts.count > 1 ? parts[0] : path.split(separator: "/").last.map(String.init) ?? path
      data.append((key, try kustomization.file(path)))
    }
    var seen: Set<String> = []
    for (key, _) in data where !seen.insert(key).inserted {
      throw KubectlError("error: configmap \(entry.text("name")) illegally repeats the key `\(key)`")
    }
    return data
  }

  private var object: JSONValue {
    let type = entry.text("type")
    var object =
      kind == "Secret"
      ? DataObjects.secret(name, type: type.isEmpty ? "Opaque" : type, data) : DataObjects.configMap(name, data)
    var metadata = object["metadata"] ?? [:]
    for member in ["labels", "annotations"] {
      if let map = options[member], map.objectValue?.isEmpty == false { metadata[member] = map }
    }
    if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
    object["metadata"] = metadata
    if options["immutable"] == true { object["immutable"] = true }
    return object
  }

  /// The object that it makes.
  func resource() throws -> KustomizeResource {
    var resource = KustomizeResource(object)
    resource.needsHash = options["disableNameSuffixHash"] != true
    return resource
  }

  /// Adds to an object that is there already, or puts its own content in the place of the object's.
  func change(_ resource: inout KustomizeResource, replaces: Bool) throws {
    let new = object
    var changed = resource.object
    for member in ["data", "binaryData"] {
      var map = replaces ? [:] : changed[member] ?? [:]
      for (key, value) in new[member]?.objectValue ?? JSONObject() { map[key] = value }
      changed[member] = map.objectValue?.isEmpty == false ? map : nil
    }
    for member in ["labels", "annotations"] {
      var map = changed[path: "metadata", member] ?? [:]
      for (key, value) in new[path: "metadata", member]?.objectValue ?? JSONObject() { map[key] = value }
      if map.objectValue?.isEmpty == false { changed["metadata"]?[member] = map }
    }
    if new["immutable"] == true { changed["immutable"] = true }
    resource.replace(changed)
    resource.needsHash = resource.needsHash && options["disableNameSuffixHash"] != true
  }
}
