import APIMachinery
import Testing

@testable import APIServer

/// Rules of the kinds outside of the core group: what each case says is all that is wrong with its object.
@Suite struct GroupValidatorsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: GroupResource
    var object: JSONValue
    var errors: [String]
    var testDescription: String { "\(kind): \(errors.joined(separator: "; "))" }

    init(_ resource: String, _ group: String, _ object: JSONValue, _ errors: String...) {
      kind = GroupResource(resource, group: group)
      self.object = object
      self.errors = errors
    }
  }

  static let created: [Case] = [
    Case("priorityclasses", "scheduling.k8s.io", ["value": 10]),
    Case(
      "priorityclasses", "scheduling.k8s.io", ["value": 1_000_000_001],
      "value: Forbidden: maximum allowed value of a user defined priority is 1000000000"),
    Case(
      "leases", "coordination.k8s.io", ["spec": ["leaseDurationSeconds": 0, "leaseTransitions": -1]],
      "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
      "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0"),
    Case(
      "poddisruptionbudgets", "policy", ["spec": ["minAvailable": "120%"]],
      "spec.minAvailable: Invalid value: \"120%\": must not be greater than 100%"),
    Case(
      "clusterroles", "rbac.authorization.k8s.io", ["rules": [["verbs": ["get"], "nonResourceURLs": ["/healthz"]]]]),
    Case(
      "roles", "rbac.authorization.k8s.io", ["rules": [["verbs": ["get"], "nonResourceURLs": ["/x"]]]],
      "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs"),
    Case(
      "servicecidrs", "networking.k8s.io", ["spec": ["cidrs": ["10.1.0.0/16", "10.2.0.0/16"]]],
      "spec.cidrs: Invalid value: [\"10.1.0.0/16\",\"10.2.0.0/16\"]: may specify no more than one IP for each IP family, "
        + "i.e 192.168.0.0/24 and 2001:db8::/64"),
    Case("networkpolicies", "networking.k8s.io", ["spec": ["ingress": [["ports": [["port": "http"]]]]]]),
    Case(
      "networkpolicies", "networking.k8s.io",
      ["spec": ["ingress": [["from": [["ipBlock": ["cidr": "10.0.0.0/24", "except": ["10.0.0.0/16"]]]]]]]],
      "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"10.0.0.0/16\": must be a strict subset of `cidr`"),
    Case(
      "ingresses", "networking.k8s.io", ["spec": [:]],
      "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"),
    Case(
      "endpointslices", "discovery.k8s.io", ["addressType": "IPv4", "endpoints": [["addresses": ["127.0.0.1"]]]],
      "endpoints[0].addresses[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range "
        + "(127.0.0.0/8, ::1/128)"),
    Case(
      "horizontalpodautoscalers", "autoscaling",
      [
        "spec": ["maxReplicas": 1, "minReplicas": 2, "scaleTargetRef": ["apiVersion": "v1", "kind": "A", "name": "a"]]
      ],
      "spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`",
      "spec.scaleTargetRef.apiVersion: Invalid value: \"v1\": apiVersion must specify API group"),
    Case(
      "volumeattachments", "storage.k8s.io", ["spec": ["attacher": "a.b", "nodeName": "n", "source": [:]]],
      "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName"),
    Case(
      "apiservices", "apiregistration.k8s.io",
      [
        "metadata": ["name": "v1.a.b"],
        "spec": ["group": "a.b", "version": "v1", "groupPriorityMinimum": 0, "versionPriority": 1],
      ],
      "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000"),
    Case(
      "validatingadmissionpolicybindings", "admissionregistration.k8s.io", ["spec": ["validationActions": ["Deny"]]],
      "spec.policyName: Required value"),
  ]

  @Test("new objects", arguments: created)
  func create(_ test: Case) {
    let found = GroupValidators.validator(of: test.kind).validate(test.object, Self.context(test.kind))
    #expect(found.map(\.description) == test.errors)
  }

  @Test("what may not change")
  func update() {
    let kind = GroupResource("statefulsets", group: "apps")
    let old: JSONValue = ["spec": ["serviceName": "a", "replicas": 1]]
    func errors(_ new: JSONValue) -> [String] {
      GroupValidators.validator(of: kind).validateUpdate(new, old: old, Self.context(kind)).map(\.field)
    }
    #expect(errors(["spec": ["serviceName": "b", "replicas": 1]]).contains("spec"))
    #expect(!errors(["spec": ["serviceName": "a", "replicas": 2]]).contains("spec"))
  }

  @Test(
    "schedules",
    arguments: [
      ("*/5 0-6,22 * jan-mar mon", nil), ("@daily", nil), ("TZ=UTC 0 0 * * *", nil),
      ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
      ("61 * * * *", "end of range (61) above maximum (59): 61"),
      ("30-10 * * * *", "beginning of range (30) beyond end of range (10): 30-10"),
      ("*/0 * * * *", "step of range should be a positive number: */0"),
      ("@noon", "unrecognized descriptor: @noon"),
    ] as [(String, String?)])
  func schedule(text: String, problem: String?) {
    #expect(CronSchedule.problem(text) == problem)
  }

  private static func context(_ kind: GroupResource) -> ValidationContext {
    ValidationContext(
      resource: kind, namespace: "default", allowsPrivileged: true, now: Timestamp(seconds: 0))
  }
}
