import APIMachinery
import ArgumentParser

/// `kubectl create service clusterip|externalname|loadbalancer|nodeport`.
struct CreateService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service", abstract: "Create a Service.",
    subcommands: [ClusterIP.self, ExternalName.self, LoadBalancer.self, NodePort.self], aliases: ["svc"])

  /// The ports of `--tcp port:targetPort`.
  static func ports(_ pairs: [String]) throws -> [JSONValue] {
    try pairs.flatMap { $0.split(separator: ",") }.map { pair in
      let parts = pair.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count <= 2 else {
        throw KubectlError("error: invalid port format '\(pair)', expected 'port' or 'port:targetPort'")
      }
      guard let number = UInt64(parts[0]) else {
        throw KubectlError("error: strconv.ParseUint: parsing \"\(parts[0])\": invalid syntax")
      }
      guard let port = Int64(exactly: number), (1...65_535).contains(port) else {
        throw KubectlError("error: invalid port format '\(pair)', expected port or port:targetPort")
      }
      return [
        "name": .string(parts.joined(separator: "-")), "port": .integer(port), "protocol": "TCP",
        "targetPort": .intOrString(parts[parts.count - 1]),
      ]
    }
  }

  static func service(_ name: String, type: String, ports: [JSONValue]) -> JSONValue {
    var spec: JSONValue = ["selector": ["app": .string(name)], "type": .string(type)]
    if !ports.isEmpty { spec["ports"] = .array(ports) }
    return [
      "apiVersion": "v1", "kind": "Service", "metadata": ["labels": ["app": .string(name)], "name": .string(name)],
      "spec": spec, "status": ["loadBalancer": [:]],
    ]
  }

  static func needsPorts(_ ports: [JSONValue]) throws {
    guard !ports.isEmpty else { throw KubectlError("error: at least one tcp port specifier must be provided") }
  }

  struct ClusterIP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "clusterip", abstract: "Reachable inside the cluster.")
    @OptionGroup var flags: GeneratorFlags
    @Option(help: ArgumentHelp("May be repeated.", valueName: "port[:target]")) var tcp: [String] = []
    @Option(name: .customLong("clusterip"), help: ArgumentHelp("Its address, or None.", valueName: "address"))
    var address: String?
    @OptionGroup var argument: NameArgument

    func run() async throws {
      let ports = try CreateService.ports(tcp)
      if address != "None" { try CreateService.needsPorts(ports) }
      var service = CreateService.service(try argument.name("service clusterip"), type: "ClusterIP", ports: ports)
      if let address { service["spec"]?["clusterIP"] = .string(address) }
      try await flags.create(service)
    }
  }

  /// What the commands have that make Services with ports of their own.
  struct PortFlags: ParsableArguments {
    @OptionGroup var flags: GeneratorFlags
    @Option(help: ArgumentHelp("May be repeated.", valueName: "port[:target]")) var tcp: [String] = []
    @OptionGroup var argument: NameArgument

    /// - Parameter change: Adds to each port.
    func create(_ type: String, _ command: String, change: (inout JSONValue) -> Void = { _ in }) async throws {
      var ports = try CreateService.ports(tcp)
      try CreateService.needsPorts(ports)
      for index in ports.indices { change(&ports[index]) }
      try await flags.create(
        CreateService.service(try argument.name("service \(command)"), type: type, ports: ports))
    }
  }

  struct NodePort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "nodeport", abstract: "Reachable on every node too.")
    @OptionGroup var ports: PortFlags
    @Option(name: .customLong("node-port"), help: "Port of the nodes; the server chooses without it.") var nodePort = 0

    func run() async throws {
      try await ports.create("NodePort", "nodeport") { port in
        if nodePort > 0 { port["nodePort"] = .integer(Int64(nodePort)) }
      }
    }
  }

  struct LoadBalancer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "loadbalancer", abstract: "Reachable through a load balancer.")
    @OptionGroup var ports: PortFlags

    func run() async throws { try await ports.create("LoadBalancer", "loadbalancer") }
  }

  struct ExternalName: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "externalname", abstract: "A name for something outside the cluster.")
    @OptionGroup var flags: GeneratorFlags
    @Option(help: ArgumentHelp("May be repeated.", valueName: "port[:target]")) var tcp: [String] = []
    @Option(name: .customLong("external-name"), help: ArgumentHelp("The name that is meant.", valueName: "name"))
    var externalName: String
    @OptionGroup var argument: NameArgument

    func run() async throws {
      var service = CreateService.service(
        try argument.name("service externalname"), type: "ExternalName", ports: try CreateService.ports(tcp))
      service["spec"]?["externalName"] = .string(externalName)
      try await flags.create(service)
    }
  }
}
