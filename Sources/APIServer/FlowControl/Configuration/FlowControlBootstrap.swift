import APIMachinery

/// The FlowSchemas and PriorityLevelConfigurations that every cluster has, as upstream's
/// `pkg/apis/flowcontrol/bootstrap`. The mandatory ones can't be changed; the suggested ones follow this list for as long
/// as nobody has made them their own.
enum FlowControlBootstrap {
  static let autoUpdateAnnotation = "apf.kubernetes.io/autoupdate-spec"

  static let mandatoryLevels: [JSONValue] = [
    level(
      PriorityLevelSettings.exemptName,
      ["type": "Exempt", "exempt": ["nominalConcurrencyShares": 0, "lendablePercent": 0]]),
    level(
      PriorityLevelSettings.catchAllName,
      [
        "type": "Limited",
        "limited": ["nominalConcurrencyShares": 5, "lendablePercent": 0, "limitResponse": ["type": "Reject"]],
      ]),
  ]

  static let suggestedLevels: [JSONValue] = [
    limited("system", shares: 30, lendable: 33, queues: 64),
    limited("node-high", shares: 40, lendable: 25, queues: 64),
    limited("leader-election", shares: 10, lendable: 0, queues: 16, hand: 4),
    limited("workload-high", shares: 40, lendable: 50, queues: 128),
    limited("workload-low", shares: 100, lendable: 90, queues: 128),
    limited("global-default", shares: 20, lendable: 50, queues: 128),
  ]

  static let mandatorySchemas: [JSONValue] = [
    schema("exempt", PriorityLevelSettings.exemptName, 1, nil, groups("system:masters"), everything),
    schema("catch-all", PriorityLevelSettings.catchAllName, 10_000, "ByUser", everybody, everything),
  ]

  static let suggestedSchemas: [JSONValue] = [
    schema(
      "probes", PriorityLevelSettings.exemptName, 2, nil, everybody,
      ["nonResourceRules": [["verbs": ["get"], "nonResourceURLs": ["/healthz", "/readyz", "/livez"]]]]),
    schema(
      "system-leader-election", "leader-election", 100, "ByUser",
      users("system:kube-controller-manager", "system:kube-scheduler") + kubeSystemAccounts,
      ["resourceRules": [resources(["leases"], group: "coordination.k8s.io", verbs: ["get", "create", "update"])]]),
    schema(
      "system-node-high", "node-high", 400, "ByUser", groups("system:nodes"),
      [
        "resourceRules": [
          resources(["nodes", "nodes/status"], group: "", clusterScope: true),
          resources(["leases"], group: "coordination.k8s.io"),
        ]
      ]),
    schema("system-nodes", "system", 500, "ByUser", groups("system:nodes"), everything),
    schema(
      "kube-controller-manager", "workload-high", 800, "ByNamespace", users("system:kube-controller-manager"),
      everything),
    schema("kube-scheduler", "workload-high", 800, "ByNamespace", users("system:kube-scheduler"), everything),
    schema("kube-system-service-accounts", "workload-high", 900, "ByNamespace", kubeSystemAccounts, everything),
    schema("service-accounts", "workload-low", 9_000, "ByUser", groups("system:serviceaccounts"), everything),
    schema("global-default", "global-default", 9_900, "ByUser", everybody, everything),
  ]

  // MARK: Parts

  private static let everybody = groups("system:unauthenticated", "system:authenticated")
  private static let kubeSystemAccounts: [JSONValue] = [
    ["kind": "ServiceAccount", "serviceAccount": ["namespace": "kube-system", "name": "*"]]
  ]
  private static let everything: JSONValue = [
    "resourceRules": [resources(["*"], group: "*", clusterScope: true)],
    "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
  ]

  private static func users(_ names: String...) -> [JSONValue] {
    names.map { ["kind": "User", "user": ["name": .string($0)]] }
  }

  private static func groups(_ names: String...) -> [JSONValue] {
    names.map { ["kind": "Group", "group": ["name": .string($0)]] }
  }

  private static func resources(
    _ names: [String], group: String, verbs: [String] = ["*"], clusterScope: Bool = false
  ) -> JSONValue {
    var rule: JSONValue = [
      "verbs": .array(verbs.map { .string($0) }), "apiGroups": [.string(group)],
      "resources": .array(names.map { .string($0) }), "namespaces": ["*"],
    ]
    if clusterScope { rule["clusterScope"] = true }
    return rule
  }

  private static func object(_ kind: String, _ name: String, _ spec: JSONValue) -> JSONValue {
    [
      "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": .string(kind),
      "metadata": [
        "name": .string(name), "annotations": .object(JSONObject([(autoUpdateAnnotation, .string("true"))])),
      ],
      "spec": spec,
    ]
  }

  private static func level(_ name: String, _ spec: JSONValue) -> JSONValue {
    object("PriorityLevelConfiguration", name, spec)
  }

  private static func limited(
    _ name: String, shares: Int64, lendable: Int64, queues: Int64, hand: Int64 = 6
  ) -> JSONValue {
    level(
      name,
      [
        "type": "Limited",
        "limited": [
          "nominalConcurrencyShares": .integer(shares), "lendablePercent": .integer(lendable),
          "limitResponse": [
            "type": "Queue",
            "queuing": ["queues": .integer(queues), "handSize": .integer(hand), "queueLengthLimit": 50],
          ],
        ],
      ])
  }

  private static func schema(
    _ name: String, _ level: String, _ precedence: Int64, _ distinguisher: String?, _ subjects: [JSONValue],
    _ rules: JSONValue
  ) -> JSONValue {
    var rule = rules
    rule["subjects"] = .array(subjects)
    var spec: JSONValue = [
      "priorityLevelConfiguration": ["name": .string(level)], "matchingPrecedence": .integer(precedence),
      "rules": [rule],
    ]
    if let distinguisher { spec["distinguisherMethod"] = ["type": .string(distinguisher)] }
    return object("FlowSchema", name, spec)
  }
}
