import APIMachinery
import ArgumentParser

/// `kubectl autoscale`.
struct Autoscale: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Let a workload grow and shrink with its load.")
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var files: FileFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []
  @Option(help: "The fewest pods; the server's default without it.") var min = -1
  @Option(help: "The most pods.") var max: Int
  @Option(
    name: .customLong("cpu-percent"),
    help: ArgumentHelp("Load to aim at, of what the pods request; -1: the server's default.", valueName: "percent"))
  var cpuPercent = -1
  @Option(help: ArgumentHelp("CPU to aim at: 80%, or an amount such as 500m.", valueName: "amount")) var cpu: String?
  @Option(help: ArgumentHelp("Memory to aim at: 80%, or an amount such as 200Mi.", valueName: "amount"))
  var memory: String?
  @Option(help: "Name of the autoscaler.") var name: String?

  func run() async throws {
    guard max >= 1 else {
      throw KubectlError("error: --max=MAXPODS is required and must be at least 1, max: \(max)")
    }
    guard max >= min else {
      throw KubectlError("error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: \(max), min: \(min)")
    }
    let session = try flags.global.session()
    let targets = try await ObjectResolver(session: session, global: flags.global, files: files).resolve(resources)
    for target in targets {
      guard target.resource.subresources.contains("scale") else {
        throw KubectlError(
          "error: cannot autoscale a \(target.resource.kind): it has no scale; give a deployment, replicaset or statefulset"
        )
      }
      try await flags.create(try autoscaler(of: target), verb: "autoscaled", manager: "kubectl-autoscale")
    }
  }

  private func autoscaler(of target: ResolvedObject) throws -> JSONValue {
    var spec: JSONValue = [
      "maxReplicas": .integer(Int64(max)),
      "scaleTargetRef": [
        "apiVersion": .string(target.resource.apiVersion), "kind": .string(target.resource.kind),
        "name": .string(target.name),
      ],
    ]
    if min > 0 { spec["minReplicas"] = .integer(Int64(min)) }
    var metrics: [JSONValue] = []
    if cpuPercent >= 0 {
      metrics.append(Self.metric("cpu", ["type": "Utilization", "averageUtilization": .integer(Int64(cpuPercent))]))
    }
    for (resource, amount) in [("cpu", cpu), ("memory", memory)] {
      guard let amount else { continue }
      if amount.hasSuffix("%"), let percent = Int64(amount.dropLast()) {
        metrics.append(Self.metric(resource, ["type": "Utilization", "averageUtilization": .integer(percent)]))
      } else {
        guard (try? Quantity(parsing: amount)) != nil else {
          throw KubectlError("error: invalid --\(resource) value \"\(amount)\": give a percentage or an amount")
        }
        metrics.append(Self.metric(resource, ["type": "AverageValue", "averageValue": .string(amount)]))
      }
    }
    if !metrics.isEmpty { spec["metrics"] = .array(metrics) }
    return [
      "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
      "metadata": ["name": .string(name ?? target.name)], "spec": spec,
      "status": ["currentMetrics": .null, "desiredReplicas": 0],
    ]
  }

  private static func metric(_ resource: String, _ target: JSONValue) -> JSONValue {
    ["type": "Resource", "resource": ["name": .string(resource), "target": target]]
  }
}
