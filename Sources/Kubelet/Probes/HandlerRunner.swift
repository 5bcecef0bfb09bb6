import APIMachinery
import ContainerRuntime
import HTTPTransport
import LinuxSupport

/// Runs the handlers of probes and lifecycle hooks.
struct HandlerRunner: Sendable {
  /// What came of it; the message goes into events.
  enum Outcome: Sendable, Equatable {
    case success
    case failure(String)
  }

  var runtime: any ContainerRuntime
  var time: any TimeSource

  private static let outputMax = 10 << 10

  /// - Parameters:
  ///   - podIP: Where HTTP, TCP and gRPC handlers go when they name no host.
  ///   - asProbe: Probes set their own user agent.
  func run(
    _ handler: HandlerDefinition, container: ContainerDefinition, id: String, podIP: String, timeout: Duration,
    asProbe: Bool
  ) async -> Outcome {
    switch handler {
    case .exec(let command): return await exec(command, id, timeout)
    case .http(let action): return await http(action, container, podIP, timeout, asProbe)
    case .tcp(let host, let port):
      guard let number = container.port(port).flatMap({ UInt16(exactly: $0) }), number > 0 else {
        return .failure("couldn't find port: \(port)")
      }
      do {
        try await TCPDial.check(address: host.isEmpty ? podIP : host, port: number, limit: timeout)
        return .success
      } catch {
        return .failure("\(error)")
      }
    case .grpc(let port, let service):
      do {
        let serving = try await GRPCHealth.isServing(host: podIP, port: port, service: service, timeout: timeout)
        return serving ? .success : .failure("service unhealthy (responded with \"NOT_SERVING\")")
      } catch let status as GRPCStatus where status.code == GRPCStatus.deadlineExceeded {
        return .failure("timeout: health rpc did not complete within \(GoDuration(timeout))")
      } catch {
        return .failure("error: health rpc probe failed: \(error)")
      }
    case .sleep(let duration):
      try? await time.sleep(for: duration)
      return .success
    }
  }

  private func exec(_ command: [String], _ id: String, _ timeout: Duration) async -> Outcome {
    do {
      let result = try await runtime.exec(command, in: id, timeout: timeout)
      if result.exitCode == 0 { return .success }
      let output = (result.stdout + result.stderr).prefix(Self.outputMax)
      return .failure(String(decoding: output, as: UTF8.self))
    } catch let status as GRPCStatus where status.code == GRPCStatus.deadlineExceeded {
      return .failure("command timed out: \"\(command.joined(separator: " "))\" timed out after \(GoDuration(timeout))")
    } catch {
      return .failure("\(error)")
    }
  }

  private func http(
    _ action: HandlerDefinition.HTTPAction, _ container: ContainerDefinition, _ podIP: String, _ timeout: Duration,
    _ asProbe: Bool
  ) async -> Outcome {
    guard let port = container.port(action.port), (1...65_535).contains(port) else {
      return .failure("couldn't find port: \(action.port)")
    }
    let host = action.host.isEmpty ? podIP : action.host
    var configuration = HTTPClientConfiguration()
    configuration.keepsConnections = false
    configuration.connectTimeout = timeout
    configuration.responseTimeout = timeout
    configuration.headers = Headers([
      ("User-Agent", asProbe ? "kube-probe/1.36" : "kube-lifecycle/1.36"), ("Accept", "*/*"),
    ])
    do {
      if action.isTLS { configuration.tls = try ClientTLS(trust: .anything) }
    } catch {
      return .failure("\(error)")
    }
    var headers = Headers()
    for header in action.headers { headers.add(header.name, header.value) }
    let (path, query) = Self.split(action.path)
    let scheme = action.isTLS ? "https" : "http"
    let shown = "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)\(action.path)"
    let client = HTTPClient(endpoint: .tcp(host: host, port: port), configuration: configuration, time: time)
    defer { client.shutDown() }
    let request = APIRequest(method: "GET", path: path, query: query, headers: headers)
    do {
      let response = try await Deadline.run(timeout, time: time) { try await client.send(request) }
      guard let response else { throw TimedOut() }
      if case .stream(let stream) = response.body { stream.cancel() }
      // Redirects count as success, as upstream's probes take them when they lead elsewhere.
      if (200..<400).contains(response.status) { return .success }
      return .failure("HTTP probe failed with statuscode: \(response.status)")
    } catch {
      return .failure("Get \"\(shown)\": \(error)")
    }
  }

  private static func split(_ path: String) -> (String, [QueryItem]) {
    guard let mark = path.firstIndex(of: "?") else { return (path.hasPrefix("/") ? path : "/" + path, []) }
    let items = path[path.index(after: mark)...].split(separator: "&").map { item in
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return QueryItem(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
    let plain = path[..<mark]
    return (plain.hasPrefix("/") ? String(plain) : "/" + plain, items)
  }

  private struct TimedOut: Error, CustomStringConvertible {
    var description: String { "context deadline exceeded (Client.Timeout exceeded while awaiting headers)" }
  }
}
