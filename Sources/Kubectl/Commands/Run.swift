import APIMachinery
import ArgumentParser

/// `kubectl run`.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run an image in a pod of its own.")
  @OptionGroup var flags: GeneratorFlags
  @Argument(help: "NAME") var word: String?
  @Argument(parsing: .postTerminator, help: "Arguments, or with --command the command.") var arguments: [String] = []
  @Option(help: ArgumentHelp("The image to run.", valueName: "image")) var image: String
  @Option(name: .customLong("image-pull-policy"), help: ArgumentHelp("When to pull the image.", valueName: "policy"))
  var pullPolicy: String?
  @Option(help: ArgumentHelp("Never, OnFailure or Always.", valueName: "policy")) var restart = "Always"
  @Option(help: ArgumentHelp("Environment variable; may be repeated.", valueName: "key=value")) var env: [String] = []
  @Option(
    name: [.customShort("l", allowingJoined: true), .long],
    help: ArgumentHelp("Labels of the pod.", valueName: "key=value,…")) var labels: String?
  @Option(help: "Port that the container listens on.") var port: Int?
  @Flag(help: "The arguments are the command.") var command = false
  @Flag(name: [.customShort("i"), .long], help: "Keep standard input open, and attach to it.") var stdin = false
  @Flag(name: [.customShort("t"), .long], help: "Give the container a terminal.") var tty = false
  @Flag(name: .customLong("rm"), help: "Delete the pod when it is done.") var remove = false
  @Flag(name: [.customShort("q"), .long], help: "Print only what the container prints.") var quiet = false
  @Flag(help: "Wait until it runs, then attach to it.") var attach = false
  @Flag(help: "Make a Service for the pod, too; needs --port.") var expose = false
  @Option(help: ArgumentHelp("May be repeated.", valueName: "key=value")) var annotations: [String] = []
  @Flag(help: "Run the container with every right on its node.") var privileged = false
  @Flag(name: .customLong("leave-stdin-open"), help: "Keep standard input open when the first client leaves.")
  var leaveStdinOpen = false
  @Option(help: ArgumentHelp("Merged into the pod.", valueName: "JSON")) var overrides: String?
  @Option(name: .customLong("override-type"), help: ArgumentHelp("How to merge.", valueName: "merge|strategic|json"))
  var overrideType = "merge"
  @Option(
    name: .customLong("pod-running-timeout"),
    help: ArgumentHelp("How long to wait until the pod runs.", valueName: "duration")) var runningTimeout = "1m0s"

  func run() async throws {
    guard let name = word else {
      throw KubectlError.usage("NAME is required for run", "run")
    }
    guard !image.isEmpty else { throw KubectlError("error: --image is required") }
    guard ImageName.isValid(image) else {
      throw KubectlError("error: Invalid image name \"\(image)\": invalid reference format")
    }
    guard ["Always", "OnFailure", "Never"].contains(restart) else {
      throw KubectlError("error: invalid restart policy: \(restart)")
    }
    let attaches = stdin || attach || tty
    if remove && !attaches { throw KubectlError("error: --rm should only be used for attached containers") }
    if tty && !stdin { throw KubectlError("error: -i/--stdin is required for containers with -t/--tty=true") }
    if expose && port == nil { throw KubectlError("error: --port must be set when exposing a service") }
    let limit = try Durations.required(runningTimeout)
    var container: JSONValue = ["image": .string(image), "name": .string(name), "resources": [:]]
    if let pullPolicy { container["imagePullPolicy"] = .string(pullPolicy) }
    if !arguments.isEmpty { container[command ? "command" : "args"] = .array(arguments.map(JSONValue.string)) }
    if let port { container["ports"] = [["containerPort": .integer(Int64(port))]] }
    if !env.isEmpty {
      container["env"] = .array(
        try env.map { pair in
          let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
          guard parts.count == 2 else { throw KubectlError("error: invalid env: \(pair)") }
          return ["name": .string(parts[0]), "value": .string(parts[1])]
        })
    }
    if stdin {
      container["stdin"] = true
      if !leaveStdinOpen { container["stdinOnce"] = true }
    }
    if tty { container["tty"] = true }
    let labelMap =
      try labels.map { try Pairs.object($0.split(separator: ",").map(String.init), "label") } ?? ["run": .string(name)]
    if privileged { container["securityContext"] = ["privileged": true] }
    var pod: JSONValue = [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["labels": labelMap, "name": .string(name)],
      "spec": ["containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": .string(restart)],
      "status": [:],
    ]
    if !annotations.isEmpty { pod["metadata"]?["annotations"] = try Pairs.object(annotations, "annotation") }
    if let overrides { pod = try overridden(pod, overrides) }
    if expose, let port { try await flags.create(service(name, port)) }
    guard attaches || remove, flags.change.dryRun.dryRun == .none else {
      return try await flags.create(pod, manager: "kubectl-run")
    }
    let session = try flags.global.session()
    let path = "/api/v1/namespaces/\(session.namespace)/pods/\(name)"
    _ = try await session.json(
      "POST", "/api/v1/namespaces/\(session.namespace)/pods", query: [QueryItem("fieldManager", "kubectl-run")],
      body: pod)
    do {
      try await PodRunner(session: session, path: path, stdin: stdin, tty: tty, quiet: quiet, limit: limit).attach()
      if remove { try await delete(name, session, path) }
    } catch {
      if remove { try? await delete(name, session, path) }
      throw error
    }
  }

  private func service(_ name: String, _ port: Int) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
      "spec": [
        "ports": [["port": .integer(Int64(port)), "protocol": "TCP", "targetPort": .integer(Int64(port))]],
        "selector": ["run": .string(name)],
      ], "status": ["loadBalancer": [:]],
    ]
  }

  private func overridden(_ pod: JSONValue, _ text: String) throws -> JSONValue {
    let patch: JSONValue
    do {
      patch = try YAMLCodec.decode(Array(text.utf8))
    } catch {
      throw KubectlError("error: Invalid JSON Patch: --overrides: \(error)")
    }
    switch overrideType {
    case "merge": return try MergePatch.apply(patch, to: pod)
    case "json": return try JSONPatch.apply(patch, to: pod)
    case "strategic":
      let kind = GroupVersionKind(group: "", version: "v1", kind: "Pod")
      return try StrategicMergePatch.apply(patch, to: pod, type: SchemaRegistry.builtIn.type(for: kind))
    default:
      throw KubectlError("error: --override-type must be one of merge, strategic and json, not \"\(overrideType)\"")
    }
  }

  private func delete(_ name: String, _ session: Session, _ path: String) async throws {
    _ = try await session.json("DELETE", path, body: ["propagationPolicy": "Background"])
    if !quiet { Terminal.print("pod \"\(name)\" deleted from \(session.namespace) namespace") }
  }
}

/// `key=value` pairs of flags as an object.
enum Pairs {
  static func object(_ pairs: [String], _ what: String) throws -> JSONValue {
    .object(
      JSONObject(
        try pairs.map { pair in
          let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
          guard parts.count == 2, !parts[0].isEmpty else {
            throw KubectlError("error: invalid \(what) \"\(pair)\": expected key=value")
          }
          return (parts[0], .string(parts[1]))
        }))
  }
}
