import APIMachinery

/// One object on its way through kustomizations: they rename it, and others refer to it by the names it had before.
struct KustomizeResource: Sendable {
  var object: JSONValue
  /// Every name it has had, the first one first.
  private(set) var names: [String]
  /// Every namespace it has had.
  private(set) var namespaces: [String]
  /// The prefixes and suffixes it was given, which tell apart copies of one base.
  private(set) var affixes: [String] = []
  /// Its name gets a hash of its content in the end.
  var needsHash = false

  init(_ object: JSONValue) {
    self.object = object
    names = [object["metadata"]?.text("name") ?? ""]
    namespaces = [object["metadata"]?.text("namespace") ?? ""]
  }

  var kind: String { object.text("kind") }
  var group: String {
    let version = object.text("apiVersion")
    return version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
  }
  var version: String { object.text("apiVersion").split(separator: "/").last.map(String.init) ?? "" }
  var name: String { names[names.count - 1] }
  var namespace: String { namespaces[namespaces.count - 1] }
  var originalNamespace: String { namespaces[0] }

  /// The kind's description, where it is one that Kubernetes has.
  var type: ObjectType? {
    SchemaRegistry.builtIn.type(for: GroupVersionKind(group: group, version: version, kind: kind))
  }

  /// Kinds that aren't known are taken for namespaced ones.
  var isNamespaced: Bool {
    ResourceCatalog.builtIn.resource(for: GroupVersionKind(group: group, version: version, kind: kind))?.isNamespaced
      ?? true
  }

  mutating func rename(_ name: String, affix: String? = nil) {
    if let affix { affixes.append(affix) }
    guard name != self.name else { return }
    names.append(name)
    object["metadata"]?["name"] = .string(name)
  }

  mutating func move(to namespace: String) {
    guard namespace != self.namespace else { return }
    namespaces.append(namespace)
    object["metadata"]?["namespace"] = .string(namespace)
  }

  /// Takes what a patch or a generator made of the object; a changed name counts as a new one.
  mutating func replace(_ object: JSONValue) {
    self.object = object
    let name = object["metadata"]?.text("name") ?? ""
    if name != self.name { names.append(name) }
    let namespace = object["metadata"]?.text("namespace") ?? ""
    if namespace != self.namespace { namespaces.append(namespace) }
  }

  /// Whether it is, or was once, the object of this kind and name.
  func was(kind: String, group: String?, name: String, namespace: String? = nil) -> Bool {
    self.kind == kind && (group.map { $0 == self.group } ?? true) && names.contains(name)
      && (namespace.map { wanted in namespaces.contains { $0 == wanted || wanted.isEmpty || $0.isEmpty } } ?? true)
  }

  /// `Deployment.v1.apps/web.[noNs]`, as kustomize's messages name an object.
  var identifier: String {
    "\(kind).\(version).\(group.isEmpty ? "[noGrp]" : group)/\(name).\(namespace.isEmpty ? "[noNs]" : namespace)"
  }
}
