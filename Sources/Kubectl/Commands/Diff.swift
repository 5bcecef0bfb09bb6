import APIMachinery
import ArgumentParser

/// `kubectl diff`.
struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what apply would change.",
    discussion: """
      The program that compares is that of KUBECTL_EXTERNAL_DIFF, or diff -u -N. The exit status is 0 without \
      differences, 1 with some, and more where something went wrong.
      """)
  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @Option(
    name: [.customShort("l", allowingJoined: true), .customLong("selector")],
    help: ArgumentHelp("Only the objects with these labels.", valueName: "selector"))
  var selector: String?
  @Flag(name: .customLong("server-side"), help: "As apply with --server-side.") var serverSide = false
  @Flag(name: .customLong("force-conflicts"), help: "With --server-side: take over fields that others own.")
  var forceConflicts = false
  @Option(
    name: .customLong("field-manager"), help: ArgumentHelp("Name that fields are owned under.", valueName: "name"))
  var fieldManager: String?
  @Flag(name: .customLong("show-managed-fields"), help: "Show managedFields, too.") var showManagedFields = false

  /// The status of this command where it couldn't compare: 1 means differences.
  private static let failed: Int32 = 2

  func run() async throws {
    do {
      let status = try await compare()
      if status != 0 { throw KubectlError("", exitCode: status) }
    } catch let error as KubectlError where error.exitCode == 1 && !error.description.isEmpty {
      throw KubectlError(error.description, exitCode: Self.failed)
    } catch let error as APIError {
      throw KubectlError(error.kubectlText, exitCode: Self.failed)
    }
  }

  private func compare() async throws -> Int32 {
    guard !files.isEmpty else { throw KubectlError("error: must specify one of -f and -k") }
    guard !forceConflicts || serverSide else {
      throw KubectlError("error: --force-conflicts only works with --server-side")
    }
    let session = try global.session()
    let mapper = try await session.mapper()
    let chosen = try selector.map { try LabelSelector.parse($0) }
    let live = LocalFiles.temporaryPath("LIVE")
    let merged = LocalFiles.temporaryPath("MERGED")
    defer {
      LocalFiles.remove(live)
      LocalFiles.remove(merged)
    }
    try LocalFiles.makeFolder(live)
    try LocalFiles.makeFolder(merged)
    for item in try files.items() where chosen?.matches(item.object[path: "metadata", "labels"]) ?? true {
      let target = try ObjectTarget(
        item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace,
        source: item.source)
      let (before, after) = try await states(item, target, session)
      let resource = target.resource
      let parts = [resource.group, resource.version, resource.kind, target.namespace ?? "", target.name]
      let name = parts.filter { !$0.isEmpty }.joined(separator: ".")
      let (left, right) = shown(before, after, resource)
      if let left { try LocalFiles.write("\(live)/\(name)", YAMLCodec.encode(left)) }
      if let right { try LocalFiles.write("\(merged)/\(name)", YAMLCodec.encode(right)) }
    }
    let external = Surroundings.variable("KUBECTL_EXTERNAL_DIFF") ?? ""
    let command = external.isEmpty ? ["diff", "-u", "-N"] : external.split(separator: " ").map(String.init)
    return try Surroundings.current.programs.run(command + [live, merged])
  }

  /// The object as it is, nil where there is none, and as apply would make it.
  private func states(
    _ item: Manifests.Item, _ target: ObjectTarget, _ session: Session
  ) async throws -> (JSONValue?, JSONValue) {
    var current: JSONValue?
    do {
      current = try await session.json("GET", target.path)
    } catch let error as APIError where error.code == 404 {}
    let manager = fieldManager ?? (serverSide ? "kubectl" : "kubectl-client-side-apply")
    let query = [QueryItem("dryRun", "All"), QueryItem("fieldManager", manager)]
    if serverSide {
      let merged = try await session.json(
        "PATCH", target.path, query: query + [QueryItem("force", String(forceConflicts))], body: item.object,
        contentType: "application/apply-patch+yaml")
      return (current, merged)
    }
    guard let current else {
      return (nil, try await session.json("POST", target.collectionPath, query: query, body: item.object))
    }
    let original = try current[path: "metadata", "annotations", Applier.lastApplied]?.stringValue
      .map { try JSONParser.parse(Array($0.utf8)) }
    let (patch, contentType) = try ThreeWayPatch.make(
      original: original, modified: Applier.annotated(item.object, namespace: target.namespace), current: current,
      resource: target.resource)
    if patch.objectValue?.isEmpty ?? true { return (current, current) }
    return (
      current, try await session.json("PATCH", target.path, query: query, body: patch, contentType: contentType)
    )
  }

  /// Without what would differ in any case: managed fields, the annotation of apply, and the values of Secrets.
  private func shown(_ live: JSONValue?, _ merged: JSONValue, _ resource: MappedResource) -> (JSONValue?, JSONValue?) {
    func cleaned(_ object: JSONValue) -> JSONValue {
      var object = object
      if !showManagedFields, object[path: "metadata", "managedFields"] != nil {
        object["metadata"]?["managedFields"] = nil
      }
      if var annotations = object[path: "metadata", "annotations"], annotations[Applier.lastApplied] != nil {
        annotations[Applier.lastApplied] = nil
        object["metadata"]?["annotations"] = annotations.objectValue?.isEmpty ?? true ? JSONValue?.none : annotations
      }
      return object
    }
    var (left, right) = (live.map(cleaned), cleaned(merged))
    if resource.kind == "Secret", resource.group.isEmpty { SecretMask.apply(&left, &right) }
    return (left, right)
  }
}

/// Hides the values of Secrets, but not whether they differ.
enum SecretMask {
  static func apply(_ left: inout JSONValue?, _ right: inout JSONValue) {
    let before = left?["data"]?.objectValue ?? JSONObject()
    let after = right["data"]?.objectValue ?? JSONObject()
    func masked(_ own: JSONObject, _ other: JSONObject, _ suffix: String) -> JSONValue {
      .object(
        JSONObject(
          own.map { key, value in
            guard let there = other[key], there != value else { return (key, "***") }
            return (key, .string("*** (\(suffix))"))
          }))
    }
    if !before.isEmpty { left?["data"] = masked(before, after, "before") }
    if !after.isEmpty { right["data"] = masked(after, before, "after") }
  }
}
