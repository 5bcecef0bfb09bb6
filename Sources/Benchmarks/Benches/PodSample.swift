internal import APIMachinery

/// The Pod that benchmarks work with: as users write it, two containers and an init container with what is usual
/// around them, 2.4 kB.
enum PodSample {
  static func manifest(name: String = "web-0", namespace: String = "bench") -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": [
        "name": .string(name), "namespace": .string(namespace),
        "labels": [
          "app": "web", "app.kubernetes.io/name": "web", "app.kubernetes.io/component": "frontend", "tier": "front",
          "version": "v1.14.2",
        ],
        "annotations": [
          "example.com/owner": "team-frontend", "prometheus.io/scrape": "true", "prometheus.io/port": "9102",
        ],
      ],
      "spec": [
        "containers": [main, sidecar],
        "initContainers": [
          [
            "name": "migrate", "image": "registry.example.com/team/migrate:v1.14.2",
            "command": ["/bin/migrate", "--up"],
            "envFrom": [["configMapRef": ["name": "web-config"]]],
          ]
        ],
        "nodeSelector": ["kubernetes.io/os": "linux"],
        "securityContext": ["runAsNonRoot": true, "runAsUser": 1000, "fsGroup": 2000],
        "terminationGracePeriodSeconds": 20,
        "tolerations": [["key": "dedicated", "operator": "Equal", "value": "frontend", "effect": "NoSchedule"]],
        "topologySpreadConstraints": [
          [
            "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": ["matchLabels": ["app": "web"]],
          ]
        ],
        "volumes": [
          [
            "name": "config", "configMap": ["name": "web-config", "items": [["key": "app.yaml", "path": "app.yaml"]]],
          ],
          ["name": "cache", "emptyDir": ["sizeLimit": "512Mi"]],
        ],
      ],
    ]
  }

  /// One container with little around it, 0.4 kB: 2.8 kB in a list, about as much as a Pod of upstream's figures that the
  /// targets come from.
  static func plain(name: String, namespace: String) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": ["name": .string(name), "namespace": .string(namespace), "labels": ["app": "web", "tier": "front"]],
      "spec": [
        "containers": [
          [
            "name": "web", "image": "registry.example.com/team/web:v1.14.2",
            "ports": [["name": "http", "containerPort": 8080]],
            "env": [["name": "LOG_LEVEL", "value": "info"]],
            "resources": ["requests": ["cpu": "100m", "memory": "128Mi"], "limits": ["memory": "256Mi"]],
            "readinessProbe": ["httpGet": ["path": "/ready", "port": "http"]],
          ]
        ]
      ],
    ]
  }

  private static let main: JSONValue = [
    "name": "web", "image": "registry.example.com/team/web:v1.14.2", "args": ["--config=/etc/web/app.yaml", "--v=2"],
    "ports": [["name": "http", "containerPort": 8080], ["name": "metrics", "containerPort": 9102]],
    "env": [
      ["name": "LOG_LEVEL", "value": "info"], ["name": "REGION", "value": "eu-central-1"],
      ["name": "POD_NAME", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]],
      ["name": "TOKEN", "valueFrom": ["secretKeyRef": ["name": "web-secrets", "key": "token"]]],
    ],
    "resources": ["requests": ["cpu": "100m", "memory": "128Mi"], "limits": ["cpu": "500m", "memory": "256Mi"]],
    "livenessProbe": ["httpGet": ["path": "/healthz", "port": "http"], "initialDelaySeconds": 5],
    "readinessProbe": ["httpGet": ["path": "/ready", "port": "http"], "periodSeconds": 5],
    "securityContext": ["allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]]],
    "volumeMounts": [
      ["name": "config", "mountPath": "/etc/web", "readOnly": true], ["name": "cache", "mountPath": "/var/cache/web"],
    ],
  ]

  private static let sidecar: JSONValue = [
    "name": "proxy", "image": "registry.example.com/mesh/proxy:1.22.0", "args": ["proxy", "sidecar"],
    "ports": [["name": "admin", "containerPort": 15000]],
    "resources": ["requests": ["cpu": "10m", "memory": "40Mi"], "limits": ["memory": "1Gi"]],
    "readinessProbe": ["tcpSocket": ["port": 15021], "failureThreshold": 30],
  ]
}
