import APIMachinery
import ArgumentParser

/// `kubectl debug`: a container with tools in a pod, in a copy of it, or on a node.
struct Debug: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start a container to look into a pod or a node.",
    discussion: "kubectl debug (POD | TYPE/NAME) --image=IMAGE [-- COMMAND…]")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "POD or TYPE/NAME") var target: String?
  @Argument(parsing: .postTerminator, help: "COMMAND") var command: [String] = []
  @Flag(name: .customLong("arguments-only"), help: "What follows -- are arguments of the image's own command.")
  var argumentsOnly = false
  @Flag(inversion: .prefixedNo, help: "Attach once the container runs; -i does so, too.") var attach: Bool?
  @Option(
    name: [.customShort("c", allowingJoined: true), .long],
    help: ArgumentHelp("Name of the new container.", valueName: "name")) var container: String?
  @Option(name: .customLong("copy-to"), help: ArgumentHelp("Make a copy of the pod with this name.", valueName: "name"))
  var copyTo: String?
  @Flag(help: "With --copy-to: delete the pod.") var replace = false
  @Option(help: ArgumentHelp("Environment variable; may be repeated.", valueName: "key=value")) var env: [String] = []
  @Option(help: ArgumentHelp("Image of the new container.", valueName: "image")) var image: String?
  @Option(name: .customLong("image-pull-policy"), help: ArgumentHelp("When to pull the image.", valueName: "policy"))
  var pullPolicy: String?
  @Option(
    name: .customLong("set-image"),
    help: ArgumentHelp("With --copy-to: images of containers.", valueName: "name=image")) var setImages: [String] = []
  @Flag(name: [.customShort("i"), .customLong("stdin")], help: "Keep standard input open.") var stdin = false
  @Flag(name: [.customShort("t"), .customLong("tty")], help: "Give the container a terminal.") var tty = false
  @Flag(name: [.customShort("q"), .long], help: "Say nothing of what is done.") var quiet = false
  @Flag(name: .customLong("same-node"), help: "With --copy-to: on the pod's node.") var sameNode = false
  @Flag(
    name: .customLong("share-processes"), inversion: .prefixedNo,
    help: "With --copy-to: containers see each other's processes.") var shareProcesses = true
  @Option(name: .customLong("target"), help: ArgumentHelp("See this container's processes.", valueName: "container"))
  var targetContainer: String?
  @Option(help: ArgumentHelp("What the container may do.", valueName: DebugProfile.names)) var profile = "legacy"
  @Flag(name: .customLong("keep-labels"), help: "With --copy-to: keep the labels.") var keepLabels = false
  @Flag(name: .customLong("keep-annotations"), help: "With --copy-to: keep the annotations.") var keepAnnotations =
    false
  @Flag(name: .customLong("keep-liveness"), help: "With --copy-to: keep liveness probes.") var keepLiveness = false
  @Flag(name: .customLong("keep-readiness"), help: "With --copy-to: keep readiness probes.") var keepReadiness = false
  @Flag(name: .customLong("keep-startup"), help: "With --copy-to: keep startup probes.") var keepStartup = false
  @Flag(
    name: .customLong("keep-init-containers"), inversion: .prefixedNo, help: "With --copy-to: keep init containers.")
  var keepInitContainers = true

  func run() async throws {
    try check()
    guard let chosen = DebugProfile(rawValue: profile) else { throw KubectlError("error: unknown profile: \(profile)") }
    if chosen == .legacy {
      Terminal.printError(
        "--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example \"--profile=general\"."
      )
    }
    let session = try global.session()
    let words = target.map { $0.contains("/") ? [$0] : ["pods", $0] } ?? []
    for object in try await ObjectResolver(session: session, global: global).resolve(words) {
      try await debug(object, chosen, session)
    }
  }

  private func check() throws {
    if attach == true, image == nil, container == nil {
      throw KubectlError(
        "error: you must specify --container or create a new container using --image in order to attach.")
    }
    if copyTo != nil {
      guard image != nil || !setImages.isEmpty || !command.isEmpty else {
        throw KubectlError("error: you must specify --image, --set-image or command arguments.")
      }
      guard command.isEmpty || container != nil || image != nil else {
        throw KubectlError("error: you must specify an existing container or a new image when specifying args.")
      }
    } else {
      if replace { throw KubectlError("error: --replace may only be used with --copy-to.") }
      if sameNode { throw KubectlError("error: --same-node may only be used with --copy-to.") }
      if !setImages.isEmpty { throw KubectlError("error: --set-image may only be used with --copy-to.") }
      if image == nil { throw KubectlError("error: you must specify --image when not using --copy-to.") }
    }
    if let image, !ImageName.isValid(image) {
      throw KubectlError("error: invalid image name \"\(image)\": invalid reference format")
    }
    guard target != nil else { throw KubectlError("error: NAME or filename is required for debug") }
    if let pullPolicy, !["", "Always", "IfNotPresent", "Never"].contains(pullPolicy) {
      throw KubectlError("error: invalid image pull policy: \(pullPolicy)")
    }
    if let targetContainer {
      guard copyTo == nil else {
        throw KubectlError("error: --target is incompatible with --copy-to. Use --share-processes instead.")
      }
      if !quiet {
        Terminal.print(
          "Targeting container \"\(targetContainer)\". If you don't see processes from this container it may be because the container runtime doesn't support this feature."
        )
      }
    }
    if tty && !stdin { throw KubectlError("error: -i/--stdin is required for containers with -t/--tty=true") }
  }

  private func debug(_ target: ResolvedObject, _ profile: DebugProfile, _ session: Session) async throws {
    let made: (pod: JSONValue, container: String)
    switch target.resource.kind {
    case "Node": made = try await debugNode(target, profile, session)
    case "Pod" where copyTo == nil: made = try await addContainer(to: target, profile, session)
    case "Pod": made = try await copy(target, profile, session)
    default:
      throw KubectlError(
        "error: \"\(target.resource.apiVersion), Kind=\(target.resource.kind)\" not supported by debug")
    }
    guard attach ?? stdin, !made.container.isEmpty else { return }
    try await DebugAttachment(session: session, container: made.container, stdin: stdin, tty: tty, quiet: quiet)
      .run(pod: made.pod)
  }

  // MARK: What is made

  /// What every new container has.
  private func newContainer(_ name: String) throws -> JSONValue {
    var container: JSONValue = ["name": .string(name), "terminationMessagePolicy": "File"]
    if let image { container["image"] = .string(image) }
    if !command.isEmpty { container[argumentsOnly ? "args" : "command"] = .array(command.map(JSONValue.string)) }
    if let pullPolicy, !pullPolicy.isEmpty { container["imagePullPolicy"] = .string(pullPolicy) }
    if !env.isEmpty {
      container["env"] = .array(
        try Pairs.object(env, "env").objectValue?.members.map { ["name": .string($0.key), "value": $0.value] } ?? [])
    }
    if stdin { container["stdin"] = true }
    if tty { container["tty"] = true }
    return container
  }

  private func randomSuffix() -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789")
    return String((0..<5).map { _ in letters[Int(Surroundings.current.random.next(below: UInt64(letters.count)))] })
  }

  private func name(otherThan taken: [String]) -> String {
    if let container { return container }
    var name = "debugger-\(randomSuffix())"
    while taken.contains(name) { name = "debugger-\(randomSuffix())" }
    if !quiet { Terminal.print("Defaulting debug container name to \(name).") }
    return name
  }

  private func addContainer(
    to target: ResolvedObject, _ profile: DebugProfile, _ session: Session
  ) async throws -> (pod: JSONValue, container: String) {
    let spec = target.object["spec"] ?? [:]
    let present = spec.list("ephemeralContainers")
    let name = name(otherThan: (present + spec.list("containers")).map { $0.text("name") })
    var container = try newContainer(name)
    if let targetContainer { container["targetContainerName"] = .string(targetContainer) }
    if let context = profile.podContext { container["securityContext"] = context }
    let patch: JSONValue = [
      "spec": [
        "ephemeralContainers": [container],
        "$setElementOrder/ephemeralContainers": .array(
          (present.map { $0.text("name") } + [name]).map { ["name": .string($0)] }),
      ]
    ]
    let pod = try await session.json(
      "PATCH", target.path + "/ephemeralcontainers", query: [QueryItem("fieldManager", "kubectl-debug")], body: patch,
      contentType: "application/strategic-merge-patch+json")
    return (pod, name)
  }

  private func debugNode(
    _ target: ResolvedObject, _ profile: DebugProfile, _ session: Session
  ) async throws -> (pod: JSONValue, container: String) {
    var container = try newContainer(self.container ?? "debugger")
    var spec: JSONValue = [
      "nodeName": .string(target.name), "restartPolicy": "Never", "tolerations": [["operator": "Exists"]],
    ]
    if let context = profile.nodeContext { container["securityContext"] = context }
    if profile.usesHost {
      for member in ["hostNetwork", "hostPID", "hostIPC"] { spec[member] = true }
      if profile.mountsHost {
        container["volumeMounts"] = [["mountPath": "/host", "name": "host-root"]]
        spec["volumes"] = [["hostPath": ["path": "/"], "name": "host-root"]]
      }
    }
    spec["containers"] = [container]
    let name = "node-debugger-\(target.name)-\(randomSuffix())"
    let pod: JSONValue = [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": ["labels": ["app.kubernetes.io/managed-by": "kubectl-debug"], "name": .string(name)], "spec": spec,
    ]
    if !quiet {
      Terminal.print(
        "Creating debugging pod \(name) with container \(container.text("name")) on node \(target.name).")
    }
    return (try await create(pod, in: session.namespace, session), container.text("name"))
  }

  private func copy(
    _ target: ResolvedObject, _ profile: DebugProfile, _ session: Session
  ) async throws -> (pod: JSONValue, container: String) {
    var spec = target.object["spec"] ?? [:]
    if !sameNode { spec["nodeName"] = nil }
    spec["ephemeralContainers"] = nil
    if !keepInitContainers { spec["initContainers"] = nil }
    if shareProcesses { spec["shareProcessNamespace"] = true }
    for (member, isKept) in [
      ("livenessProbe", keepLiveness), ("readinessProbe", keepReadiness), ("startupProbe", keepStartup),
    ] where !isKept && profile != .legacy {
      KustomizeField("containers").update(&spec) { containers in
        containers = .array(
          (containers.arrayValue ?? []).map { container in
            var container = container
            container[member] = nil
            return container
          })
      }
    }
    var containers = try withNewImages(spec.list("containers"))
    let names = containers.map { $0.text("name") }
    var name = container ?? ""
    if name.isEmpty, image != nil { name = self.name(otherThan: names) }
    if let index = names.firstIndex(of: name) {
      let changes = try newContainer(name)
      for (member, value) in changes.objectValue ?? JSONObject() { containers[index][member] = value }
    } else if image != nil {
      var container = try newContainer(name)
      if let context = profile.podContext { container["securityContext"] = context }
      containers.append(container)
    } else if !name.isEmpty {
      throw KubectlError("error: you must specify image when creating new container")
    }
    spec["containers"] = .array(containers)
    var metadata: JSONValue = ["name": .string(copyTo ?? "")]
    let old = target.object["metadata"] ?? [:]
    if keepLabels { metadata["labels"] = old["labels"] }
    if keepAnnotations { metadata["annotations"] = old["annotations"] }
    if replace {
      _ = try await session.json("DELETE", target.path, body: ["gracePeriodSeconds": 0])
    }
    let pod: JSONValue = ["apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec]
    return (try await create(pod, in: target.namespace ?? session.namespace, session), name)
  }

  private func withNewImages(_ containers: [JSONValue]) throws -> [JSONValue] {
    let images = try Pairs.object(setImages.flatMap { $0.split(separator: ",").map(String.init) }, "set-image")
    return containers.map { container in
      guard let image = images[container.text("name")] ?? images["*"] else { return container }
      var container = container
      container["image"] = image
      return container
    }
  }

  private func create(_ pod: JSONValue, in namespace: String, _ session: Session) async throws -> JSONValue {
    try await session.json(
      "POST", "/api/v1/namespaces/\(namespace)/pods", query: [QueryItem("fieldManager", "kubectl-debug")], body: pod)
  }
}

/// What a container for debugging may do.
enum DebugProfile: String, CaseIterable {
  case legacy, general, baseline, netadmin, restricted, sysadmin

  static let names = allCases.map(\.rawValue).joined(separator: "|")

  /// The security context of a container in a pod.
  var podContext: JSONValue? {
    switch self {
    case .legacy, .baseline: nil
    case .general: ["capabilities": ["add": ["SYS_PTRACE"]]]
    case .netadmin: ["capabilities": ["add": ["NET_ADMIN", "NET_RAW"]]]
    case .restricted:
      [
        "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]], "runAsNonRoot": true,
        "seccompProfile": ["type": "RuntimeDefault"],
      ]
    case .sysadmin: ["privileged": true]
    }
  }

  /// The security context of a container on a node.
  var nodeContext: JSONValue? { self == .general ? nil : podContext }

  /// The node's own namespaces are used.
  var usesHost: Bool { self != .baseline && self != .restricted }
  /// The node's files are at /host.
  var mountsHost: Bool { usesHost && self != .netadmin }
}

/// Joins a container of a pod as soon as it runs.
private struct DebugAttachment {
  let session: Session
  let container: String
  let stdin: Bool
  let tty: Bool
  let quiet: Bool

  func run(pod: JSONValue) async throws {
    let metadata = pod["metadata"] ?? [:]
    let path = "/api/v1/namespaces/\(metadata.text("namespace"))/pods/\(metadata.text("name"))"
    while true {
      let pod = try await session.json("GET", path)
      let statuses = ["ephemeralContainerStatuses", "containerStatuses", "initContainerStatuses"].flatMap {
        pod["status"]?.list($0) ?? []
      }
      let state = statuses.first { $0.text("name") == container }?["state"]
      if state?["terminated"] != nil {
        let query = [QueryItem("container", container)]
        return try await LogPrinter(session: session, prefix: false, query: query).run(pod: pod, container: container)
      }
      if state?["running"] != nil {
        return try await ContainerChoice.attach(
          session, pod: pod, container: container, stdin: stdin, tty: tty, quiet: quiet)
      }
      try await session.time.sleep(for: .milliseconds(100))
    }
  }
}

/// Names of images, as registries have them.
enum ImageName {
  private static let pattern = try? LinearRegex(
    "^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?/|\\[[0-9a-fA-F:]+\\](?::[0-9]+)?/)?"
      + "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*"
      + "(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$")

  static func isValid(_ text: String) -> Bool { pattern?.matches(text) ?? true }
}
