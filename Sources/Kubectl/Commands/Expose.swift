import APIMachinery
import ArgumentParser

/// `kubectl expose`.
struct Expose: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Make a Service for a workload.")
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var files: FileFlags
  @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String] = []
  @Option(help: "Port of the Service.") var port: Int?
  @Option(
    name: .customLong("target-port"), help: ArgumentHelp("Port of the container, by number or name.", valueName: "port")
  ) var targetPort: String?
  @Option(help: "Name of the Service.") var name: String?
  @Option(help: ArgumentHelp("TCP, UDP or SCTP.", valueName: "protocol")) var `protocol`: String?
  @Option(help: ArgumentHelp("ClusterIP, NodePort or LoadBalancer.", valueName: "type")) var type: String?
  @Option(help: ArgumentHelp("Labels that choose the pods.", valueName: "selector")) var selector: String?
  @Option(name: .customLong("cluster-ip"), help: ArgumentHelp("Address of the Service, or None.", valueName: "address"))
  var clusterIP: String?

  @Option(
    name: [.customShort("l", allowingJoined: true), .long],
    help: ArgumentHelp("Labels of the Service; without it, those of what it is for.", valueName: "key=value,…"))
  var labels: String?
  @Option(name: .customLong("session-affinity"), help: ArgumentHelp("None or ClientIP.", valueName: "affinity"))
  var sessionAffinity: String?
  @Option(
    name: .customLong("external-ip"), help: ArgumentHelp("Another address to take requests at.", valueName: "address"))
  var externalIP: String?
  @Option(
    name: .customLong("load-balancer-ip"), help: ArgumentHelp("Address of the load balancer.", valueName: "address"))
  var loadBalancerIP: String?
  @Option(help: ArgumentHelp("Merged into the Service.", valueName: "JSON")) var overrides: String?

  /// What a Service can be made for.
  private static let kinds: Set<String> = ["Pod", "Service", "ReplicationController", "Deployment", "ReplicaSet"]

  func run() async throws {
    let session = try flags.global.session()
    let targets = try await ObjectResolver(session: session, global: flags.global, files: files).resolve(resources)
    for target in targets {
      guard Self.kinds.contains(target.resource.kind) else {
        throw KubectlError("error: cannot expose a \(target.resource.kind)")
      }
      try await flags.create(try service(for: target), verb: "exposed", manager: "kubectl-expose")
    }
  }

  private func service(for target: ResolvedObject) throws -> JSONValue {
    let selector = try selectorLabels(target)
    var spec: JSONValue = ["ports": .array(try ports(of: target)), "selector": selector]
    if let type { spec["type"] = .string(type) }
    if let clusterIP { spec["clusterIP"] = .string(clusterIP) }
    if let externalIP { spec["externalIPs"] = [.string(externalIP)] }
    if let loadBalancerIP { spec["loadBalancerIP"] = .string(loadBalancerIP) }
    if let sessionAffinity { spec["sessionAffinity"] = .string(sessionAffinity) }
    var metadata: JSONValue = ["name": .string(name ?? target.name)]
    metadata["labels"] =
      try labels.map { try Pairs.object($0.split(separator: ",").map(String.init), "label") }
      ?? target.object[path: "metadata", "labels"]
    let service: JSONValue = [
      "apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec, "status": ["loadBalancer": [:]],
    ]
    guard let overrides else { return service }
    return try MergePatch.apply(try YAMLCodec.decode(Array(overrides.utf8)), to: service)
  }

  /// What the containers listen on, unless a flag says which port is meant.
  private func ports(of target: ResolvedObject) throws -> [JSONValue] {
    if let port { return [entry(Int64(port), self.protocol ?? "TCP")] }
    if target.resource.kind == "Service" { return target.object[path: "spec", "ports"]?.arrayValue ?? [] }
    let template =
      target.resource.kind == "Pod" ? target.object["spec"] : target.object[path: "spec", "template", "spec"]
    var ports: [JSONValue] = []
    for container in template?["containers"]?.arrayValue ?? [] {
      for declared in container["ports"]?.arrayValue ?? [] {
        guard let number = declared["containerPort"]?.integerValue else { continue }
        ports.append(entry(number, self.protocol ?? declared["protocol"]?.stringValue ?? "TCP"))
      }
    }
    guard !ports.isEmpty else { throw KubectlError("error: couldn't find port via --port flag or introspection") }
    if ports.count > 1 {
      for index in ports.indices { ports[index]["name"] = .string("port-\(index + 1)") }
    }
    return ports
  }

  private func entry(_ port: Int64, _ kind: String) -> JSONValue {
    [
      "port": .integer(port), "protocol": .string(kind),
      "targetPort": targetPort.map { .intOrString($0) } ?? .integer(port),
    ]
  }

  private func selectorLabels(_ target: ResolvedObject) throws -> JSONValue {
    if let selector { return try Pairs.object(selector.split(separator: ",").map(String.init), "selector") }
    let failed = "error: couldn't retrieve selectors via --selector flag or introspection: "
    if target.resource.kind == "Pod" {
      guard let labels = target.object[path: "metadata", "labels"] else {
        throw KubectlError(failed + "the pod has no labels and cannot be exposed")
      }
      return labels
    }
    let selector = target.object[path: "spec", "selector"]
    if let expressions = selector?["matchExpressions"]?.arrayValue, !expressions.isEmpty {
      let text = expressions.map { expression in
        let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
        return
          "{Key:\(expression["key"]?.stringValue ?? "") Operator:\(expression["operator"]?.stringValue ?? "") Values:[\(values)]}"
      }
      throw KubectlError(
        failed + "couldn't convert expressions - \"[\(text.joined(separator: " "))]\" to map-based selector format")
    }
    guard let labels = selector?["matchLabels"] ?? selector, labels.objectValue?.isEmpty == false else {
      throw KubectlError(failed + "invalid \(target.resource.singular): no selectors, therefore cannot be exposed")
    }
    return labels
  }
}
