import APIMachinery

/// Finds the pod that a command means: by its own name, or one of those that a Deployment, Service, … has.
struct PodFinder {
  let session: Session

  func pod(_ argument: String) async throws -> JSONValue {
    guard argument.contains("/") else {
      return try await session.json("GET", "/api/v1/namespaces/\(session.namespace)/pods/\(argument)")
    }
    let arguments = try ResourceArguments([argument], mapper: try await session.mapper())
    guard let selection = arguments.selections.first, let name = selection.name else {
      throw KubectlError("error: expected TYPE/NAME, got \(argument)")
    }
    let object = try await session.json("GET", selection.resource.path(namespace: session.namespace, name: name))
    if selection.resource.kind == "Pod" { return object }
    let selector = try Self.selector(of: object, display: "\(selection.resource.objectPrefix)/\(name)")
    let list = try await session.json(
      "GET", "/api/v1/namespaces/\(session.namespace)/pods", query: [QueryItem("labelSelector", selector)])
    let pods = (list["items"]?.arrayValue ?? []).sorted { Self.rank($0) < Self.rank($1) }
    guard let pod = pods.first else {
      throw KubectlError("error: timed out waiting for the condition on pods of \(argument): it has none")
    }
    if pods.count > 1 {
      Terminal.printError("Found \(pods.count) pods, using pod/\(pod[path: "metadata", "name"]?.stringValue ?? "")")
    }
    return pod
  }

  /// The label selector of a workload or Service, as text.
  static func selector(of object: JSONValue, display: String) throws -> String {
    let selector = object[path: "spec", "selector"]
    let labels = selector?["matchLabels"] ?? (selector?["matchExpressions"] == nil ? selector : nil)
    var parts = labels?.objectValue?.compactMap { key, value in value.stringValue.map { "\(key)=\($0)" } } ?? []
    for expression in selector?["matchExpressions"]?.arrayValue ?? [] {
      let key = expression["key"]?.stringValue ?? ""
      let values = (expression["values"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ",")
      switch expression["operator"]?.stringValue {
      case "In": parts.append("\(key) in (\(values))")
      case "NotIn": parts.append("\(key) notin (\(values))")
      case "Exists": parts.append(key)
      default: parts.append("!\(key)")
      }
    }
    guard !parts.isEmpty else { throw KubectlError("error: \(display) has no selector, so it has no pods of its own") }
    return parts.joined(separator: ",")
  }

  /// Running and ready pods come first.
  private static func rank(_ pod: JSONValue) -> Int {
    let isReady = (pod[path: "status", "conditions"]?.arrayValue ?? []).contains {
      $0["type"] == "Ready" && $0["status"] == "True"
    }
    if isReady { return 0 }
    return pod[path: "status", "phase"] == "Running" ? 1 : 2
  }

  /// `web, sidecar, setup (init)`.
  static func describeContainers(_ pod: JSONValue) -> String {
    func names(_ member: String, _ suffix: String) -> [String] {
      (pod["spec"]?[member]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue.map { $0 + suffix } }
    }
    return (names("containers", "") + names("initContainers", " (init)") + names("ephemeralContainers", " (ephem)"))
      .joined(separator: ", ")
  }
}
