import APIMachinery
import ArgumentParser

/// `kubectl patch`.
struct Patch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Change fields of an object by a patch.")

  static let contentTypes = [
    "json": "application/json-patch+json", "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
  ]

  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []
  @Option(
    name: [.customShort("p", allowingJoined: true), .long], help: ArgumentHelp("The patch.", valueName: "JSON or YAML"))
  var patch: String?
  @Option(name: .customLong("patch-file"), help: ArgumentHelp("File with the patch.", valueName: "file")) var patchFile:
    String?
  @Option(help: ArgumentHelp("How the patch is meant.", valueName: "strategic|merge|json")) var type = "strategic"
  @Option(help: ArgumentHelp("Subresource to patch.", valueName: "name")) var subresource: String?
  @Flag(help: "Patch the objects as the files have them, without asking the server.") var local = false

  func run() async throws {
    guard let contentType = Self.contentTypes[type] else {
      throw KubectlError("error: --type must be one of [json merge strategic], not \"\(type)\"")
    }
    let body = try content()
    let session = try global.session()
    var failures = Failures()
    let resolver = ObjectResolver(session: session, global: global, files: files)
    for target in local ? try localTargets() : try await resolver.resolve(resources, &failures) {
      do {
        try await apply(body, contentType, to: target, session)
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }

  private func content() throws -> JSONValue {
    let text: [UInt8]
    if let patch {
      text = Array(patch.utf8)
    } else if let patchFile {
      text = try LocalFiles.read(patchFile)
    } else {
      throw KubectlError("error: must specify --patch or --patch-file containing the contents of the patch")
    }
    do {
      return try YAMLCodec.decode(text)
    } catch {
      throw KubectlError("error: unable to parse \"\(String(decoding: text, as: UTF8.self))\": \(error)")
    }
  }

  private func localTargets() throws -> [ResolvedObject] {
    try files.items().map { item in
      let kind = item.object["kind"]?.stringValue ?? ""
      let version = item.object["apiVersion"]?.stringValue ?? ""
      let parts = version.split(separator: "/").map(String.init)
      return ResolvedObject(
        resource: MappedResource(
          group: parts.count > 1 ? parts[0] : "", version: parts.last ?? "", kind: kind, plural: "", singular: "",
          shortNames: [], categories: [], isNamespaced: true, verbs: [], subresources: []),
        namespace: nil, name: item.object[path: "metadata", "name"]?.stringValue ?? "", object: item.object)
    }
  }

  private func apply(
    _ body: JSONValue, _ contentType: String, to target: ResolvedObject, _ session: Session
  ) async throws {
    let result: JSONValue
    if local || change.isClientDryRun {
      result = try Self.patched(target, body, type)
    } else {
      let path = target.resource.path(namespace: target.namespace, name: target.name, subresource: subresource)
      result = try await session.json(
        "PATCH", path, query: change.query(manager: "kubectl-patch"), body: body, contentType: contentType)
    }
    let isChanged =
      local || change.isClientDryRun
      ? result != target.object
      : result[path: "metadata", "resourceVersion"] != target.object[path: "metadata", "resourceVersion"]
    let prefix = result["kind"] == "Scale" ? "scale.autoscaling" : target.resource.objectPrefix
    try change.report(
      result, target.resource, display: "\(prefix)/\(target.name)",
      verb: isChanged || change.dryRun.dryRun == .server ? "patched" : "patched (no change)")
  }

  /// What the patch makes of the object, worked out here.
  private static func patched(_ target: ResolvedObject, _ patch: JSONValue, _ type: String) throws -> JSONValue {
    switch type {
    case "json": return try JSONPatch.apply(patch, to: target.object)
    case "merge": return try MergePatch.apply(patch, to: target.object)
    default:
      let kind = GroupVersionKind(
        group: target.resource.group, version: target.resource.version, kind: target.resource.kind)
      guard let schema = SchemaRegistry.builtIn.type(for: kind) else {
        throw KubectlError("error: strategic merge patch is not supported for \(kind.kind): give --type=merge")
      }
      return try StrategicMergePatch.apply(patch, to: target.object, type: schema)
    }
  }
}
