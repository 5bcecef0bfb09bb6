import APIMachinery
import ArgumentParser

/// `kubectl delete`.
struct Delete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Delete objects by file, name or selector.")

  static let cascades = ["background": "Background", "foreground": "Foreground", "orphan": "Orphan"]

  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var dryRun: DryRunFlags
  @OptionGroup var files: FileFlags

  @Argument(help: "TYPE NAME…, TYPE/NAME…, or TYPE with a selector")
  var resources: [String] = []

  @Flag(name: .long, help: "Every object of the resource in the namespace.")
  var all = false

  @Option(help: ArgumentHelp("What becomes of dependents.", valueName: "background|foreground|orphan"))
  var cascade = "background"

  @Option(
    name: .customLong("grace-period"),
    help: ArgumentHelp("Seconds to end in peace; -1: the object's own.", valueName: "seconds"))
  var gracePeriod = -1

  @Flag(name: .long, help: "Delete at once, without waiting for the object to end.")
  var force = false

  @Flag(name: .long, help: "Same as --grace-period=1.")
  var now = false

  @Flag(inversion: .prefixedNo, help: ArgumentHelp("Wait until the objects are gone."))
  var wait = true

  @Option(name: .long, help: ArgumentHelp("How long to wait; 0 is for ever.", valueName: "duration"))
  var timeout: String?

  @Flag(name: .customLong("ignore-not-found"), help: "An object that doesn't exist is no error.")
  var ignoreNotFound = false

  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("Only \"name\".", valueName: "name"))
  var output: String?

  @Flag(name: [.customShort("i"), .long], help: "Ask before anything is deleted.") var interactive = false
  @Option(help: ArgumentHelp("Delete this path of the server.", valueName: "path")) var raw: String?

  func run() async throws {
    guard let propagation = Self.cascades[cascade] else {
      throw KubectlError(
        "error: invalid cascade value (\(cascade)). Must be \"background\", \"foreground\", or \"orphan\"")
    }
    if let output, output != "name" {
      throw KubectlError("error: unexpected -o output mode: \(output). We only support '-o name'")
    }
    if now && gracePeriod != -1 { throw KubectlError("error: --now and --grace-period cannot be specified together") }
    let limit = try timeout.map(Durations.required) ?? .zero
    let session = try global.session()
    if let raw { return try await RawPath(raw).print(session, method: "DELETE") }
    let mapper = try await session.mapper()
    var failures = Failures()
    let targets = try await targets(session, mapper)
    if targets.isEmpty {
      Terminal.print("No resources found")
      return
    }
    if global.namespace != nil, targets.contains(where: { !$0.resource.isNamespaced }) {
      Terminal.warn("deleting cluster-scoped resources, not scoped to the provided namespace")
    }
    guard !interactive || confirm(targets) else { return Terminal.print("deletion is cancelled") }
    let grace = now ? 1 : force && gracePeriod < 0 ? 0 : gracePeriod
    if force {
      Terminal.warn(
        "Immediate deletion does not wait for confirmation that the running resource has been terminated. "
          + "The resource may continue to run on the cluster indefinitely.")
    }
    var options: JSONValue = [
      "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation),
    ]
    // Without --force a pod gets a second, so that its node sees the end.
    if grace >= 0 { options["gracePeriodSeconds"] = .integer(Int64(grace == 0 && !force ? 1 : grace)) }
    if dryRun.dryRun == .server { options["dryRun"] = ["All"] }
    var deleted: [(target: Target, uid: String?)] = []
    for target in targets {
      do {
        deleted.append((target, try await delete(target, options, session)))
      } catch let error as APIError where error.code == 404 && (ignoreNotFound || all) {
        continue
      } catch let error as APIError {
        failures.add(target.source.map { error.from($0, "deleting") } ?? error)
      } catch {
        failures.add(error)
      }
    }
    if wait && dryRun.dryRun == .none && !(force && grace == 0) {
      for (target, uid) in deleted { try await waitUntilGone(target, uid: uid, session: session, limit: limit) }
    }
    try failures.finish()
  }

  private func confirm(_ targets: [Target]) -> Bool {
    Terminal.print("You are about to delete the following \(targets.count) resource(s):")
    for target in targets { Terminal.print(target.display) }
    Terminal.write("Do you want to continue? (y/n): ", to: 1)
    let answer = (try? Terminal.readInput()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return answer.prefix { !$0.isNewline }.lowercased() == "y"
  }

  /// Deletes one object and returns its UID.
  private func delete(_ target: Target, _ options: JSONValue, _ session: Session) async throws -> String? {
    var uid: String?
    if dryRun.dryRun != .client {
      let answer = try await session.json("DELETE", target.path, body: options)
      uid = answer[path: "metadata", "uid"]?.stringValue ?? answer[path: "details", "uid"]?.stringValue
    }
    if output == "name" {
      Terminal.print(target.display)
    } else {
      let line = DeletedLine.text(target.resource, target.name, namespace: target.namespace, isForced: force)
      Terminal.print(line + dryRun.suffix)
    }
    return uid
  }

  struct Target {
    var resource: MappedResource
    var namespace: String?
    var name: String
    /// The manifest that names it.
    var source: String?

    var path: String { resource.path(namespace: namespace, name: name) }
    var display: String { "\(resource.objectPrefix)/\(name)" }
  }

  private func targets(_ session: Session, _ mapper: ResourceMapper) async throws -> [Target] {
    guard !files.isEmpty || !resources.isEmpty else { throw KubectlError.needsResources }
    if !files.isEmpty {
      return try await files.targets(session, global).map { item, target in
        Target(resource: target.resource, namespace: target.namespace, name: target.name, source: item.source)
      }
    }
    let parsed = try ResourceArguments(resources, mapper: mapper)
    var targets: [Target] = []
    for selection in parsed.selections {
      if let name = selection.name {
        targets.append(
          Target(
            resource: selection.resource, namespace: selection.resource.isNamespaced ? session.namespace : nil,
            name: name))
        continue
      }
      guard all || selectors.label != nil || selectors.field != nil else {
        throw KubectlError("error: resource(s) were provided, but no name was specified")
      }
      let namespace = selectors.allNamespaces ? nil : session.namespace
      let list = try await ListReader(session: session).list(
        selection.resource.path(namespace: namespace), query: selectors.query)
      for item in list["items"]?.arrayValue ?? [] {
        targets.append(
          Target(
            resource: selection.resource, namespace: item[path: "metadata", "namespace"]?.stringValue,
            name: item[path: "metadata", "name"]?.stringValue ?? ""))
      }
    }
    return targets
  }

  /// Looks again, less and less often, until the object is gone or another one has taken its name.
  private func waitUntilGone(_ target: Target, uid: String?, session: Session, limit: Duration) async throws {
    let start = session.time.uptime()
    var pause = Duration.milliseconds(20)
    while true {
      do {
        let object = try await session.json("GET", target.path)
        if let uid, let present = object[path: "metadata", "uid"]?.stringValue, present != uid { return }
      } catch let error as APIError where error.code == 404 {
        return
      }
      if limit > .zero && session.time.uptime() - start > limit {
        throw KubectlError("error: timed out waiting for the condition on \(target.resource.plural)/\(target.name)")
      }
      try await session.time.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(500))
    }
  }
}
