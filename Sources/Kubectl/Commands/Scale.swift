import APIMachinery
import ArgumentParser

/// `kubectl scale`.
struct Scale: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Set how many pods a workload has.")

  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags

  @Argument(help: "TYPE NAME… or TYPE/NAME…")
  var resources: [String] = []

  @Option(help: "The new number of pods.") var replicas: Int
  @Option(name: .customLong("current-replicas"), help: "Only when it has so many now.") var currentReplicas: Int?
  @Option(name: .customLong("resource-version"), help: "Only when it is unchanged since.") var resourceVersion: String?
  @Option(help: ArgumentHelp("Wait so long until there are so many; 0: don't wait.", valueName: "duration"))
  var timeout = "0s"
  @Flag(help: "Every object of the resource in the namespace.") var all = false

  func run() async throws {
    guard replicas >= 0 else {
      throw KubectlError("error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    }
    let limit = try Durations.required(timeout)
    let session = try global.session()
    var failures = Failures()
    let targets: [ResolvedObject]
    do {
      targets = try await ObjectResolver(
        session: session, global: global, selectors: selectors, files: files, all: all
      ).resolve(resources, &failures)
    } catch let error as APIError where error.reason == .notFound {
      throw KubectlError("error: no objects passed to scale \(error.message)")
    }
    for target in targets {
      do {
        try await scale(target, session)
        if limit > .zero, change.dryRun.dryRun == .none { try await wait(target, session, limit) }
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }

  private func scale(_ target: ResolvedObject, _ session: Session) async throws {
    let path = target.resource.path(namespace: target.namespace, name: target.name, subresource: "scale")
    let query = change.query(manager: "kubectl-scale")
    var result = target.object
    if currentReplicas != nil || resourceVersion != nil {
      var scale = try await session.json("GET", path)
      let present = scale[path: "spec", "replicas"]?.integerValue ?? 0
      if let currentReplicas, Int64(currentReplicas) != present {
        throw KubectlError("error: Expected replicas to be \(currentReplicas), was \(present)")
      }
      let version = scale[path: "metadata", "resourceVersion"]?.stringValue ?? ""
      if let resourceVersion, resourceVersion != version {
        throw KubectlError("error: Expected resource version to be \(resourceVersion), was \(version)")
      }
      if !change.isClientDryRun {
        scale["spec"] = ["replicas": .integer(Int64(replicas))]
        result = try await session.json("PUT", path, query: query, body: scale)
      }
    } else if !change.isClientDryRun {
      result = try await session.json(
        "PATCH", path, query: query, body: ["spec": ["replicas": .integer(Int64(replicas))]],
        contentType: "application/merge-patch+json")
    }
    if result["kind"] == "Scale" { result = target.object }
    try change.report(result, target, verb: "scaled")
  }

  private func wait(_ target: ResolvedObject, _ session: Session, _ limit: Duration) async throws {
    let deadline = session.time.uptime() + limit
    while true {
      let object = try await session.json("GET", target.path)
      if object[path: "status", "replicas"]?.integerValue ?? 0 == Int64(replicas) { return }
      guard session.time.uptime() < deadline else { throw KubectlError("error: timed out waiting for the condition") }
      try await session.time.sleep(for: .milliseconds(200))
    }
  }
}
