import APIMachinery
import ResourceAccounting
import Testing

@Suite struct QuotaTests {
  private static let now = Timestamp(seconds: 1_800_000_000)

  private func usage(_ resource: GroupResource, _ object: JSONValue) throws -> [String: String] {
    let evaluator = try #require(QuotaEvaluators.evaluator(of: resource))
    return evaluator.item(of: object).usage(at: Self.now).mapValues(\.description)
  }

  @Test func podsTakeWhatTheyAskForWhileTheyCanRun() throws {
    let pods = GroupResource(resource: "pods")
    var pod: JSONValue = [
      "spec": [
        "containers": [
          [
            "name": "a",
            "resources": [
              "requests": ["cpu": "500m", "memory": "252Mi", "hugepages-2Mi": "4Mi", "example.com/dongle": "2"],
              "limits": ["cpu": "1", "example.com/dongle": "2"],
            ],
          ]
        ]
      ]
    ]
    let all = [
      "count/pods": "1", "pods": "1", "cpu": "500m", "requests.cpu": "500m", "limits.cpu": "1", "memory": "252Mi",
      "requests.memory": "252Mi", "hugepages-2Mi": "4Mi", "requests.hugepages-2Mi": "4Mi",
      "requests.example.com/dongle": "2",
    ]
    #expect(try usage(pods, pod) == all)
    pod["metadata"] = [
      "deletionTimestamp": .string((Self.now - .seconds(20)).rfc3339), "deletionGracePeriodSeconds": 30,
    ]
    #expect(try usage(pods, pod) == all)
    pod["metadata"]?["deletionGracePeriodSeconds"] = 10
    #expect(try usage(pods, pod) == ["count/pods": "1"])
    pod["metadata"] = nil
    pod["status"] = ["phase": "Succeeded"]
    #expect(try usage(pods, pod) == ["count/pods": "1"])
  }

  @Test(arguments: [
    ("ClusterIP", true, "0", "0"), ("NodePort", true, "0", "2"), ("LoadBalancer", true, "1", "2"),
    ("LoadBalancer", false, "1", "1"),
  ])
  func servicesTakePorts(_ type: String, _ allocates: Bool, _ balancers: String, _ ports: String) throws {
    let service: JSONValue = [
      "spec": [
        "type": .string(type), "allocateLoadBalancerNodePorts": .bool(allocates),
        "ports": [["port": 80, "nodePort": 30080], ["port": 81]],
      ]
    ]
    #expect(
      try usage(GroupResource(resource: "services"), service) == [
        "count/services": "1", "services": "1", "services.loadbalancers": balancers, "services.nodeports": ports,
      ])
  }

  @Test func claimsTakeStorageOfTheirClass() throws {
    let claim: JSONValue = [
      "spec": ["storageClassName": "gold", "resources": ["requests": ["storage": "1Gi"]]],
      "status": ["allocatedResources": ["storage": "2Gi"]],
    ]
    #expect(
      try usage(GroupResource(resource: "persistentvolumeclaims"), claim) == [
        "count/persistentvolumeclaims": "1", "persistentvolumeclaims": "1", "requests.storage": "2Gi",
        "gold.storageclass.storage.k8s.io/persistentvolumeclaims": "1",
        "gold.storageclass.storage.k8s.io/requests.storage": "2Gi",
      ])
  }

  @Test func deviceClaimsTakeTheMostTheyMayHold() throws {
    let claim: JSONValue = [
      "spec": [
        "devices": [
          "requests": [
            ["name": "a", "exactly": ["deviceClassName": "gpu", "allocationMode": "ExactCount", "count": 2]],
            [
              "name": "b",
              "firstAvailable": [
                ["deviceClassName": "gpu", "allocationMode": "ExactCount", "count": 1],
                ["deviceClassName": "gpu", "allocationMode": "ExactCount", "count": 3],
                ["deviceClassName": "nic", "allocationMode": "All"],
              ],
            ],
          ]
        ]
      ]
    ]
    #expect(
      try usage(GroupResource(group: "resource.k8s.io", resource: "resourceclaims"), claim) == [
        "count/resourceclaims.resource.k8s.io": "1", "gpu.deviceclass.resource.k8s.io/devices": "5",
        "nic.deviceclass.resource.k8s.io/devices": "32",
      ])
  }

  @Test func otherObjectsAreNumbered() throws {
    #expect(try usage(GroupResource(resource: "secrets"), [:]) == ["count/secrets": "1", "secrets": "1"])
    #expect(
      try usage(GroupResource(group: "example.com", resource: "foos"), [:]) == ["count/foos.example.com": "1"])
    #expect(QuotaEvaluators.evaluator(of: GroupResource(resource: "events")) == nil)
  }

  @Test(arguments: [
    ("requests.cpu", ["pods"]), ("requests.example.com/dongle", ["pods"]), ("services.nodeports", ["services"]),
    ("requests.storage", ["persistentvolumeclaims"]), ("count/foos.example.com", ["foos.example.com"]),
    ("count/pods", ["pods"]), ("example.com/dongle", []), ("nothing", []),
  ])
  func namesLeadToWhatIsCounted(_ name: String, _ resources: [String]) {
    #expect(QuotaEvaluators.evaluators(of: name).map { "\($0.resource)" } == resources)
  }

  @Test func podsUnderAQuotaOfComputeSayWhatTheyNeed() throws {
    let evaluator = PodQuotaEvaluator()
    let pod: JSONValue = [
      "spec": [
        "containers": [["name": "b"], ["name": "a", "resources": ["limits": ["memory": "1Gi"]]]],
        "initContainers": [["name": "c", "resources": ["requests": ["cpu": "1"], "limits": ["memory": "1Gi"]]]],
      ]
    ]
    #expect(
      evaluator.obstacle(to: ["limits.memory", "pods", "requests.cpu"], in: pod)
        == "must specify limits.memory for: b; requests.cpu for: a,b")
    #expect(evaluator.obstacle(to: ["pods", "requests.ephemeral-storage"], in: pod) == nil)
  }

  @Test(
    arguments: [
      (["scopes": ["BestEffort"]], true), (["scopes": ["NotBestEffort"]], false),
      (["scopes": ["BestEffort", "Terminating"]], false), (["scopes": ["NotTerminating"]], true),
      (["scopes": ["CrossNamespacePodAffinity"]], true), (["scopes": ["VolumeAttributesClass"]], false),
      (selector("PriorityClass", "In", ["high"]), true), (selector("PriorityClass", "In", ["low"]), false),
      (selector("PriorityClass", "NotIn", ["low"]), true), (selector("PriorityClass", "DoesNotExist", []), false),
      (selector("PriorityClass", "Exists", []), true),
    ] as [(JSONValue, Bool)])
  func scopesOfPods(_ spec: JSONValue, _ isCounted: Bool) {
    let pod: JSONValue = [
      "spec": [
        "priorityClassName": "high", "containers": [["name": "a"]],
        "affinity": [
          "podAffinity": [
            "preferredDuringSchedulingIgnoredDuringExecution": [["podAffinityTerm": ["namespaceSelector": [:]]]]
          ]
        ],
      ]
    ]
    let facts = PodQuotaEvaluator().item(of: pod).scopes
    #expect(QuotaScope.all(of: ["spec": spec]).allSatisfy { $0.holds(for: facts) } == isCounted)
  }

  private static func selector(_ scope: String, _ op: String, _ values: [String]) -> JSONValue {
    [
      "scopeSelector": [
        "matchExpressions": [
          ["scopeName": .string(scope), "operator": .string(op), "values": .array(values.map { .string($0) })]
        ]
      ]
    ]
  }
}
