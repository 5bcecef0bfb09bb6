import APIMachinery
import APITesting
import Storage
import Synchronization
import Testing

@testable import APIServer

/// Priority and fairness of a whole server.
@Suite(.timeLimit(.minutes(20))) struct FlowControlServerTests {
  private static let schemas = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas"
  private static let levels = "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations"
  private static let bob = UserInfo(name: "bob", groups: ["system:authenticated"])

  private func keeper(_ server: TestServer) -> FlowControlKeeper {
    FlowControlKeeper(transport: server.server.transport(as: .apiServer), objects: server.server.objects)
  }

  @Test func makesTheBootstrapObjectsOnce() async throws {
    let server = try await TestServer()
    let schemas = try await server.call("GET", Self.schemas).body["items"]?.arrayValue ?? []
    #expect(schemas.count == 11)
    for schema in schemas {
      #expect(schema.annotations == ["apf.kubernetes.io/autoupdate-spec": "true"])
      let condition = schema[path: "status", "conditions"]?.arrayValue?.first
      #expect(condition?["type"] == "Dangling" && condition?["status"] == "False" && condition?["reason"] == "Found")
    }
    #expect(try await server.call("GET", Self.levels).body["items"]?.arrayValue?.count == 8)
    #expect(try await keeper(server).run() == 0)
  }

  @Test func keepsTheBootstrapObjects() async throws {
    let server = try await TestServer()
    let keeper = keeper(server)
    // What was deleted comes back, and so does what mandatory objects say.
    _ = try await server.call("DELETE", Self.schemas + "/probes")
    _ = try await server.call("DELETE", Self.levels + "/catch-all")
    #expect(try await keeper.run() == 2)
    #expect(try await server.call("GET", Self.schemas + "/probes").status == 200)
    // A suggested object that somebody has made their own is left to them, and says so.
    let change: JSONValue = [
      "metadata": ["annotations": ["apf.kubernetes.io/autoupdate-spec": .null]], "spec": ["matchingPrecedence": 77],
    ]
    _ = try await server.call(
      "PATCH", Self.schemas + "/service-accounts", change, contentType: "application/merge-patch+json")
    #expect(try await keeper.run() == 1)
    let own = try await server.call("GET", Self.schemas + "/service-accounts").body
    #expect(own[path: "spec", "matchingPrecedence"] == 77)
    #expect(own.annotations["apf.kubernetes.io/autoupdate-spec"] == "false")
    // One that still follows is set right.
    _ = try await server.call(
      "PATCH", Self.schemas + "/global-default", ["spec": ["matchingPrecedence": 77]],
      contentType: "application/merge-patch+json")
    #expect(try await keeper.run() == 1)
    #expect(
      try await server.call("GET", Self.schemas + "/global-default").body[path: "spec", "matchingPrecedence"] == 9_900)
    // What a former version suggested goes.
    var former = FlowControlBootstrap.suggestedLevels[0]
    former.setMetadata("name", "former")
    #expect(try await server.call("POST", Self.levels, former).status == 201)
    #expect(try await keeper.run() == 1)
    #expect(try await server.call("GET", Self.levels + "/former").status == 404)
  }

  @Test func saysWhetherALevelIsMissing() async throws {
    let server = try await TestServer()
    let controller = FlowControlController(server: server.server)
    var schema = FlowControlBootstrap.suggestedSchemas[8]
    schema.setMetadata("name", "dangler")
    schema.setMetadata("annotations", nil)
    schema["spec"]?["priorityLevelConfiguration"] = ["name": "nowhere"]
    #expect(try await server.call("POST", Self.schemas, schema).status == 201)
    await controller.digest()
    let condition = { () async throws -> JSONValue in
      try await server.call("GET", Self.schemas + "/dangler").body[path: "status", "conditions"]?.arrayValue?.first
        ?? .null
    }
    #expect(try await condition()["status"] == "True")
    #expect(
      try await condition()["message"]
        == "This FlowSchema references the PriorityLevelConfiguration object named \"nowhere\" but there is no such object"
    )
    var level = FlowControlBootstrap.suggestedLevels[0]
    level.setMetadata("name", "nowhere")
    level.setMetadata("annotations", nil)
    _ = try await server.call("POST", Self.levels, level)
    await controller.digest()
    #expect(try await condition()["status"] == "False")
    #expect(try await condition()["reason"] == "Found")
  }

  @Test func tellsWhatARequestWasClassifiedAs() async throws {
    let server = try await TestServer()
    let uid = { (path: String) async throws in try await server.call("GET", path).body.uid }
    for (user, path, schema, level) in [
      (TestServer.admin, "/api/v1/namespaces", "exempt", "exempt"),
      (Self.bob, "/api/v1/namespaces", "global-default", "global-default"),
      (Self.bob, "/api/v1/namespaces/none", "global-default", "global-default"),
    ] {
      let answer = try await server.call("GET", path, as: user)
      #expect(answer.headers["X-Kubernetes-PF-FlowSchema-UID"] == (try await uid("\(Self.schemas)/\(schema)")))
      #expect(answer.headers["X-Kubernetes-PF-PriorityLevel-UID"] == (try await uid("\(Self.levels)/\(level)")))
    }
  }

  /// A level without queues, full: the next request is refused, other levels go on.
  @Test func shedsLoad() async throws {
    let server = try await TestServer()
    let level: JSONValue = [
      "metadata": ["name": "tiny"],
      "spec": [
        "type": "Limited",
        "limited": [
          "nominalConcurrencyShares": 0, "borrowingLimitPercent": 0, "limitResponse": ["type": "Reject"],
        ],
      ],
    ]
    let schema: JSONValue = [
      "metadata": ["name": "tiny"],
      "spec": [
        "priorityLevelConfiguration": ["name": "tiny"], "matchingPrecedence": 5,
        "rules": [
          [
            "subjects": [["kind": "User", "user": ["name": "tiny"]]],
            "resourceRules": [
              [
                "verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "namespaces": ["*"], "clusterScope": true,
              ]
            ],
          ]
        ],
      ],
    ]
    #expect(try await server.call("POST", Self.levels, level).status == 201)
    #expect(try await server.call("POST", Self.schemas, schema).status == 201)
    await FlowControlController(server: server.server).digest()
    let tiny = UserInfo(name: "tiny", groups: ["system:authenticated"])
    let request = APIRequest(method: "GET", path: "/api/v1/namespaces/default")
    let info = RequestInfo(request)
    let control = server.server.flowControl
    let now = server.server.time.uptime()
    // With no seat at all there is room for one request at a time.
    let held = try #require(control.enterImmediately(info, request, tiny, now: now))
    let refused = try await server.call("GET", "/api/v1/namespaces/default", as: tiny)
    #expect(refused.status == 429 && refused.headers["Retry-After"] == "1")
    #expect(refused.text == "Too many requests, please try again later.\n")
    #expect(refused.headers["X-Kubernetes-PF-FlowSchema-UID"]?.isEmpty == false)
    #expect(try await server.call("GET", "/api/v1/namespaces/default", as: Self.bob).status == 403)
    #expect(try await server.call("GET", "/api/v1/namespaces/default").status == 200)
    control.leave(held, info, now: now)
    #expect(try await server.call("GET", "/api/v1/namespaces/default", as: tiny).status == 403)
    let metrics = FlowControlMetrics.text(control)
    #expect(
      metrics.contains(
        "apiserver_flowcontrol_rejected_requests_total{flow_schema=\"tiny\",priority_level=\"tiny\","
          + "reason=\"concurrency-limit\"} 1\n"))
    #expect(metrics.contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"workload-low\"} 245\n"))
  }

  /// A request that waits runs when its turn comes, is refused when it has waited too long, and leaves when its caller
  /// does.
  @Test func letsRequestsWait() async throws {
    let time = ManualTime()
    let level = PriorityLevel(
      name: "l", settings: .init(queueCount: 2, handSize: 1, queueLengthMax: 10), limit: 1, time: time)
    let schema = level.index(ofSchema: "s")
    let start = { () async -> PriorityLevel.Decision in
      await level.start(
        schema: schema, hash: 1, distinguisher: "", work: WorkEstimate(),
        details: FlowRequestDetails(user: "u", info: RequestInfo()), limit: .seconds(15))
    }
    let first = try #require(
      level.startImmediately(schema: schema, hash: 1, distinguisher: "", work: WorkEstimate(), now: 0))
    async let second = start()
    await time.waitForSleepers(1)
    level.finish(first, now: 1, isUndone: false)
    guard case .run(let number) = await second else {
      Issue.record("no seat")
      return
    }

    async let third = start()
    await time.waitForSleepers(1)
    time.advance(by: .seconds(15))
    #expect(await third == .rejected(.timeOut))

    let fourth = Task { await start() }
    await time.waitForSleepers(1)
    fourth.cancel()
    #expect(await fourth.value == .rejected(.cancelled))
    level.finish(number, now: 20, isUndone: false)
    #expect(level.state.withLock { $0.queues.isIdle && $0.waiters.isEmpty })
  }

  /// Seats go from levels that don't need them to one that does, and come back.
  @Test func lendsSeats() async throws {
    let time = ManualTime()
    let server = try await TestServer(time: time)
    let control = server.server.flowControl
    let limit = { (name: String) in
      control.current.withLock { $0.levels }[name]?.level.state.withLock { $0.queues.limit } ?? -1
    }
    let keep = { (user: UserInfo, count: Int) -> [FlowControl.Admission] in
      let request = APIRequest(method: "GET", path: "/api/v1/namespaces/x")
      return (0..<count).compactMap { _ in
        control.enterImmediately(RequestInfo(request), request, user, now: time.uptime())
      }
    }
    let info = RequestInfo(APIRequest(method: "GET", path: "/api/v1/namespaces/x"))
    let before = limit("global-default")
    var held = keep(Self.bob, 200)
    #expect(held.count == before)
    for _ in 0..<20 {
      time.advance(by: .seconds(10))
      control.adjustSeats()
      held += keep(Self.bob, 300)
    }
    let borrowed = limit("global-default")
    #expect(borrowed > 300, "idle levels lend their seats to the one that uses all it gets: \(borrowed)")
    #expect(limit("workload-low") >= 24, "what a level doesn't lend it keeps")
    // The lender needs its seats again.
    let account = UserInfo(
      name: "system:serviceaccount:a:b", groups: ["system:serviceaccounts", "system:authenticated"])
    let request = APIRequest(method: "GET", path: "/api/v1/namespaces/x")
    let start = time.uptime()
    let busy = (0..<250).map { _ in
      Task { await control.enter(info, request, account, now: start, deadline: .seconds(3_600)) }
    }
    let lender = try #require(control.current.withLock { $0.levels["workload-low"]?.level })
    try await eventually("all requests to have come") {
      lender.state.withLock { $0.queues.waitingCount + $0.queues.executingCount } == 250
    }
    time.advance(by: .seconds(10))
    control.adjustSeats()
    #expect(limit("workload-low") >= 245, "\(limit("workload-low"))")
    // Nearly all of them run now; what still waits gives up.
    for task in busy { task.cancel() }
    for task in busy {
      if case .runs(let admission) = await task.value { control.leave(admission, info, now: time.uptime()) }
    }
    #expect(lender.state.withLock { $0.queues.isIdle })
    for admission in held { control.leave(admission, info, now: time.uptime()) }
  }

  @Test func fallsBackToAPlainBound() async throws {
    var configuration = APIServerConfiguration()
    configuration.isFair = false
    configuration.readingRequestsMax = 1
    let server = try await TestServer(configuration: configuration)
    #expect(try await server.call("GET", Self.schemas).body["items"]?.arrayValue?.isEmpty == true)
    let request = APIRequest(method: "GET", path: "/api/v1/namespaces/x")
    let control = server.server.flowControl
    let held = try #require(control.enterImmediately(RequestInfo(request), request, Self.bob, now: .zero))
    let refused = try await server.call("GET", "/api/v1/namespaces/x", as: Self.bob)
    #expect(refused.status == 429 && refused.headers["X-Kubernetes-PF-FlowSchema-UID"] == nil)
    #expect(try await server.call("GET", "/api/v1/namespaces").status == 200, "system:masters always come in")
    control.leave(held, RequestInfo(request), now: .zero)
    #expect(try await server.call("GET", "/api/v1/namespaces/x", as: Self.bob).status == 403)
  }

  @Test func dumpsItsState() async throws {
    let server = try await TestServer(time: ManualTime())
    let request = APIRequest(method: "GET", path: "/api/v1/namespaces/x")
    let control = server.server.flowControl
    let held = try #require(control.enterImmediately(RequestInfo(request), request, Self.bob, now: .zero))
    defer { control.leave(held, RequestInfo(request), now: .zero) }
    let lines = { (path: String) async throws in
      try await server.call("GET", FlowControlDebugHandler.path + path).text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
      }
    }
    let levels = try await lines("/dump_priority_levels")
    #expect(levels.first?.first == "PriorityLevelName" && levels.count == 9)
    #expect(levels.first { $0.first == "global-default" }.map { $0[5] } == "1")
    let queues = try await lines("/dump_queues")
    // A header and the queues of all levels.
    #expect(queues.count == 529)
    let requests = try await lines("/dump_requests?includeRequestDetails=1")
    #expect(requests.first?.count == 18)
    #expect(requests.contains { $0[0] == "global-default" && $0[4] == "bob" && $0[3] == "-1" })
    #expect(try await server.call("GET", FlowControlDebugHandler.path + "/nothing").status == 404)
  }
}
