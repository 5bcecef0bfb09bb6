import APIMachinery
import ArgumentParser

/// `kubectl logs`.
struct Logs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print the logs of a container.")

  @OptionGroup var global: GlobalFlags

  @Argument(help: "POD, or TYPE/NAME of something that has pods; then the container")
  var target: [String] = []

  @Option(
    name: [.customShort("l", allowingJoined: true), .customLong("selector")],
    help: ArgumentHelp("Pods with these labels.", valueName: "selector"))
  var selector: String?

  @Option(
    name: [.customShort("c", allowingJoined: true), .long],
    help: ArgumentHelp("Container of the pod.", valueName: "name"))
  var container: String?

  @Flag(name: .customLong("all-containers"), help: "Every container of the pod.")
  var allContainers = false

  @Flag(name: [.customShort("f"), .long], help: "Go on printing what is logged.")
  var follow = false

  @Flag(name: [.customShort("p"), .long], help: "The container that ran before the present one.")
  var previous = false

  @Option(name: .long, help: ArgumentHelp("The last lines only; -1: all.", valueName: "lines"))
  var tail: Int?

  @Option(name: .long, help: ArgumentHelp("Only newer than this, such as 5s or 2h.", valueName: "duration"))
  var since: String?

  @Option(name: .customLong("since-time"), help: ArgumentHelp("Only after this time.", valueName: "RFC 3339"))
  var sinceTime: String?

  @Flag(name: .long, help: "Put the time in front of each line.")
  var timestamps = false

  @Flag(name: .long, help: "Put the pod and container in front of each line.")
  var prefix = false

  @Option(name: .customLong("limit-bytes"), help: "Stop after so many bytes.")
  var limitBytes: Int?

  func run() async throws {
    let session = try global.session()
    var pods: [JSONValue] = []
    var container = container
    if let selector {
      let list = try await session.json(
        "GET", "/api/v1/namespaces/\(session.namespace)/pods", query: [QueryItem("labelSelector", selector)])
      pods = list["items"]?.arrayValue ?? []
      if pods.isEmpty { Terminal.printError("No resources found in \(session.namespace) namespace.") }
    } else {
      guard let name = target.first else {
        throw KubectlError.usage(
          "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
          "logs")
      }
      if target.count > 1 { container = target[1] }
      do {
        pods = [try await PodFinder(session: session).pod(name)]
      } catch let error as APIError where error.code == 404 && !name.contains("/") {
        throw KubectlError(
          "error: error from server (NotFound): \(error.message) in namespace \"\(session.namespace)\"")
      }
    }
    let isTailed = tail ?? (selector == nil ? nil : 10)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for pod in pods {
        for name in try containers(of: pod, chosen: container) {
          let printer = LogPrinter(session: session, prefix: prefix, query: try query(container: name, tail: isTailed))
          if follow {
            group.addTask { try await printer.run(pod: pod, container: name) }
          } else {
            try await printer.run(pod: pod, container: name)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func containers(of pod: JSONValue, chosen: String?) throws -> [String] {
    let podName = pod[path: "metadata", "name"]?.stringValue ?? ""
    func names(_ member: String) -> [String] {
      pod["spec"]?[member]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
    }
    let main = names("containers")
    let all = names("initContainers") + main + names("ephemeralContainers")
    if allContainers { return all }
    if let chosen {
      guard all.contains(chosen) else {
        throw KubectlError("error: container \(chosen) is not valid for pod \(podName)")
      }
      return [chosen]
    }
    if let named = pod[path: "metadata", "annotations", "kubectl.kubernetes.io/default-container"]?.stringValue {
      return [named]
    }
    if all.count > 1 {
      Terminal.printError("Defaulted container \"\(main.first ?? "")\" out of: \(PodFinder.describeContainers(pod))")
    }
    return Array(main.prefix(1))
  }

  private func query(container: String, tail: Int?) throws -> [QueryItem] {
    var query = [QueryItem("container", container)]
    if follow { query.append(QueryItem("follow", "true")) }
    if previous { query.append(QueryItem("previous", "true")) }
    if timestamps { query.append(QueryItem("timestamps", "true")) }
    if let tail, tail >= 0 { query.append(QueryItem("tailLines", String(tail))) }
    if let limitBytes { query.append(QueryItem("limitBytes", String(limitBytes))) }
    if let sinceTime { query.append(QueryItem("sinceTime", sinceTime)) }
    if let since {
      query.append(QueryItem("sinceSeconds", String(max(1, try Durations.required(since).components.seconds))))
    }
    return query
  }
}

/// Prints one container's log as it comes.
struct LogPrinter: Sendable {
  let session: Session
  let prefix: Bool
  let query: [QueryItem]

  func run(pod: JSONValue, container: String) async throws {
    let name = pod[path: "metadata", "name"]?.stringValue ?? ""
    let namespace = pod[path: "metadata", "namespace"]?.stringValue ?? session.namespace
    let response = try await session.send(
      "GET", "/api/v1/namespaces/\(namespace)/pods/\(name)/log", query: query, accept: "application/json, */*")
    var lines = LineSplitter()
    func show(_ bytes: [UInt8]) {
      guard prefix else { return Terminal.write(bytes, to: 1) }
      for line in lines.append(bytes) {
        Terminal.write(Array("[pod/\(name)/\(container)] ".utf8) + line + [UInt8(ascii: "\n")], to: 1)
      }
    }
    guard case .stream(let stream) = response.body else { return show(try await Session.collect(response)) }
    defer { stream.cancel() }
    while let piece = try await stream.next() { show(piece) }
  }
}
