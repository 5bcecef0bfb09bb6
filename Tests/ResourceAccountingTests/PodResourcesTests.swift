import APIMachinery
import ResourceAccounting
import Testing

@Suite struct PodResourcesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var pod: JSONValue
    var list = PodResources.List.requests
    var options: PodResources.Options = []
    var total: JSONValue
  }

  static func container(_ name: String, cpu: String, sidecar: Bool = false) -> JSONValue {
    var container: JSONValue = ["name": .string(name), "resources": ["requests": ["cpu": .string(cpu)]]]
    if sidecar { container["restartPolicy"] = "Always" }
    return container
  }

  static let cases = [
    Case(
      testDescription: "containers add up",
      pod: ["spec": ["containers": [container("a", cpu: "1"), container("b", cpu: "500m")]]],
      total: ["cpu": "1500m"]),
    Case(
      testDescription: "init containers run one after the other, before the others",
      pod: [
        "spec": [
          "containers": [container("a", cpu: "1")],
          "initContainers": [container("x", cpu: "3"), container("y", cpu: "2")],
        ]
      ],
      total: ["cpu": "3"]),
    Case(
      testDescription: "a sidecar runs beside those after it, not beside those before",
      pod: [
        "spec": [
          "containers": [container("a", cpu: "1")],
          "initContainers": [
            container("x", cpu: "5"), container("s", cpu: "1", sidecar: true), container("y", cpu: "2"),
          ],
        ]
      ],
      total: ["cpu": "5"]),
    Case(
      testDescription: "overhead comes on top",
      pod: ["spec": ["containers": [container("a", cpu: "1")], "overhead": ["cpu": "250m", "memory": "64Mi"]]],
      total: ["cpu": "1250m", "memory": "64Mi"]),
    Case(
      testDescription: "overhead makes no limit",
      pod: [
        "spec": [
          "containers": [["name": "a", "resources": ["limits": ["cpu": "1"]]]],
          "overhead": ["cpu": "250m", "memory": "64Mi"],
        ]
      ],
      list: .limits, total: ["cpu": "1250m"]),
    Case(
      testDescription: "what is asked for the pod counts instead of its containers",
      pod: [
        "spec": [
          "containers": [container("a", cpu: "1")],
          "resources": ["requests": ["cpu": "2", "example.com/device": "1"]],
        ]
      ],
      options: .podLevel, total: ["cpu": "2"]),
    Case(
      testDescription: "a resize that was asked for but isn't done counts with the more",
      pod: [
        "spec": ["containers": [container("a", cpu: "1"), container("b", cpu: "1")]],
        "status": [
          "containerStatuses": [
            ["name": "a", "resources": ["requests": ["cpu": "2"]], "allocatedResources": ["cpu": "3"]],
            ["name": "b", "resources": ["requests": ["cpu": "500m"]]],
          ]
        ],
      ],
      options: .status, total: ["cpu": "4"]),
  ]

  @Test(arguments: cases) func total(_ test: Case) {
    #expect(PodResources.total(test.list, of: test.pod, test.options).json == test.total)
  }

  @Test func qualityOfServiceIsOfThePodWhereThatAsks() {
    let container = Self.container("a", cpu: "1")
    #expect(PodQualityOfService.of(["containers": [["name": "a"]]]) == "BestEffort")
    #expect(PodQualityOfService.of(["containers": [container]]) == "Burstable")
    let both: JSONValue = ["cpu": "1", "memory": "1Gi"]
    #expect(
      PodQualityOfService.of(["containers": [["name": "a"]], "resources": ["requests": both, "limits": both]])
        == "Guaranteed")
  }
}
