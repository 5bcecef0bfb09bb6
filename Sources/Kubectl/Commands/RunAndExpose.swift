import APIMachinery
import ArgumentParser

/// `kubectl run`.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run an image in a pod of its own.")
  @OptionGroup var flags: GeneratorFlags
  @Argument(help: "NAME") var name: String
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

  func run() async throws {
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
      container["stdinOnce"] = true
    }
    if tty { container["tty"] = true }
    var labelMap: JSONValue = ["run": .string(name)]
    if let labels {
      labelMap = .object(
        JSONObject(
          labels.split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts[0], .string(parts.count > 1 ? parts[1] : ""))
          }))
    }
    let attaches = stdin || attach || tty
    let pod: JSONValue = [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["labels": labelMap, "name": .string(name)],
      "spec": ["containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": .string(restart)],
    ]
    guard attaches || remove, flags.dryRun.dryRun == .none else { return try await flags.create(pod) }
    let session = try flags.global.session()
    let path = "/api/v1/namespaces/\(session.namespace)/pods/\(name)"
    _ = try await session.json(
      "POST", "/api/v1/namespaces/\(session.namespace)/pods", query: [QueryItem("fieldManager", "kubectl-run")],
      body: pod)
    do {
      try await PodRunner(session: session, path: path, stdin: stdin, tty: tty, quiet: quiet).attach()
      if remove { try await delete(session, path) }
    } catch {
      if remove { try? await delete(session, path) }
      throw error
    }
  }

  private func delete(_ session: Session, _ path: String) async throws {
    _ = try await session.json("DELETE", path, body: ["propagationPolicy": "Background"])
    if !quiet { Terminal.print("pod \"\(name)\" deleted from \(session.namespace) namespace") }
  }
}

/// `kubectl expose`.
struct Expose: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Make a Service for a workload.")
  @OptionGroup var flags: GeneratorFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String]
  @Option(help: "Port of the Service.") var port: Int?
  @Option(
    name: .customLong("target-port"), help: ArgumentHelp("Port of the container, by number or name.", valueName: "port")
  ) var targetPort: String?
  @Option(help: "Name of the Service.") var name: String?
  @Option(help: ArgumentHelp("TCP, UDP or SCTP.", valueName: "protocol")) var `protocol` = "TCP"
  @Option(help: ArgumentHelp("ClusterIP, NodePort or LoadBalancer.", valueName: "type")) var type: String?
  @Option(help: ArgumentHelp("Labels that choose the pods.", valueName: "selector")) var selector: String?
  @Option(name: .customLong("cluster-ip"), help: ArgumentHelp("Address of the Service, or None.", valueName: "address"))
  var clusterIP: String?

  func run() async throws {
    let session = try flags.global.session()
    for target in try await ObjectResolver(session: session, global: flags.global).resolve(resources) {
      var ports: [JSONValue] = []
      if let port {
        ports = [portEntry(Int64(port))]
      } else {
        let template =
          target.resource.kind == "Pod" ? target.object["spec"] : target.object[path: "spec", "template", "spec"]
        if target.resource.kind == "Service" { ports = target.object[path: "spec", "ports"]?.arrayValue ?? [] }
        for container in template?["containers"]?.arrayValue ?? [] {
          for declared in container["ports"]?.arrayValue ?? [] {
            if let number = declared["containerPort"]?.integerValue { ports.append(portEntry(number)) }
          }
        }
        if ports.isEmpty { throw KubectlError("error: couldn't find port via --port flag or introspection") }
      }
      var spec: JSONValue = ["ports": .array(ports), "selector": try selectorLabels(target)]
      if let type { spec["type"] = .string(type) }
      if let clusterIP { spec["clusterIP"] = .string(clusterIP) }
      let service: JSONValue = [
        "apiVersion": "v1", "kind": "Service",
        "metadata": ["name": .string(name ?? target.name), "labels": target.object[path: "metadata", "labels"] ?? [:]],
        "spec": spec,
      ]
      let object = try ObjectTarget(
        service, mapper: try await session.mapper(), defaultNamespace: session.namespace,
        namespaceFlag: flags.global.namespace)
      try await Creator(
        session: session, dryRun: flags.dryRun, fieldManager: "kubectl-expose",
        format: try OutputFormat(flags.output.format)
      )
      .create(service, target: object, verb: "exposed")
    }
  }

  private func portEntry(_ port: Int64) -> JSONValue {
    var entry: JSONValue = ["port": .integer(port), "protocol": .string(self.protocol)]
    entry["targetPort"] = targetPort.map { Int64($0).map(JSONValue.integer) ?? .string($0) } ?? .integer(port)
    return entry
  }

  private func selectorLabels(_ target: ResolvedObject) throws -> JSONValue {
    if let selector {
      return .object(
        JSONObject(
          selector.split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return (parts[0], .string(parts.count > 1 ? parts[1] : ""))
          }))
    }
    if target.resource.kind == "Pod", let labels = target.object[path: "metadata", "labels"] { return labels }
    let selector = target.object[path: "spec", "selector"]
    if let labels = selector?["matchLabels"] ?? selector { return labels }
    throw KubectlError(
      "error: couldn't retrieve selectors via --selector flag or introspection: \(target.display) has no selector")
  }
}
