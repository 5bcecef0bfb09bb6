import APIMachinery
import APIServer
import APITesting
import FoundationEssentials
import Testing

/// ValidatingAdmissionPolicies and MutatingAdmissionPolicies on a whole server, asked in its own process.
@Suite struct AdmissionPolicyTests {
  private struct Server: Sendable {
    let transport: any APITransport

    @discardableResult
    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> (
      status: Int, body: JSONValue, warnings: [String]
    ) {
      var headers = Headers()
      headers.add("Content-Type", "application/json")
      let request = APIRequest(method: method, path: path, headers: headers, body: body?.encoded() ?? [])
      let response = try await transport.send(request)
      guard case .bytes(let bytes) = response.body else { return (response.status, .null, []) }
      let json = (try? JSONParser.parse(bytes)) ?? .null
      return (response.status, json, response.headers.all("Warning"))
    }

    func configMap(_ name: String, _ data: JSONValue, labels: JSONValue = [:]) async throws -> (
      status: Int, body: JSONValue, warnings: [String]
    ) {
      try await send(
        "POST", "/api/v1/namespaces/default/configmaps",
        [
          "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "labels": labels], "data": data,
        ])
    }

    func policy(_ kind: String, _ name: String, spec: JSONValue, binding: JSONValue = [:]) async throws {
      let group = "/apis/admissionregistration.k8s.io/v1/"
      var spec = spec
      spec["matchConstraints"] = [
        "resourceRules": [
          [
            "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"],
            "resources": ["configmaps"],
          ]
        ],
        "objectSelector": ["matchLabels": ["for": .string(name)]],
      ]
      let made = try await send(
        "POST", group + "\(kind.lowercased())admissionpolicies",
        [
          "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string("\(kind)AdmissionPolicy"),
          "metadata": ["name": .string(name)], "spec": spec,
        ])
      #expect(made.status == 201, "\(made.body)")
      var bindingSpec = binding
      bindingSpec["policyName"] = .string(name)
      let bound = try await send(
        "POST", group + "\(kind.lowercased())admissionpolicybindings",
        [
          "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string("\(kind)AdmissionPolicyBinding"),
          "metadata": ["name": .string(name)], "spec": bindingSpec,
        ])
      #expect(bound.status == 201, "\(bound.body)")
    }
  }

  private func withServer(_ body: @escaping @Sendable (Server) async throws -> Void) async throws {
    let folder = "/tmp/apus-policy-test-\(SystemRandom().suffix(length: 10))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var options = KubeAPIServerOptions()
    options.dataDirectory = folder
    options.bindAddress = "127.0.0.1"
    options.advertiseAddress = "127.0.0.1"
    options.securePort = 0
    let api = try await KubeAPIServer(options)
    let server = Server(transport: api.transport(as: UserInfo(name: "system:admin", groups: ["system:masters"])))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await api.run() }
      // Before that caches may be empty, those of policies too.
      try await eventually("the server is ready") { try await server.send("GET", "/readyz").status == 200 }
      try await body(server)
      group.cancelAll()
    }
  }

  @Test(.timeLimit(.minutes(20))) func policiesDecide() async throws {
    try await withServer { server in
      try await Self.validation(server)
      try await Self.parameters(server)
      try await Self.mutation(server)
    }
  }

  private static let deny: JSONValue = ["validationActions": ["Deny"]]

  private static func validation(_ server: Server) async throws {
    try await server.policy(
      "Validating", "deny",
      spec: [
        "variables": [["name": "limit", "expression": "3"], ["name": "n", "expression": "size(object.data)"]],
        "matchConditions": [["name": "kept", "expression": "!('skip' in object.data)"]],
        "validations": [
          [
            "expression": "variables.n <= variables.limit",
            "messageExpression": "string(variables.n) + ' is too many for ' + request.userInfo.username",
          ],
          ["expression": "object.data.all(k, k != 'bad')", "message": "no bad", "reason": "Forbidden"],
          ["expression": "authorizer.group('').resource('pods').namespace('default').check('create').allowed()"],
        ],
      ], binding: deny)
    let labels: JSONValue = ["for": "deny"]
    let accepted = try await server.configMap("ok", ["a": "1"], labels: labels)
    #expect(accepted.status == 201)
    let many = try await server.configMap("many", ["a": "1", "b": "2", "c": "3", "d": "4"], labels: labels)
    #expect(many.status == 422)
    #expect(
      many.body["message"]?.stringValue
        == "configmaps \"many\" is forbidden: ValidatingAdmissionPolicy 'deny' with binding 'deny' denied request: "
        + "4 is too many for system:admin")
    #expect(many.body[path: "details", "causes"]?.arrayValue?.count == 1)
    let bad = try await server.configMap("bad", ["bad": "1"], labels: labels)
    #expect(bad.status == 403)
    #expect(bad.body["message"]?.stringValue?.hasSuffix("denied request: no bad") == true)
    let skipped = try await server.configMap("skip", ["bad": "1", "skip": "1"], labels: labels)
    #expect(skipped.status == 201)
    let other = try await server.configMap("other", ["bad": "1"])
    #expect(other.status == 201)

    try await server.policy(
      "Validating", "warn", spec: ["validations": [["expression": "object.data.x == 'y'", "message": "not y"]]],
      binding: ["validationActions": ["Warn"]])
    let warned = try await server.configMap("warned", ["x": "z"], labels: ["for": "warn"])
    #expect(warned.status == 201)
    #expect(warned.warnings.contains { $0.contains("with binding 'warn': not y") })

    try await server.policy(
      "Validating", "fails", spec: ["validations": [["expression": "object.data.missing == 'y'"]]], binding: deny)
    let failed = try await server.configMap("failed", ["x": "z"], labels: ["for": "fails"])
    #expect(failed.body["message"]?.stringValue?.hasSuffix("resulted in error: no such key: missing") == true)
  }

  private static func parameters(_ server: Server) async throws {
    let kind: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap"]
    try await server.policy(
      "Validating", "params",
      spec: ["paramKind": kind, "validations": [["expression": "object.data.x == params.data.x"]]],
      binding: [
        "validationActions": ["Deny"],
        "paramRef": ["name": "limits", "namespace": "default", "parameterNotFoundAction": "Deny"],
      ])
    let labels: JSONValue = ["for": "params"]
    let missing = try await server.configMap("p1", ["x": "1"], labels: labels)
    #expect(
      missing.body["message"]?.stringValue?.hasSuffix(
        "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction") == true)
    #expect(try await server.configMap("limits", ["x": "1"]).status == 201)
    #expect(try await server.configMap("p1", ["x": "1"], labels: labels).status == 201)
    #expect(try await server.configMap("p2", ["x": "2"], labels: labels).status == 422)
  }

  private static func mutation(_ server: Server) async throws {
    let patch =
      "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('a/b'), "
      + "value: object.metadata.labels.one}]"
    try await server.policy(
      "Mutating", "apply",
      spec: [
        "reinvocationPolicy": "Never",
        "mutations": [
          [
            "patchType": "ApplyConfiguration",
            "applyConfiguration": ["expression": "Object{metadata: Object.metadata{labels: {'one': '1'}}}"],
          ],
          [
            "patchType": "JSONPatch",
            "jsonPatch": ["expression": .string(patch)],
          ],
        ],
      ])
    let made = try await server.configMap("mutated", ["x": "1"], labels: ["for": "apply"])
    #expect(made.status == 201)
    #expect(made.body[path: "metadata", "labels"] == ["for": "apply", "one": "1", "a/b": "1"])

    try await server.policy(
      "Mutating", "mismatch",
      spec: [
        "reinvocationPolicy": "Never",
        "mutations": [
          [
            "patchType": "ApplyConfiguration",
            "applyConfiguration": ["expression": "Object{metadata: Object.wrong{labels: {'one': '1'}}}"],
          ]
        ],
      ])
    let refused = try await server.configMap("refused", ["x": "1"], labels: ["for": "mismatch"])
    #expect(refused.status == 403)
    #expect(
      refused.body["message"]?.stringValue?.contains(
        "unexpected type name \"Object.wrong\", expected \"Object.metadata\"") == true)
  }
}
