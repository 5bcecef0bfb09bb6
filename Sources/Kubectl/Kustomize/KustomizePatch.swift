import APIMachinery

/// Which objects a patch or a replacement is for.
struct KustomizeSelector {
  private let group: LinearRegex?
  private let version: LinearRegex?
  private let kind: LinearRegex?
  private let name: LinearRegex?
  private let namespace: LinearRegex?
  private let labels: LabelSelector?
  private let annotations: LabelSelector?

  init(_ target: JSONValue) throws {
    func pattern(_ member: String) throws -> LinearRegex? {
      let text = target.text(member)
      guard !text.isEmpty else { return nil }
      do {
        return try LinearRegex("^(?:\(text))$")
      } catch {
        throw KubectlError("error: a target's \(member) is no regular expression: \(text)")
      }
    }
    func selector(_ member: String) throws -> LabelSelector? {
      let text = target.text(member)
      return text.isEmpty ? nil : try LabelSelector.parse(text)
    }
    group = try pattern("group")
    version = try pattern("version")
    kind = try pattern("kind")
    name = try pattern("name")
    namespace = try pattern("namespace")
    labels = try selector("labelSelector")
    annotations = try selector("annotationSelector")
  }

  /// By any name and namespace that the object has had.
  func matches(_ resource: KustomizeResource) -> Bool {
    (group?.matches(resource.group) ?? true) && (version?.matches(resource.version) ?? true)
      && (kind?.matches(resource.kind) ?? true)
      && (name.map { pattern in resource.names.contains(where: pattern.matches) } ?? true)
      && (namespace.map { pattern in resource.namespaces.contains(where: pattern.matches) } ?? true)
      && (labels?.matches(resource.object[path: "metadata", "labels"]) ?? true)
      && (annotations?.matches(resource.object[path: "metadata", "annotations"]) ?? true)
  }
}

/// One patch of a kustomization: strategic merge, or the operations of a JSON patch.
struct KustomizePatch {
  private enum Change {
    case merge([JSONValue])
    case operations(JSONValue)
  }

  private let change: Change
  private let target: KustomizeSelector?
  private let options: JSONValue

  /// The patches of a kustomization, in the order they are applied.
  static func all(_ kustomization: Kustomization) throws -> [KustomizePatch] {
    var patches: [KustomizePatch] = []
    for entry in kustomization.strings("patchesStrategicMerge") {
      // A file's name, or the patch itself.
      let isText = entry.contains("\n")
      patches.append(
        try KustomizePatch(isText ? Array(entry.utf8) : kustomization.file(entry), target: nil, options: [:]))
    }
    for entry in kustomization.content.list("patches") + kustomization.content.list("patchesJson6902") {
      let text = entry.text("patch")
      let path = entry.text("path")
      guard text.isEmpty != path.isEmpty else {
        throw KubectlError("error: must specify one of patch and path in a patch of \(kustomization.folder)")
      }
      patches.append(
        try KustomizePatch(
          path.isEmpty ? Array(text.utf8) : kustomization.file(path), target: entry["target"],
          options: entry["options"] ?? [:]))
    }
    return patches
  }

  private init(_ bytes: [UInt8], target: JSONValue?, options: JSONValue) throws {
    let documents: [JSONValue]
    do {
      documents = try YAMLCodec.decodeAll(bytes, dialect: .yaml12)
    } catch {
      throw KubectlError("error: unable to parse SM or JSON patch from [\(String(decoding: bytes, as: UTF8.self))]")
    }
    if documents.count == 1, documents[0].arrayValue != nil {
      guard target != nil else {
        throw KubectlError(
          "error: patch must specify a target for JSON patch [\(String(decoding: bytes, as: UTF8.self))]")
      }
      change = .operations(documents[0])
    } else {
      change = .merge(documents)
    }
    self.target = try target.map(KustomizeSelector.init)
    self.options = options
  }

  func apply(to resources: inout [KustomizeResource]) throws {
    switch change {
    case .operations(let operations):
      for index in resources.indices where target?.matches(resources[index]) ?? false {
        resources[index].replace(try JSONPatch.apply(operations, to: resources[index].object))
      }
    case .merge(let patches):
      for patch in patches {
        var gone: Set<Int> = []
        for index in try chosen(patch, resources) where try !merge(patch, into: &resources[index]) {
          gone.insert(index)
        }
        resources = resources.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
      }
    }
  }

  /// Moves what a patch has in a list to the list's begin, where kustomize puts it.
  private static func putFirst(_ patch: JSONValue, in object: inout JSONValue, _ type: ObjectType) {
    for (name, change) in patch.objectValue ?? JSONObject() {
      guard let field = type.field(named: name), var value = object[name] else { continue }
      switch field.type {
      case .object(let inner): putFirst(change, in: &value, inner)
      case .list(let element):
        guard field.patch.merges, let key = field.patch.mergeKey, let changes = change.arrayValue else { continue }
        var rest = value.arrayValue ?? []
        var first: [JSONValue] = []
        for change in changes {
          guard let index = rest.firstIndex(where: { $0[key] == change[key] }) else { continue }
          var merged = rest.remove(at: index)
          if case .object(let inner) = element { putFirst(change, in: &merged, inner) }
          first.append(merged)
        }
        value = .array(first + rest)
      default: continue
      }
      object[name] = value
    }
  }

  private func chosen(_ patch: JSONValue, _ resources: [KustomizeResource]) throws -> [Int] {
    if let target { return resources.indices.filter { target.matches(resources[$0]) } }
    let wanted = KustomizeResource(patch)
    let found = resources.indices.filter {
      resources[$0].version == wanted.version
        && resources[$0].was(kind: wanted.kind, group: wanted.group, name: wanted.name, namespace: wanted.namespace)
    }
    guard found.count == 1 else {
      throw KubectlError(
        found.isEmpty
          ? "error: no resource matches strategic merge patch \"\(wanted.identifier)\": no matches for Id \(wanted.identifier); failed to find unique target for patch \(wanted.identifier)"
          : "error: multiple matches for Id \(wanted.identifier); failed to find unique target for patch \(wanted.identifier)"
      )
    }
    return found
  }

  /// False where the patch deletes the object.
  private func merge(_ patch: JSONValue, into resource: inout KustomizeResource) throws -> Bool {
    if patch["$patch"] == "delete" { return false }
    var patch = patch
    let object = resource.object
    // What an object is called is changed only where that is asked for.
    if options["allowNameChange"] != true { patch["metadata"]?["name"] = object[path: "metadata", "name"] }
    if options["allowKindChange"] != true { patch["kind"] = object["kind"] }
    patch["apiVersion"] = object["apiVersion"]
    if patch["$patch"] == "replace" {
      patch["$patch"] = nil
      resource.replace(patch)
    } else if let type = resource.type {
      var merged = try StrategicMergePatch.apply(patch, to: object, type: type)
      Self.putFirst(patch, in: &merged, type)
      resource.replace(merged)
    } else {
      resource.replace(try MergePatch.apply(patch, to: object))
    }
    return true
  }
}
