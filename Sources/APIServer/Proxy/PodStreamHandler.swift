import APIMachinery
import HTTPTransport

/// Logs of a pod, and streams into it (exec, attach, port-forward), by way of the kubelet of its node.
struct PodStreamHandler: ResourceHandler {
  enum Kind: String, Sendable { case log, exec, attach, portforward }

  let kind: Kind
  let kubelets: KubeletClients?

  func respond(to request: HandlerRequest) async throws(APIError) -> APIResponse {
    let info = request.info
    guard let pod = request.server.objects.object(GroupResource("pods"), namespace: info.namespace, name: info.name)
    else { throw .notFound(GroupResource("pods"), info.name) }
    if kind == .log {
      try Self.validateLogOptions(request.context.request, pod: info.name)
    } else {
      let name = ["exec": "Exec", "attach": "Attach", "portforward": "PortForward"][kind.rawValue] ?? ""
      try await request.admitConnection(options: "Pod\(name)Options")
    }
    let container = kind == .portforward ? "" : try Self.container(of: pod, request.context.request)
    let node = pod[path: "spec", "nodeName"]?.stringValue ?? ""
    guard !node.isEmpty else {
      if kind == .log { return APIResponse(status: 204) }
      throw .badRequest("pod \(info.name) does not have a host assigned")
    }
    let client = try Self.client(node, request, kubelets)
    let place = "\(info.namespace)/\(info.name)"
    var query = request.context.request.query.filter { $0.name != "container" }
    let path: String
    switch kind {
    case .log: path = "/containerLogs/\(place)/\(container)"
    case .exec, .attach:
      path = "/\(kind.rawValue)/\(place)/\(container)"
      query = Self.kubeletQuery(query)
    case .portforward: path = "/portForward/\(place)"
    }
    return try await ProxiedRequest(client: client).send(
      request.context.request, path: PercentEncoding.encodePath(path), query: query)
  }

  static func client(_ node: String, _ request: HandlerRequest, _ kubelets: KubeletClients?) throws(APIError)
    -> HTTPClient
  {
    guard let object = request.server.objects.object(GroupResource("nodes"), namespace: "", name: node) else {
      throw .notFound(GroupResource("nodes"), node)
    }
    guard let endpoint = KubeletClients.endpoint(of: object), let kubelets else {
      throw .internalError("node \(node) reports no address of its kubelet")
    }
    return kubelets.client(endpoint)
  }

  /// The kubelet has its own names for the streams.
  private static func kubeletQuery(_ query: [QueryItem]) -> [QueryItem] {
    let names = ["stdin": "input", "stdout": "output", "stderr": "error"]
    return query.compactMap { item in
      guard let name = names[item.name] ?? (item.name == "tty" ? "tty" : nil) else { return item }
      return RequestInfo.isTrue(item.value) ? QueryItem(name, "1") : nil
    }
  }

  /// The container asked for, or the one there is.
  private static func container(of pod: JSONValue, _ request: APIRequest) throws(APIError) -> String {
    let named = { (list: String) in
      (pod[path: "spec", list]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
    }
    let containers = named("containers")
    let all = containers + named("initContainers") + named("ephemeralContainers")
    if let asked = request.query("container"), !asked.isEmpty {
      guard all.contains(asked) else { throw .badRequest("container \(asked) is not valid for pod \(pod.name)") }
      return asked
    }
    if let preferred = pod.annotations["kubectl.kubernetes.io/default-container"], containers.contains(preferred) {
      return preferred
    }
    guard containers.count == 1, let only = containers.first else {
      throw .badRequest(
        "a container name must be specified for pod \(pod.name), choose one of: [\(containers.joined(separator: " "))]")
    }
    return only
  }

  private static func validateLogOptions(_ request: APIRequest, pod: String) throws(APIError) {
    var errors: [FieldError] = []
    for name in ["tailLines", "limitBytes", "sinceSeconds"] {
      guard let text = request.query(name), !text.isEmpty else { continue }
      guard let value = Int64(text) else {
        throw .badRequest("strconv.ParseInt: parsing \(quoted(text)): invalid syntax")
      }
      let least: Int64 = name == "tailLines" ? 0 : 1
      if value < least {
        errors.append(
          .invalid(FieldPath(name), .integer(value), "must be greater than \(least == 0 ? "or equal to 0" : "0")"))
      }
    }
    guard errors.isEmpty else { throw .invalid(GroupKind(kind: "PodLogOptions"), pod, errors) }
  }
}

extension ResourceHandlers {
  mutating func registerStreams(kubelets: KubeletClients?, dialer: ProxyDialer = ProxyDialer()) {
    for kind in [PodStreamHandler.Kind.log, .exec, .attach, .portforward] {
      register(PodStreamHandler(kind: kind, kubelets: kubelets), for: "pods", subresource: kind.rawValue)
    }
    for kind in [ProxyHandler.Kind.pods, .services, .nodes] {
      register(ProxyHandler(kind: kind, kubelets: kubelets, dialer: dialer), for: kind.rawValue, subresource: "proxy")
    }
  }
}
