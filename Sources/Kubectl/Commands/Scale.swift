import APIMachinery
import ArgumentParser

/// `kubectl scale`.
struct Scale: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Set how many pods a workload has.")

  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var dryRun: DryRunFlags

  @Argument(help: "TYPE NAME… or TYPE/NAME…")
  var resources: [String] = []

  @Option(
    name: [.customShort("f", allowingJoined: true), .customLong("filename")],
    help: "File or folder that names the objects.")
  var filenames: [String] = []

  @Option(help: "The new number of pods.") var replicas: Int
  @Option(name: .customLong("current-replicas"), help: "Only when it has so many now.") var currentReplicas: Int?
  @Option(name: .customLong("resource-version"), help: "Only when it is unchanged since.") var resourceVersion: String?
  @Flag(help: "Every object of the resource in the namespace.") var all = false

  func run() async throws {
    guard replicas >= 0 else {
      throw KubectlError("error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    }
    let session = try global.session()
    let targets = try await ObjectResolver(
      session: session, global: global, selectors: selectors, filenames: filenames, all: all
    ).resolve(resources)
    for target in targets {
      let path = target.resource.path(namespace: target.namespace, name: target.name, subresource: "scale")
      if currentReplicas != nil || resourceVersion != nil {
        var scale = try await session.json("GET", path)
        let present = scale[path: "spec", "replicas"]?.integerValue ?? 0
        if let currentReplicas, Int64(currentReplicas) != present {
          throw KubectlError("error: Expected replicas to be \(currentReplicas), was \(present)")
        }
        if let resourceVersion, resourceVersion != scale[path: "metadata", "resourceVersion"]?.stringValue {
          throw KubectlError(
            "error: Expected resource version to be \(resourceVersion), was \(scale[path: "metadata", "resourceVersion"]?.stringValue ?? "")"
          )
        }
        if dryRun.dryRun != .client {
          scale["spec"] = ["replicas": .integer(Int64(replicas))]
          _ = try await session.json("PUT", path, query: dryRun.query, body: scale)
        }
      } else if dryRun.dryRun != .client {
        _ = try await session.json(
          "PATCH", path, query: dryRun.query, body: ["spec": ["replicas": .integer(Int64(replicas))]],
          contentType: "application/merge-patch+json")
      }
      Terminal.print("\(target.display) scaled\(dryRun.suffix)")
    }
  }
}
