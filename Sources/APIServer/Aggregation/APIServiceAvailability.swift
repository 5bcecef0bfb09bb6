import APIMachinery
import HTTPTransport

/// Finds out whether the server behind an APIService answers (upstream's `AvailableConditionController`).
struct APIServiceAvailability: Sendable {
  let server: ExtensionServer
  let services: ServiceObjects
  let time: any TimeSource

  /// How many requests are tried at once; one answer is enough.
  private static let attempts = 5
  private static let timeout = Duration.seconds(5)

  func check() async -> APIServiceCondition {
    if let problem = problemOfService() { return problem }
    return await discover()
  }

  /// What is wrong with the service without asking it; nil where nothing is.
  private func problemOfService() -> APIServiceCondition? {
    let (namespace, name, port) = (
      server.connections.service.namespace, server.connections.service.name, server.connections.service.port
    )
    let place = "service/\(name) in \(quoted(namespace))"
    guard let service = services.service(name, namespace: namespace) else {
      return .failed("ServiceNotFound", "\(place) is not present")
    }
    guard service[path: "spec", "type"]?.stringValue == "ClusterIP" else { return nil }
    guard let declared = try? ServiceResolver.port(port, of: service) else {
      return .failed("ServicePortError", "\(place) is not listening on port \(port)")
    }
    let slices = services.slices(of: name, namespace: namespace)
    guard !slices.isEmpty else { return .failed("EndpointsNotFound", "cannot find endpointslices for \(place)") }
    let portName = declared["name"]?.stringValue ?? ""
    let hasEndpoint = slices.contains { slice in
      (slice["endpoints"]?.arrayValue ?? []).contains(where: ServiceResolver.isReady)
        && ServiceResolver.port(named: portName, of: slice) != nil
    }
    guard hasEndpoint else {
      return .failed(
        "MissingEndpoints", "endpointslices for \(place) have no addresses with port name \(quoted(portName))")
    }
    return nil
  }

  /// Asks for what every extension server must answer. Children: the attempts.
  private func discover() async -> APIServiceCondition {
    let problems = await withTaskGroup(of: String?.self) { group in
      for _ in 0..<Self.attempts { group.addTask { await attempt() } }
      defer { group.cancelAll() }
      var last = ""
      for await problem in group {
        guard let problem else { return String?.none }
        last = problem
      }
      return last
    }
    return problems.map { .failed("FailedDiscoveryCheck", $0) } ?? .passed
  }

  /// nil where the server answered.
  private func attempt() async -> String? {
    let place: Endpoint
    do {
      place = try server.connections.place()
    } catch {
      return error.message
    }
    let groupVersion = server.record.groupVersion
    let path =
      groupVersion.group.isEmpty
      ? "/api/\(groupVersion.version)" : "/apis/\(groupVersion.group)/\(groupVersion.version)"
    let url = "https://\(place)\(path)"
    let client = server.connections.client(to: place)
    let request = APIRequest(
      method: "GET", path: path, headers: Headers(RemoteIdentity.fields(of: ExtensionDownload.aggregator)))
    let status: Int?
    do {
      status = try await Deadline.run(Self.timeout, time: time) {
        let response = try await client.send(request)
        if case .stream(let stream) = response.body { stream.cancel() }
        return response.status
      }
    } catch {
      return "failing or missing response from \(url): Get \(quoted(url)): \(error)"
    }
    guard let status else {
      return "failing or missing response from \(url): Get \(quoted(url)): context deadline exceeded"
    }
    guard (200..<300).contains(status) else {
      return "failing or missing response from \(url): bad status from \(url): \(status)"
    }
    return nil
  }
}
