import APIMachinery
import Testing

@testable import Kubectl

struct CreateTests {
  /// What kubectl makes of the same words.
  @Test(arguments: [
    ("create ns x", "{apiVersion: v1, kind: Namespace, metadata: {name: x}, spec: {}, status: {}}"),
    (
      "create cm c --from-literal=a=b --from-literal=c=d=e",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b, c: d=e}}"
    ),
    (
      "create cm c --from-literal=a=b -n web",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: web}, data: {a: b}}"
    ),
    (
      "create cm c5 --from-literal=a=b --append-hash",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: c5-tdcm2892t9}, data: {a: b}}"
    ),
    (
      "create secret generic s --from-literal=u=p --type=t",
      "{apiVersion: v1, kind: Secret, metadata: {name: s}, type: t, data: {u: cA==}}"
    ),
    (
      "create secret docker-registry s --docker-server=r --docker-username=u --docker-password=p",
      "{apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/dockerconfigjson, data: {.dockerconfigjson: eyJhdXRocyI6eyJyIjp7InVzZXJuYW1lIjoidSIsInBhc3N3b3JkIjoicCIsImF1dGgiOiJkVHB3In19fQ==}}"
    ),
    (
      "create deploy d --image=a/nginx:1 --image=busybox -r 2",
      "{apiVersion: apps/v1, kind: Deployment, metadata: {labels: {app: d}, name: d}, spec: {replicas: 2, selector: {matchLabels: {app: d}}, strategy: {}, template: {metadata: {labels: {app: d}}, spec: {containers: [{image: \"a/nginx:1\", name: nginx, resources: {}}, {image: busybox, name: busybox, resources: {}}]}}}, status: {}}"
    ),
    (
      "create job j --image=b -- echo hi",
      "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {metadata: {}, spec: {containers: [{command: [echo, hi], image: b, name: j, resources: {}}], restartPolicy: Never}}}, status: {}}"
    ),
    (
      "create cj c --image=b --schedule=@daily",
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {jobTemplate: {metadata: {name: c}, spec: {template: {metadata: {}, spec: {containers: [{image: b, name: c, resources: {}}], restartPolicy: OnFailure}}}}, schedule: \"@daily\"}, status: {}}"
    ),
    (
      "create ingress i --class=nginx --rule=foo.com/*=svc:port,tls=cert --default-backend=def:80 --annotation=a=b",
      "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {annotations: {a: b}, name: i}, spec: {defaultBackend: {service: {name: def, port: {number: 80}}}, ingressClassName: nginx, rules: [{host: foo.com, http: {paths: [{backend: {service: {name: svc, port: {name: port}}}, path: /, pathType: Prefix}]}}], tls: [{hosts: [foo.com], secretName: cert}]}, status: {loadBalancer: {}}}"
    ),
    (
      "create svc nodeport s --tcp=80:8080 --node-port=31234",
      "{apiVersion: v1, kind: Service, metadata: {labels: {app: s}, name: s}, spec: {ports: [{name: 80-8080, nodePort: 31234, port: 80, protocol: TCP, targetPort: 8080}], selector: {app: s}, type: NodePort}, status: {loadBalancer: {}}}"
    ),
    (
      "create service clusterip s --clusterip=None",
      "{apiVersion: v1, kind: Service, metadata: {labels: {app: s}, name: s}, spec: {clusterIP: None, selector: {app: s}, type: ClusterIP}, status: {loadBalancer: {}}}"
    ),
    (
      "create service externalname s --external-name=x.com",
      "{apiVersion: v1, kind: Service, metadata: {labels: {app: s}, name: s}, spec: {externalName: x.com, selector: {app: s}, type: ExternalName}, status: {loadBalancer: {}}}"
    ),
    (
      "create role r --verb=get,list --resource=pods,deployments.apps/scale --resource-name=a",
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{apiGroups: [\"\"], resourceNames: [a], resources: [pods], verbs: [get, list]}, {apiGroups: [apps], resourceNames: [a], resources: [deployments/scale], verbs: [get, list]}]}"
    ),
    (
      "create clusterrole r --verb=get --non-resource-url=/healthz",
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: [{nonResourceURLs: [/healthz], verbs: [get]}]}"
    ),
    (
      "create clusterrole r --aggregation-rule=a=b",
      "{aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}, apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: null}"
    ),
    (
      "create rolebinding b --role=r --user=u --group=g --serviceaccount=ns:sa",
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: u}, {apiGroup: rbac.authorization.k8s.io, kind: Group, name: g}, {kind: ServiceAccount, name: sa, namespace: ns}]}"
    ),
    (
      "create pdb p --selector=app=web --max-unavailable=50%",
      "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: p}, spec: {maxUnavailable: 50%, selector: {matchLabels: {app: web}}}, status: {currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0}}"
    ),
    (
      "create pc p --value=10 --description=x",
      "{apiVersion: scheduling.k8s.io/v1, description: x, kind: PriorityClass, metadata: {name: p}, preemptionPolicy: PreemptLowerPriority, value: 10}"
    ),
    (
      "create quota q --hard=cpu=1,pods=2 --scopes=BestEffort",
      "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {cpu: \"1\", pods: \"2\"}, scopes: [BestEffort]}, status: {}}"
    ),
    ("create sa s", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: s}}"),
    (
      "run p --image=b --env=A=B --labels=x=y --port=80 --restart=Never -- sleep 1",
      "{apiVersion: v1, kind: Pod, metadata: {labels: {x: \"y\"}, name: p}, spec: {containers: [{args: [sleep, \"1\"], env: [{name: A, value: B}], image: b, name: p, ports: [{containerPort: 80}], resources: {}}], dnsPolicy: ClusterFirst, restartPolicy: Never}, status: {}}"
    ),
    (
      "run p --image=b --overrides={\"spec\":{\"nodeName\":\"z\"}}",
      "{apiVersion: v1, kind: Pod, metadata: {labels: {run: p}, name: p}, spec: {containers: [{image: b, name: p, resources: {}}], dnsPolicy: ClusterFirst, nodeName: z, restartPolicy: Always}, status: {}}"
    ),
  ])
  func makes(_ line: String, _ expected: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    let end = words.firstIndex(of: "--") ?? words.endIndex
    let outcome = await kubectl(Array(words[..<end]) + ["--dry-run=client", "-o", "yaml"] + words[end...])
    #expect(outcome.errors.isEmpty && outcome.status == 0, "\(outcome)")
    #expect(try yaml(outcome.output) == yaml(expected))
  }

  @Test(arguments: [
    (
      "create cm",
      "error: exactly one NAME is required, got 0\nSee 'kubectl create configmap -h' for help and examples\n"
    ),
    (
      "create cm x y",
      "error: exactly one NAME is required, got 2\nSee 'kubectl create configmap -h' for help and examples\n"
    ),
    ("create cm c --from-literal=a", "error: invalid literal source a, expected key=value\n"),
    (
      "create cm c --from-literal=a=1 --from-literal=a=2",
      "error: cannot add key \"a\", another key by that name already exists in Data for ConfigMap \"c\"\n"
    ),
    ("create cm c --from-file=nope", "error: error reading nope: no such file or directory\n"),
    ("create svc clusterip s", "error: at least one tcp port specifier must be provided\n"),
    ("create role r --resource=pods", "error: at least one verb must be specified\n"),
    ("create rolebinding b", "error: exactly one of clusterrole or role must be specified\n"),
    ("create pdb p --selector=a=b", "error: one of min-available or max-unavailable must be specified\n"),
    ("create quota q --hard=cpu", "error: invalid argument syntax cpu, expected <resource>=<value>\n"),
    ("run p --image=b --rm", "error: --rm should only be used for attached containers\n"),
    ("autoscale deploy web --max=0", "error: --max=MAXPODS is required and must be at least 1, max: 0\n"),
  ])
  func refuses(_ line: String, _ errors: String) async {
    #expect(await kubectl(line) == Outcome(output: "", errors: errors, status: 1))
  }

  @Test func readsFiles() throws {
    let folder = try TemporaryFolder()
    let variables = try folder.file("env", "# comment\nA=1\n\nB=x y\n")
    let text = try folder.file("text", "hello")
    let data = try DataSources(files: ["key=\(text)", text], environmentFiles: [variables]).data()
    #expect(data.map(\.key) == ["key", "text", "A", "B"])
    #expect(data.map { String(decoding: $0.value, as: UTF8.self) } == ["hello", "hello", "1", "x y"])
  }

  @Test func keepsBytesThatAreNoText() {
    let map = DataObjects.configMap("c", [("t", Array("text".utf8)), ("b", [0xFF, 0x00])])
    #expect(map["data"] == ["t": "text"] && map["binaryData"] == ["b": "/wA="])
  }

  @Test(arguments: [
    ("a=b:NoSchedule", "a", "b", "NoSchedule", false), ("a:NoExecute", "a", "", "NoExecute", false),
    ("a-", "a", "", "", true), ("a:NoSchedule-", "a", "", "NoSchedule", true),
    ("a=b:PreferNoSchedule-", "a", "b", "PreferNoSchedule", true),
  ])
  func readsTaints(_ word: String, _ key: String, _ value: String, _ effect: String, _ isRemoval: Bool) throws {
    let taint = try TaintChange(word)
    #expect(taint.key == key && taint.value == value && taint.effect == effect && taint.isRemoval == isRemoval)
  }

  @Test(arguments: [
    ("*", "main", true), ("main", "main", true), ("ma*", "main", true), ("*in", "main", true), ("m*n", "main", true),
    ("x*", "main", false), ("mai", "main", false), ("*a*i*", "main", true),
  ])
  func matchesContainers(_ pattern: String, _ name: String, _ matches: Bool) {
    #expect(PodTemplate.matches(pattern, name) == matches)
  }
}
