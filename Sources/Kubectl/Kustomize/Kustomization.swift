import APIMachinery

/// A kustomization file and the folder that it stands in.
struct Kustomization: Sendable {
  static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  /// What a kustomization may have. Members that Apus doesn't carry out are refused by name.
  private static let members: Set<String> = [
    "apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "namePrefix", "nameSuffix",
    "commonLabels", "labels", "commonAnnotations", "images", "replicas", "patches", "patchesStrategicMerge",
    "patchesJson6902", "configMapGenerator", "secretGenerator", "generatorOptions", "replacements", "sortOptions",
    "buildMetadata",
  ]
  private static let unsupported: Set<String> = [
    "vars", "crds", "configurations", "generators", "transformers", "validators", "helmCharts", "helmGlobals",
    "helmChartInflationGenerator", "openapi", "inventory",
  ]
  /// Members that have a successor, and its name.
  private static let deprecated = [
    ("bases", "resources"), ("commonLabels", "labels"), ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"),
  ]

  let folder: String
  let content: JSONValue

  /// Reads the file of a folder.
  init(folder: String) throws {
    let folder = KustomizePath.absolute(folder)
    guard LocalFiles.isDirectory(folder) else {
      throw KubectlError("error: evalsymlink failure on '\(folder)' : lstat \(folder): no such file or directory")
    }
    let found = Self.fileNames.filter { LocalFiles.exists("\(folder)/\($0)") }
    guard let name = found.first else {
      throw KubectlError(
        "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '\(folder)'"
      )
    }
    guard found.count == 1 else {
      throw KubectlError("error: Found multiple kustomization files under: \(folder)")
    }
    self.folder = folder
    do {
      content = try YAMLCodec.decode(try LocalFiles.read("\(folder)/\(name)"), dialect: .yaml12)
    } catch let error as ParseError {
      throw KubectlError("error: invalid Kustomization: \(error.message)")
    }
    guard !content.isNull else { throw KubectlError("error: kustomization.yaml is empty") }
    for key in (content.objectValue?.keys ?? []) where !Self.members.contains(key) {
      throw KubectlError(
        Self.unsupported.contains(key)
          ? "error: invalid Kustomization: \(folder) has \(key), which isn't supported"
          : "error: invalid Kustomization: json: unknown field \"\(key)\"")
    }
    for (old, new) in Self.deprecated where content[old] != nil {
      Terminal.printError(
        "# Warning: '\(old)' is deprecated. Please use '\(new)' instead. "
          + "Run 'kustomize edit fix' to update your Kustomization automatically.")
    }
  }

  var isComponent: Bool { content["kind"] == "Component" }

  /// A file of the kustomization: it must be in its folder or below.
  func file(_ path: String) throws -> [UInt8] {
    let full = KustomizePath.absolute(path, in: folder)
    guard full.hasPrefix(folder == "/" ? "/" : folder + "/") else {
      throw KubectlError(
        "error: security; file '\(full)' is not in or below '\(folder)'")
    }
    return try LocalFiles.read(full)
  }

  func strings(_ member: String) -> [String] { content.list(member).compactMap(\.stringValue) }
}

/// Places of files, worked out on their names alone.
enum KustomizePath {
  /// The path from the root, without `.` and `..`.
  static func absolute(_ path: String, in folder: String? = nil) -> String {
    let full = path.hasPrefix("/") ? path : (folder ?? LocalFiles.workingFolder) + "/" + path
    var parts: [Substring] = []
    for part in full.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  static func isRemote(_ path: String) -> Bool {
    ["http://", "https://", "git@", "ssh://", "github.com/"].contains { path.hasPrefix($0) }
  }
}
