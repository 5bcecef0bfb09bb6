import APIMachinery
import Testing

@testable import APIServer

@Suite struct PodValidationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var change: String
    var expected: [String]
    var testDescription: String { change }
  }

  private static let context = ValidationContext(
    resource: GroupResource("pods"), namespace: "default", allowsPrivileged: true, now: Timestamp(seconds: 0))

  /// A pod as it is after defaulting.
  private static func pod() throws -> JSONValue {
    try JSONParser.parse(
      """
      {"metadata": {"name": "p", "namespace": "default"},
       "spec": {"restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "terminationGracePeriodSeconds": 30,
         "serviceAccountName": "default",
         "containers": [{"name": "c", "image": "i", "imagePullPolicy": "Always",
           "terminationMessagePolicy": "File", "resources": {}}]}}
      """)
  }

  /// Merges a change given as JSON into the pod's spec, the first container's members under `c`.
  private static func pod(with change: String) throws -> JSONValue {
    var pod = try pod()
    for (key, value) in try JSONParser.parse(change).objectValue ?? JSONObject() {
      guard key == "c", var container = pod[path: "spec", "containers"]?[0] else {
        pod["spec"]?[key] = value
        continue
      }
      for (key, value) in value.objectValue ?? JSONObject() { container[key] = value }
      pod["spec"]?["containers"] = [container]
    }
    return pod
  }

  @Test(arguments: [
    Case(change: #"{}"#, expected: []),
    Case(change: #"{"containers": []}"#, expected: ["spec.containers: Required value"]),
    Case(
      change: #"{"c": {"name": "", "image": ""}}"#,
      expected: ["spec.containers[0].name: Required value", "spec.containers[0].image: Required value"]),
    Case(
      change: #"{"c": {"image": " i"}}"#,
      expected: [
        #"spec.containers[0].image: Invalid value: " i": must not have leading or trailing whitespace"#
      ]),
    Case(
      change: #"{"c": {"livenessProbe": {"exec": {"command": []}, "grpc": {"port": 1}, "successThreshold": 2}}}"#,
      expected: [
        "spec.containers[0].livenessProbe.exec.command: Required value",
        "spec.containers[0].livenessProbe.grpc: Forbidden: may not specify more than 1 handler type",
        "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
      ]),
    Case(
      change:
        #"{"c": {"env": [{"name": "a=b"}, {"name": "b", "value": "x", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}}"#,
      expected: [
        #"spec.containers[0].env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='"#,
        #"spec.containers[0].env[1].valueFrom: Invalid value: "": may not be specified when `value` is not empty"#,
      ]),
    Case(
      change: #"{"c": {"resources": {"requests": {"nvidia.com/gpu": "1", "hugepages-2Mi": "3Mi"}}}}"#,
      expected: [
        "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources",
        "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources",
        #"spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi"#,
        "spec.containers[0].resources: Forbidden: HugePages require cpu or memory",
      ]),
    Case(
      change:
        #"{"volumes": [{"name": "v", "secret": {"secretName": "", "items": [{"key": "k", "path": "..x"}]}}], "c": {"volumeMounts": [{"name": "v", "mountPath": "/v"}]}}"#,
      expected: [
        "spec.volumes[0].secret.secretName: Required value",
        #"spec.volumes[0].secret.items[0].path: Invalid value: "..x": must not start with '..'"#,
        #"spec.containers[0].volumeMounts[0].name: Not found: "v""#,
      ]),
    Case(
      change:
        #"{"c": {"securityContext": {"privileged": true, "allowPrivilegeEscalation": false, "runAsUser": -1, "procMount": "Unmasked"}}}"#,
      expected: [
        "spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
        #"spec.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`"#,
        #"spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":-1,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":"Unmasked","SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true"#,
      ]),
    Case(
      change:
        #"{"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "k", "whenUnsatisfiable": "ScheduleAnyway", "minDomains": 1}, {"maxSkew": 1, "topologyKey": "k", "whenUnsatisfiable": "ScheduleAnyway"}]}"#,
      expected: [
        "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
        #"spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{k, ScheduleAnyway}""#,
        "spec.topologySpreadConstraints[0].minDomains: Invalid value: 1: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway",
      ]),
    Case(
      change: #"{"os": {"name": "windows"}, "hostPID": true, "securityContext": {"runAsUser": 1}}"#,
      expected: [
        "spec.hostPID: Forbidden: cannot be set for a windows pod",
        "spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod",
      ]),
    Case(
      change: #"{"resources": {"requests": {"cpu": "1"}}, "c": {"resources": {"requests": {"cpu": "2"}}}}"#,
      expected: [
        #"spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2"#
      ]),
  ])
  func tellsAllThatIsWrongWithANewPod(_ example: Case) throws {
    let errors = PodValidator().validate(try Self.pod(with: example.change), Self.context)
    #expect(errors.map(\.description) == example.expected)
  }

  @Test(arguments: [
    Case(change: #"{"c": {"image": "other"}}"#, expected: []),
    Case(change: #"{"activeDeadlineSeconds": 5}"#, expected: []),
    Case(change: #"{"tolerations": [{"key": "k", "operator": "Exists"}]}"#, expected: []),
    Case(change: #"{"restartPolicy": "Never"}"#, expected: ["spec"]),
    Case(change: #"{"hostname": "h"}"#, expected: ["spec"]),
    Case(change: #"{"schedulingGates": [{"name": "a"}]}"#, expected: ["spec.schedulingGates[0].name"]),
    Case(change: #"{"initContainers": [{"name": "d"}]}"#, expected: ["spec.initContainers"]),
  ])
  func allowsFewChanges(_ example: Case) throws {
    let errors = PodUpdateValidation.validate(
      ObjectField(try Self.pod(with: example.change), "spec"), old: ObjectField(try Self.pod(), "spec"))
    #expect(errors.map(\.field) == example.expected)
  }

  @Test func comparesAmountsByTheirSize() {
    #expect(SemanticEquality.areEqual(["cpu": "1"], ["cpu": "1000m"]))
    #expect(SemanticEquality.areEqual(["list": []], [:]))
    #expect(!SemanticEquality.areEqual(["a": "x"], ["a": "y"]))
    #expect(!SemanticEquality.areEqual(["a": [:]], [:]))
  }
}
