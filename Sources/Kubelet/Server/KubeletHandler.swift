import APIMachinery
import ContainerRuntime
import HTTPTransport
import LinuxSupport

/// Answers the requests to the kubelet's server.
struct KubeletHandler: HTTPHandler {
  let access: KubeletAccess
  let registry: PodRegistry
  let services: PodServices
  let options: KubeletOptions
  let facts: HostFacts

  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    if let refusal = await access.refusal(request, connection: connection) { return refusal }
    let parts = request.path.split(separator: "/").map { PercentEncoding.decode(String($0)) }
    do {
      return try await route(parts, request)
    } catch let error as APIError {
      return .text(error.message, status: error.code)
    } catch let error as ContainerRuntimeError where error.code == .notFound {
      return .text("\(error)", status: 404)
    } catch {
      return .text("\(error)", status: 500)
    }
  }

  private func route(_ parts: [String], _ request: APIRequest) async throws -> APIResponse {
    switch parts.first {
    case "healthz", "livez", "readyz": return .text("ok")
    case "pods", "runningpods": return .json(await podList())
    case "configz": return .json(configuration())
    case "metrics":
      let metrics = KubeletMetrics(registry: registry, services: services)
      switch parts.dropFirst().first {
      case nil: return .metrics(await metrics.own())
      case "cadvisor": return .metrics(CadvisorMetrics(statistics: try await statistics(), facts: facts).text)
      case "resource": return .metrics(ResourceMetrics(statistics: try await statistics()).text)
      case "probes": return .metrics(services.instruments.probeText)
      default: break
      }
    case "stats" where parts.count == 1 || parts[1] == "summary":
      let statistics = try await StatisticsReader(registry: registry, services: services).read(withVolumes: true)
      return .json(StatsSummary(statistics: statistics, usage: services.usage, bootedAt: facts.bootedAt).json)
    case "containerLogs" where parts.count == 4: return try await logs(parts, request)
    case "exec", "attach", "portForward", "run":
      return try await RemoteCommands(registry: registry, services: services).answer(parts, request)
    default: break
    }
    return .text("404 page not found", status: 404)
  }

  private func statistics() async throws -> NodeStatistics {
    try await StatisticsReader(registry: registry, services: services).read()
  }

  private func podList() async -> JSONValue {
    var items: [JSONValue] = []
    for worker in await registry.all {
      var json = await worker.definition.json
      let status = await worker.status
      if !status.isNull { json["status"] = status }
      items.append(json)
    }
    return ["kind": "PodList", "apiVersion": "v1", "metadata": [:], "items": .array(items)]
  }

  /// What upstream calls KubeletConfiguration, as far as there is something to set.
  private func configuration() -> JSONValue {
    func text(_ duration: Duration) -> JSONValue { .string("\(GoDuration(duration))") }
    return [
      "kubeletconfig": [
        "address": .string(options.address), "port": .integer(Int64(options.port)), "enableServer": true,
        "authentication": ["anonymous": ["enabled": false], "webhook": ["enabled": true, "cacheTTL": "2m0s"]],
        "authorization": ["mode": "Webhook"], "maxPods": .integer(Int64(options.maximumPods)),
        "clusterDNS": .strings(options.clusterDNS), "clusterDomain": .string(options.clusterDomain),
        "resolvConf": .string(options.resolverConfiguration), "staticPodPath": .string(options.podManifestPath),
        "cgroupDriver": "cgroupfs", "cgroupRoot": .string(options.cgroupRoot),
        "cgroupsPerQOS": .bool(options.cgroupsPerQoS), "kubeReserved": .stringMap(options.kubeReserved),
        "systemReserved": .stringMap(options.systemReserved), "evictionHard": .stringMap(options.evictionHard),
        "evictionPressureTransitionPeriod": text(options.evictionPressureTransitionPeriod),
        "allowedUnsafeSysctls": .strings(options.allowedUnsafeSysctls),
        "nodeStatusUpdateFrequency": text(options.nodeStatusUpdateFrequency),
        "nodeLeaseDurationSeconds": .integer(options.nodeLeaseDurationSeconds),
        "containerLogMaxSize": .string(Quantity(options.containerLogMaxSize, format: .binarySI).description),
        "containerLogMaxFiles": .integer(Int64(options.containerLogMaxFiles)),
        "imageGCHighThresholdPercent": .integer(Int64(options.imageGCHighThreshold)),
        "imageGCLowThresholdPercent": .integer(Int64(options.imageGCLowThreshold)),
        "podLogsDir": .string(options.podLogsDirectory),
      ]
    ]
  }

  private func logs(_ parts: [String], _ request: APIRequest) async throws -> APIResponse {
    let (namespace, name, container) = (parts[1], parts[2], parts[3])
    let logOptions = try LogOptions(query: request, now: services.time.now())
    guard let worker = await registry.worker(namespace: namespace, name: name) else {
      throw APIError(code: 404, reason: .notFound, message: "pod \"\(name)\" not found")
    }
    let log = try await worker.log(of: container, previous: logOptions.previous)
    let follower = LogFollower(path: log.path, options: logOptions, time: services.time) {
      await worker.runningID(of: container) == log.id
    }
    do {
      try await follower.open()
    } catch let error as LinuxError where error.isNotFound {
      // A container that has only just been made has written nothing yet.
      guard !logOptions.follow else { throw error }
      return .text("failed to try resolving symlinks in path \"\(log.path)\": \(error)", status: 500)
    }
    return APIResponse(
      status: 200, headers: Headers([("Content-Type", "text/plain")]),
      body: .stream(ByteStream(next: { try await follower.next() })))
  }
}

extension APIResponse {
  static func metrics(_ text: String) -> APIResponse {
    APIResponse(
      status: 200, headers: Headers([("Content-Type", "text/plain; version=0.0.4; charset=utf-8")]),
      body: .bytes(Array(text.utf8)))
  }
}

extension PodWorker {
  /// The log of a container's present or last life, or of the one before. Throws ``APIError`` in upstream's words.
  func log(of name: String, previous: Bool) throws(APIError) -> (path: String, id: String) {
    func failure(_ message: String) -> APIError { APIError(code: 400, reason: .badRequest, message: message) }
    guard let record = machine.containers[name] else {
      throw failure("container \"\(name)\" in pod \"\(machine.definition.name)\" is not available")
    }
    let directory = "\(services.node.logDirectory(machine.definition))/\(name)"
    func waiting() -> APIError {
      let reason = record.waiting?.reason ?? "ContainerCreating"
      let what =
        switch reason {
        case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull":
          "is waiting to start: trying and failing to pull image"
        default: "is waiting to start: \(reason)"
        }
      return failure("container \"\(name)\" in pod \"\(machine.definition.name)\" \(what)")
    }
    if previous {
      guard let last = record.lastExit, record.restartCount > 0 else {
        throw failure("previous terminated container \"\(name)\" in pod \"\(machine.definition.name)\" not found")
      }
      return ("\(directory)/\(record.restartCount - 1).log", last.id)
    }
    switch record.phase {
    case .running(let run): return ("\(directory)/\(record.restartCount).log", run.id)
    case .exited(let exit): return ("\(directory)/\(record.restartCount).log", exit.id)
    case .absent, .starting:
      guard let last = record.lastExit, record.restartCount > 0 else { throw waiting() }
      return ("\(directory)/\(record.restartCount - 1).log", last.id)
    }
  }
}
