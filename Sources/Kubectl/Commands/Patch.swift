import APIMachinery
import ArgumentParser

/// `kubectl patch`.
struct Patch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Change fields of an object by a patch.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case strategic, merge, json

    var contentType: String {
      switch self {
      case .strategic: "application/strategic-merge-patch+json"
      case .merge: "application/merge-patch+json"
      case .json: "application/json-patch+json"
      }
    }
  }

  @OptionGroup var global: GlobalFlags
  @OptionGroup var output: OutputFlags
  @OptionGroup var dryRun: DryRunFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []
  @Option(
    name: [.customShort("f", allowingJoined: true), .customLong("filename")], help: "File that names the object.")
  var filenames: [String] = []
  @Option(
    name: [.customShort("p", allowingJoined: true), .long], help: ArgumentHelp("The patch.", valueName: "JSON or YAML"))
  var patch: String?
  @Option(name: .customLong("patch-file"), help: ArgumentHelp("File with the patch.", valueName: "file")) var patchFile:
    String?
  @Option(help: ArgumentHelp("How the patch is meant.", valueName: "strategic|merge|json")) var type = Kind.strategic
  @Option(help: ArgumentHelp("Subresource to patch.", valueName: "name")) var subresource: String?

  func run() async throws {
    let text: [UInt8]
    if let patch {
      text = Array(patch.utf8)
    } else if let patchFile {
      text = try Terminal.readFile(patchFile)
    } else {
      throw KubectlError("error: must specify --patch or --patch-file containing the contents of the patch")
    }
    let body: JSONValue
    do {
      body = try YAMLCodec.decode(text)
    } catch {
      throw KubectlError("error: unable to parse \"\(String(decoding: text, as: UTF8.self))\": \(error)")
    }
    let session = try global.session()
    let format = try OutputFormat(output.format)
    for target in try await ObjectResolver(session: session, global: global, filenames: filenames).resolve(resources) {
      let path = target.resource.path(namespace: target.namespace, name: target.name, subresource: subresource)
      let result = try await session.json(
        "PATCH", path, query: dryRun.query + [QueryItem("fieldManager", "kubectl-patch")], body: body,
        contentType: type.contentType)
      let changed = result[path: "metadata", "resourceVersion"] != target.object[path: "metadata", "resourceVersion"]
      if format.isTable {
        Terminal.print(
          "\(target.display) patched\(changed || dryRun.dryRun != .none ? "" : " (no change)")\(dryRun.suffix)")
      } else {
        Terminal.write(
          try ObjectPrinter(format: format, showsManagedFields: output.showManagedFields).text(
            result, resource: target.resource), to: 1)
      }
    }
  }
}

/// `kubectl replace`.
struct Replace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Replace objects by what the files say.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var dryRun: DryRunFlags
  @Flag(help: "Delete the object and create it anew.") var force = false
  @Option(help: ArgumentHelp("Subresource to replace.", valueName: "name")) var subresource: String?

  func run() async throws {
    let session = try global.session()
    let mapper = try await session.mapper()
    for item in try files.items() {
      let target = try ObjectTarget(
        item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace)
      var object = item.object
      if force {
        _ = try? await session.json("DELETE", target.path, body: ["gracePeriodSeconds": 0])
        object["metadata"]?["resourceVersion"] = nil
        object["metadata"]?["uid"] = nil
        _ = try await session.json("POST", target.collectionPath, query: dryRun.query, body: object)
      } else {
        let path = target.resource.path(namespace: target.namespace, name: target.name, subresource: subresource)
        if object[path: "metadata", "resourceVersion"] == nil {
          let current = try await session.json("GET", target.path)
          object["metadata"]?["resourceVersion"] = current[path: "metadata", "resourceVersion"]
        }
        _ = try await session.json(
          "PUT", path, query: dryRun.query + [QueryItem("fieldManager", "kubectl-replace")], body: object)
      }
      Terminal.print("\(target.display) replaced\(dryRun.suffix)")
    }
  }
}
