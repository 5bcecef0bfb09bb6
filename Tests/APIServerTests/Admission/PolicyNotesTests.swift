import APIMachinery
import Testing

@testable import APIServer

/// What ValidatingAdmissionPolicies leave behind beside their decision: audit annotations, warnings, metrics.
@Suite struct PolicyNotesTests {
  private static let group = "/apis/admissionregistration.k8s.io/v1"

  private static func policy(_ server: TestServer, _ name: String, spec: JSONValue, actions: [JSONValue]) async throws {
    var spec = spec
    spec["matchConstraints"] = [
      "resourceRules": [
        ["operations": ["*"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]]
      ]
    ]
    let made = try await server.call(
      "POST", "\(group)/validatingadmissionpolicies", ["metadata": ["name": .string(name)], "spec": spec])
    #expect(made.status == 201, "\(made.text)")
    for (index, action) in actions.enumerated() {
      let bound = try await server.call(
        "POST", "\(group)/validatingadmissionpolicybindings",
        [
          "metadata": ["name": .string("\(name)-\(index)")],
          "spec": ["policyName": .string(name), "validationActions": action],
        ])
      #expect(bound.status == 201, "\(bound.text)")
    }
  }

  private static func validate(_ server: TestServer) async -> (RequestContext, APIError?) {
    let request = APIRequest(method: "POST", path: "/api/v1/namespaces/default/configmaps")
    let context = RequestContext(
      request: request, info: RequestInfo(request), user: TestServer.admin, receivedAt: SystemTime().now())
    let admission = AdmissionRequest(
      operation: .create, resource: GroupResource("configmaps"), apiVersion: "v1", kind: "ConfigMap",
      namespace: "default", name: "x",
      object: ["kind": "ConfigMap", "apiVersion": "v1", "metadata": ["name": "x", "namespace": "default"]],
      context: context)
    do throws(APIError) {
      try await server.server.admission.validate(admission)
      return (context, nil)
    } catch {
      return (context, error)
    }
  }

  @Test func annotationsOfPolicies() async throws {
    let server = try await TestServer()
    try await Self.policy(
      server, "p",
      spec: [
        "validations": [["expression": "true"], ["expression": "object.metadata.name != 'x'", "message": "no x"]],
        "auditAnnotations": [
          ["key": "who", "valueExpression": "'by ' + request.userInfo.username"],
          ["key": "nothing", "valueExpression": "null"],
        ],
      ], actions: [["Audit", "Warn"], ["Audit"]])
    let (context, error) = await Self.validate(server)
    #expect(error == nil)
    #expect(
      context.auditAnnotations.values(at: .metadata) == [
        "p/who": "by admin",
        "validation.policy.admission.k8s.io/validation_failure":
          #"[{"message":"no x","policy":"p","binding":"p-0","expressionIndex":1,"validationActions":["Audit","Warn"]}]"#,
      ])
    #expect(
      context.warnings.all == ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p-0': no x"])
    let metrics = try await server.call("GET", "/metrics").text
    for (binding, action) in [("p-0", "audit"), ("p-0", "warn"), ("p-1", "audit")] {
      #expect(
        metrics.contains(
          "apiserver_validating_admission_policy_check_total{policy=\"p\",policy_binding=\"\(binding)\","
            + "error_type=\"no_error\",enforcement_action=\"\(action)\"} 1"))
    }
  }

  @Test func annotationsThatFailRefuseWhateverTheActions() async throws {
    let server = try await TestServer()
    try await Self.policy(
      server, "p", spec: ["auditAnnotations": [["key": "k", "valueExpression": "string(object.spec.none)"]]],
      actions: [["Warn"]])
    let (context, error) = await Self.validate(server)
    #expect(
      error?.message
        == "configmaps \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p-0' denied request: "
        + "expression 'string(object.spec.none)' resulted in error: no such key: spec")
    #expect(context.warnings.all.isEmpty && context.auditAnnotations.values(at: .request).isEmpty)
  }
}
