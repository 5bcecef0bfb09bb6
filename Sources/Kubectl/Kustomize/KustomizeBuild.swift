import APIMachinery

/// Builds the objects of a kustomization, as `kubectl kustomize` does
/// (https://kubectl.docs.kubernetes.io/references/kustomize/).
struct KustomizeBuild {
  /// Bases may have bases; more of them in each other are a loop.
  private static let depthMax = 32

  private(set) var resources: [KustomizeResource] = []

  /// The finished objects of a folder, in the order to apply them.
  static func objects(of folder: String) throws -> [JSONValue] {
    var build = KustomizeBuild()
    let kustomization = try Kustomization(folder: folder)
    try build.accumulate(kustomization, parents: [])
    build.addHashes()
    KustomizeReferences.fix(&build.resources)
    return KustomizeOrder.sorted(build.resources, kustomization.content["sortOptions"]).map(\.object)
  }

  /// What a kustomization makes of its resources, generators and patches.
  private mutating func accumulate(_ kustomization: Kustomization, parents: [String]) throws {
    guard !parents.contains(kustomization.folder), parents.count < Self.depthMax else {
      throw KubectlError("error: cycle detected: candidate root '\(kustomization.folder)' contains visited root")
    }
    let path = parents + [kustomization.folder]
    for entry in kustomization.strings("resources") + kustomization.strings("bases") {
      try add(resource(entry, of: kustomization, path))
    }
    try generate(kustomization)
    for entry in kustomization.strings("components") {
      let component = try Kustomization(folder: KustomizePath.absolute(entry, in: kustomization.folder))
      guard component.isComponent else {
        throw KubectlError(
          "error: accumulating components: accumulateDirectory: \"expected kind 'Component' for path '\(entry)' but got 'Kustomization'\""
        )
      }
      // A component works on what is there already.
      try accumulate(component, parents: path)
    }
    try patch(kustomization)
    KustomizeTransforms(kustomization.content).apply(to: &resources)
    try KustomizeImages.apply(kustomization.content, to: &resources)
    try KustomizeReplacements(kustomization).apply(to: &resources)
  }

  /// The objects of a file, or of another kustomization.
  private func resource(
    _ entry: String, of kustomization: Kustomization, _ path: [String]
  ) throws -> [KustomizeResource] {
    guard !KustomizePath.isRemote(entry) else {
      throw KubectlError("error: \(entry): resources are read from files; download it first and name the file")
    }
    let full = KustomizePath.absolute(entry, in: kustomization.folder)
    if LocalFiles.isDirectory(full) {
      let inner = try Kustomization(folder: full)
      guard !inner.isComponent else {
        throw KubectlError(
          "error: accumulating resources: accumulateDirectory: \"expected kind != 'Component' for path '\(entry)'\"")
      }
      var build = KustomizeBuild()
      try build.accumulate(inner, parents: path)
      return build.resources
    }
    guard LocalFiles.exists(full) else {
      throw KubectlError(
        "error: accumulating resources: accumulation err='accumulating resources from '\(entry)': open \(full): no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '\(full)' : lstat \(full): no such file or directory"
      )
    }
    return try Manifests(dialect: .yaml12).objects(in: try kustomization.file(entry), source: full).map {
      KustomizeResource($0.object)
    }
  }

  private mutating func add(_ added: [KustomizeResource]) throws {
    for resource in added {
      if resources.contains(where: {
        $0.kind == resource.kind && $0.group == resource.group && $0.name == resource.name
          && $0.namespace == resource.namespace
      }) {
        throw KubectlError("error: may not add resource with an already registered id: \(resource.identifier)")
      }
      resources.append(resource)
    }
  }

  private mutating func generate(_ kustomization: Kustomization) throws {
    for generator in try KustomizeGenerator.all(kustomization) {
      let existing = resources.firstIndex {
        $0.was(kind: generator.kind, group: "", name: generator.name, namespace: generator.namespace)
      }
      switch (generator.behavior, existing) {
      case (.create, nil): resources.append(try generator.resource())
      case (.create, _):
        throw KubectlError(
          "error: may not add resource with an already registered id: \(try generator.resource().identifier)")
      case (_, nil):
        throw KubectlError(
          "error: merging from generator \(generator.name): id \(try generator.resource().identifier) does not exist; cannot merge or replace"
        )
      case (let behavior, let index?): try generator.change(&resources[index], replaces: behavior == .replace)
      }
    }
  }

  private mutating func patch(_ kustomization: Kustomization) throws {
    for patch in try KustomizePatch.all(kustomization) { try patch.apply(to: &resources) }
  }

  private mutating func addHashes() {
    for index in resources.indices where resources[index].needsHash {
      resources[index].rename("\(resources[index].name)-\(ContentHash.of(resources[index].object, isNamed: false))")
    }
  }
}
