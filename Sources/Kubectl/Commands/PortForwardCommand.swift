import APIMachinery
import ArgumentParser
import HTTPTransport

/// `kubectl port-forward`.
struct PortForwardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "port-forward", abstract: "Make ports of a pod reachable on this machine.")
  @OptionGroup var global: GlobalFlags
  @Argument(help: "POD or TYPE/NAME") var target = ""
  @Argument(help: "[LOCAL:]REMOTE…") var ports: [String] = []
  @Option(help: ArgumentHelp("Addresses to listen on.", valueName: "addresses")) var address = "localhost"

  func run() async throws {
    guard !target.isEmpty, !ports.isEmpty else {
      throw KubectlError.usage("TYPE/NAME and list of ports are required for port-forward", "port-forward")
    }
    let session = try global.session()
    let pod = try await PodFinder(session: session).pod(target)
    if let phase = pod[path: "status", "phase"]?.stringValue, phase != "Running" {
      throw KubectlError("error: unable to forward port because pod is not running. Current status=\(phase)")
    }
    let pairs = try await pairs(session, pod)
    let path = ContainerChoice.path(of: pod, "portforward")
    var listeners: [(LocalListener, Int)] = []
    for (local, remote) in pairs {
      for host in address.split(separator: ",") {
        for ip in host == "localhost" ? ["127.0.0.1"] : [String(host)] {
          let listener = try LocalListener(address: ip, port: local)
          Terminal.print("Forwarding from \(ip):\(listener.port) -> \(remote)")
          listeners.append((listener, remote))
        }
      }
    }
    let accepted = listeners
    try await PortForwardClient.connect(session.transport, APIRequest(method: "GET", path: path)) { client in
      await withDiscardingTaskGroup { group in
        for (listener, remote) in accepted {
          group.addTask {
            await withDiscardingTaskGroup { connections in
              while let socket = await listener.accept() {
                Terminal.print("Handling connection for \(listener.port)")
                connections.addTask { await Self.forward(socket, to: remote, over: client) }
              }
            }
          }
        }
      }
    }
  }

  /// Local and remote numbers; names and ports of Services become those of the container.
  private func pairs(_ session: Session, _ pod: JSONValue) async throws -> [(local: Int, remote: Int)] {
    let containerPorts = (pod[path: "spec", "containers"]?.arrayValue ?? []).flatMap { $0["ports"]?.arrayValue ?? [] }
    func number(_ text: String) throws -> Int {
      if let number = Int(text), (1...65_535).contains(number) { return number }
      if let named = containerPorts.first(where: { $0["name"]?.stringValue == text })?["containerPort"]?.integerValue {
        return Int(named)
      }
      throw KubectlError(
        "error: Pod '\(pod[path: "metadata", "name"]?.stringValue ?? "")' does not have a named port '\(text)'")
    }
    var service: JSONValue?
    if target.contains("/"), ["svc", "service", "services"].contains(target.prefix { $0 != "/" }) {
      service = try await session.json(
        "GET", "/api/v1/namespaces/\(session.namespace)/services/\(target.split(separator: "/").last ?? "")")
    }
    return try ports.map { pair in
      let parts = pair.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      var remote = parts.last ?? ""
      let local = parts.count > 1 ? (parts[0].isEmpty ? 0 : Int(parts[0]) ?? -1) : Int(remote) ?? 0
      if let port = (service?[path: "spec", "ports"]?.arrayValue ?? []).first(where: {
        $0["port"]?.integerValue.map(String.init) == remote || $0["name"]?.stringValue == remote
      }) {
        remote = JSONPath.text(port["targetPort"] ?? port["port"] ?? "")
      }
      guard local >= 0 else { throw KubectlError("error: invalid port format '\(pair)'") }
      return (local, try number(remote))
    }
  }

  private static func forward(_ socket: LocalSocket, to port: Int, over client: PortForwardClient) async {
    defer { socket.close() }
    guard let (data, error) = try? await client.open(port: port) else { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        while let bytes = await socket.read() { guard (try? await data.write(bytes)) != nil else { break } }
        await data.finish()
      }
      while let bytes = try? await data.read() { guard await socket.write(bytes) else { break } }
      socket.close()
      group.cancelAll()
    }
    var complaint: [UInt8] = []
    while let bytes = try? await error.read(), complaint.count < 4096 { complaint += bytes }
    if !complaint.isEmpty {
      Terminal.printError("error: an error occurred forwarding: \(String(decoding: complaint, as: UTF8.self))")
    }
  }
}
