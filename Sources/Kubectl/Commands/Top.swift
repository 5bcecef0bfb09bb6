import APIMachinery
import ArgumentParser

/// `kubectl top`.
struct Top: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what nodes and pods use.", subcommands: [Nodes.self, Pods.self])

  static let metrics = "/apis/metrics.k8s.io/v1beta1"

  /// Throws what kubectl says where no metrics server is there.
  static func requireMetrics(_ session: Session) async throws {
    guard try await session.mapper().resources.contains(where: { $0.group == "metrics.k8s.io" }) else {
      throw KubectlError("error: Metrics API not available")
    }
  }

  struct Nodes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "node", abstract: "Show what nodes use.", aliases: ["nodes", "no"])
    @OptionGroup var global: GlobalFlags
    @OptionGroup var usage: UsageFlags
    @Argument(help: "NAME") var name: String?

    func run() async throws {
      let session = try global.session()
      try await Top.requireMetrics(session)
      let items = try await usage.items("\(Top.metrics)/nodes", name: name, session)
      let nodes = try await session.json("GET", "/api/v1/nodes")["items"]?.arrayValue ?? []
      let rows = items.map { item -> UsageRow in
        let itsName = item[path: "metadata", "name"]?.stringValue ?? ""
        let allocatable =
          nodes.first { $0[path: "metadata", "name"]?.stringValue == itsName }?[path: "status", "allocatable"]
        return UsageRow(names: [itsName], usage: item["usage"], allocatable: allocatable)
      }
      usage.print(rows, header: ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"])
    }
  }

  struct Pods: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pod", abstract: "Show what pods use.", aliases: ["pods", "po"])
    @OptionGroup var global: GlobalFlags
    @OptionGroup var usage: UsageFlags
    @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "Pods of every namespace.")
    var allNamespaces = false
    @Flag(help: "A line for each container.") var containers = false
    @Argument(help: "NAME") var name: String?

    func run() async throws {
      let session = try global.session()
      try await Top.requireMetrics(session)
      let path = allNamespaces ? "\(Top.metrics)/pods" : "\(Top.metrics)/namespaces/\(session.namespace)/pods"
      let items = try await usage.items(path, name: name, session)
      guard !items.isEmpty else {
        Terminal.printError(
          allNamespaces ? "No resources found" : "No resources found in \(session.namespace) namespace.")
        return
      }
      var rows: [UsageRow] = []
      for item in items {
        let metadata = item["metadata"]
        let names =
          (allNamespaces ? [metadata?["namespace"]?.stringValue ?? ""] : []) + [metadata?["name"]?.stringValue ?? ""]
        let parts = item["containers"]?.arrayValue ?? []
        if containers {
          rows += parts.map { UsageRow(names: names + [$0["name"]?.stringValue ?? ""], usage: $0["usage"]) }
        } else {
          rows.append(UsageRow(names: names, sum: parts.map { $0["usage"] }))
        }
      }
      let header = (allNamespaces ? ["NAMESPACE"] : []) + (containers ? ["POD", "NAME"] : ["NAME"])
      usage.print(rows, header: header + ["CPU(cores)", "MEMORY(bytes)"])
    }
  }
}

/// What the two commands of `top` share.
struct UsageFlags: ParsableArguments {
  @Option(
    name: [.customShort("l", allowingJoined: true), .customLong("selector")],
    help: ArgumentHelp("Only objects with these labels.", valueName: "selector")) var selector: String?
  @Option(name: .customLong("sort-by"), help: ArgumentHelp("cpu or memory.", valueName: "field")) var sortBy: String?
  @Flag(name: .customLong("no-headers"), help: "Print no header line.") var noHeaders = false

  mutating func validate() throws {
    if let sortBy, !["cpu", "memory"].contains(sortBy) {
      throw ValidationError("--sort-by accepts only cpu or memory")
    }
  }

  func items(_ path: String, name: String?, _ session: Session) async throws -> [JSONValue] {
    if let name { return [try await session.json("GET", "\(path)/\(name)")] }
    let query = selector.map { [QueryItem("labelSelector", $0)] } ?? []
    return try await session.json("GET", path, query: query)["items"]?.arrayValue ?? []
  }

  func print(_ rows: [UsageRow], header: [String]) {
    let sorted = rows.sorted { left, right in
      switch sortBy {
      case "cpu": (right.cpu, left.names.joined(separator: "/")) < (left.cpu, right.names.joined(separator: "/"))
      case "memory":
        (right.memory, left.names.joined(separator: "/")) < (left.memory, right.names.joined(separator: "/"))
      default: left.names.lexicographicallyPrecedes(right.names)
      }
    }
    Terminal.write(TextTable(header: header, rows: sorted.map(\.cells)).text(withHeader: !noHeaders), to: 1)
  }
}

/// One line of `top`.
struct UsageRow {
  var names: [String]
  /// Thousandths of a core.
  var cpu: Int64
  /// Bytes.
  var memory: Int64
  /// What a node has to give.
  var capacity: (cpu: Int64, memory: Int64)?

  init(names: [String], usage: JSONValue?, allocatable: JSONValue? = nil) {
    self.init(names: names, sum: [usage])
    if let allocatable {
      capacity = (Self.amount(allocatable["cpu"]).milliValue, Self.amount(allocatable["memory"]).value)
    }
  }

  init(names: [String], sum: [JSONValue?]) {
    self.names = names
    cpu = sum.reduce(0) { $0 + Self.amount($1?["cpu"]).milliValue }
    memory = sum.reduce(0) { $0 + Self.amount($1?["memory"]).value }
  }

  private static func amount(_ value: JSONValue?) -> Quantity {
    value.flatMap { try? Quantity(json: $0) } ?? .zero
  }

  var cells: [String] {
    let memoryText = "\(memory / (1 << 20))Mi"
    guard let capacity else { return names + ["\(cpu)m", memoryText] }
    func percent(_ used: Int64, _ all: Int64) -> String { all > 0 ? "\(used * 100 / all)%" : "<unknown>" }
    return names + ["\(cpu)m", percent(cpu, capacity.cpu), memoryText, percent(memory, capacity.memory)]
  }
}
