import APIMachinery
import Testing

@testable import Kubectl

struct GetTests {
  private static let objects = """
    {apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {app: web, tier: front}}, data: {n: "2"}}
    ---
    {apiVersion: v1, kind: ConfigMap, metadata: {name: b, labels: {app: db}}, data: {n: "10"}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: s}}
    ---
    {apiVersion: v1, kind: ConfigMap, metadata: {name: far, namespace: other}}
    """

  @Test(arguments: [
    ("get cm", "NAME   AGE\na      5m\nb      5m\n"),
    ("get cm -o wide", "NAME   AGE   EXTRA\na      5m    wide\nb      5m    wide\n"),
    ("get cm --no-headers", "a     5m\nb     5m\n"),
    ("get cm a", "NAME   AGE\na      5m\n"),
    ("get cm/a", "NAME   AGE\na      5m\n"),
    ("get configmap/a svc/s", "NAME          AGE\nconfigmap/a   5m\n\nNAME        AGE\nservice/s   5m\n"),
    ("get cm,cm a", "NAME          AGE\nconfigmap/a   5m\n"),
    ("get cm -l app=web", "NAME   AGE\na      5m\n"),
    ("get cm -L app", "NAME   AGE   APP\na      5m    web\nb      5m    db\n"),
    ("get cm --show-labels", "NAME   AGE   LABELS\na      5m    app=web,tier=front\nb      5m    app=db\n"),
    ("get cm --show-kind", "NAME          AGE\nconfigmap/a   5m\nconfigmap/b   5m\n"),
    ("get cm -A", "NAMESPACE   NAME   AGE\ndefault     a      5m\ndefault     b      5m\nother       far    5m\n"),
    ("get cm -n other", "NAME   AGE\nfar    5m\n"),
    ("-n other get cm", "NAME   AGE\nfar    5m\n"),
    ("get cm --sort-by=.data.n --no-headers", "a     5m\nb     5m\n"),
    ("get cm -o name", "configmap/a\nconfigmap/b\n"),
    ("get cm,svc -o name", "configmap/a\nconfigmap/b\nservice/s\n"),
    ("get cm a -o jsonpath={.data.n}", "2"),
    ("get cm -o jsonpath={.items[*].metadata.name}", "a b"),
    ("get cm a -o jsonpath-as-json={.data}", "[\n    {\n        \"n\": \"2\"\n    }\n]\n"),
    ("get cm a -o go-template={{.metadata.name}}", "a"),
    ("get cm a --template={{.kind}}", "ConfigMap"),
    ("get cm -o custom-columns=N:.metadata.name,V:.data.n", "N     V\na     2\nb     10\n"),
    ("get cm -o custom-columns=N:.metadata.name --no-headers", "a\nb\n"),
    ("get cm nope --ignore-not-found", ""),
  ])
  func prints(_ line: String, _ expected: String) async throws {
    let outcome = await kubectl(line, on: try await FakeServer(Self.objects))
    #expect(outcome == Outcome(output: expected, errors: "", status: 0))
  }

  @Test(arguments: [
    ("get cm nope", "", "Error from server (NotFound): configmaps \"nope\" not found\n"),
    ("get cm a nope", "NAME   AGE\na      5m\n", "Error from server (NotFound): configmaps \"nope\" not found\n"),
    ("get cm a nope -o name", "configmap/a\n", "Error from server (NotFound): configmaps \"nope\" not found\n"),
    ("get nopes", "", "error: the server doesn't have a resource type \"nopes\"\n"),
    ("get nopes.foo.bar", "", "error: the server doesn't have a resource type \"nopes\"\n"),
    ("get cm/", "", "error: arguments in resource/name form must have a single resource and name\n"),
    ("get cm/a/x", "", "error: arguments in resource/name form may not have more than one slash\n"),
    ("get cm a -l x=y", "", "error: name cannot be provided when a selector is specified\n"),
    ("get cm a -A", "", "error: a resource cannot be retrieved by name across all namespaces\n"),
    ("get cm -f nope.yaml", "", "error: the path \"nope.yaml\" does not exist\n"),
    (
      "get cm a b/c", "",
      "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'\n"
    ),
    (
      "get", "",
      "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples\n"
    ),
  ])
  func fails(_ line: String, _ output: String, _ errors: String) async throws {
    let outcome = await kubectl(line, on: try await FakeServer(Self.objects))
    #expect(outcome == Outcome(output: output, errors: errors, status: 1))
  }

  @Test func saysWhereNothingIs() async {
    #expect(await kubectl("get cm").errors == "No resources found in default namespace.\n")
    #expect(await kubectl("get cm -A").errors == "No resources found\n")
    #expect(await kubectl("get nodes").errors == "No resources found\n")
    #expect(await kubectl("get cm -o name") == Outcome(output: "", errors: "", status: 0))
  }

  @Test func warnsOfAmbiguousShortNames() async {
    let outcome = await kubectl("get ev")
    #expect(
      outcome.errors.hasPrefix(
        "Warning: short name \"ev\" could also match lower priority resource events.events.k8s.io\n"))
  }

  @Test func hidesManagedFields() async throws {
    let server = try await FakeServer(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, managedFields: [{manager: m}]}}")
    #expect(!(await kubectl("get cm a -o yaml", on: server)).output.contains("managedFields"))
    #expect(await kubectl("get cm a -o yaml --show-managed-fields", on: server).output.contains("managedFields"))
  }

  @Test func reportsRefusedSelectors() async {
    let server = FakeServer()
    server.answer(
      "GET /api/v1/namespaces/default/pods", error: APIError(code: 400, reason: .badRequest, message: "bad selector"))
    #expect(
      await kubectl(["get", "pods", "-l", "x in"], on: server).errors
        == "Error from server (BadRequest): Unable to find \"/v1, Resource=pods\" that match label selector \"x in\", field selector \"\": bad selector\n"
    )
  }

  @Test func cutsCellsAtLineEnds() {
    #expect(GetTables.cell("one\ntwo") == "one...")
    #expect(GetTables.cell(.null) == "<none>")
    #expect(GetTables.cell(7) == "7")
  }

  @Test func endsWhereTheServerIsSilent() async {
    struct Silent: APITransport {
      func send(_ request: APIRequest) async throws -> APIResponse {
        try await SystemTime().sleep(for: .seconds(3_600))
        return APIResponse(status: 200)
      }
    }
    let transport = DeadlineTransport(inner: Silent(), limit: .milliseconds(1), time: EagerTime())
    await #expect(throws: RequestTimeout.self) { try await transport.send(APIRequest(method: "GET", path: "/api")) }
  }
}
