import APIMachinery
import Testing

@testable import Kubectl

/// Commands that change objects which are there.
struct ChangeTests {
  private static let objects = """
    {apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {app: web}, annotations: {note: old}}, data: {k: v}}
    ---
    {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, labels: {app: web}}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: main, image: "nginx:1", ports: [{containerPort: 80}], env: [{name: OLD, value: x}]}, {name: side, image: busybox}]}
    ---
    {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {zone: a}}}
    ---
    {apiVersion: v1, kind: Node, metadata: {name: n2}, spec: {unschedulable: true, taints: [{key: k, value: v, effect: NoSchedule}]}}
    ---
    {apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: csr}, spec: {request: x}}
    """

  @Test(arguments: [
    ("label cm a x=y", "configmap/a labeled\n", ""),
    ("label cm a app=web", "configmap/a not labeled\n", ""),
    ("label cm a app-", "configmap/a unlabeled\n", ""),
    ("label cm a nope-", "label \"nope\" not found.\nconfigmap/a labeled\n", ""),
    ("label cm a app=other --overwrite", "configmap/a labeled\n", ""),
    ("label cm a x=y --dry-run=client", "configmap/a labeled (dry run)\n", ""),
    ("label cm --all x=y", "configmap/a labeled\nconfigmap/b labeled\n", ""),
    ("label cm a z=1 --list", "app=web\nz=1\n", ""),
    ("annotate cm a x=y", "configmap/a annotated\n", ""),
    ("annotate cm a note-", "configmap/a annotated\n", ""),
    ("annotate cm a note=new --overwrite -o jsonpath={.metadata.annotations.note}", "new", ""),
    ("scale deploy web --replicas=5", "deployment.apps/web scaled\n", ""),
    (
      "scale deploy/web --replicas=5 --current-replicas=2 --dry-run=client", "deployment.apps/web scaled (dry run)\n",
      ""
    ),
    ("patch cm a -p {\"data\":{\"k\":\"w\"}} --dry-run=client", "configmap/a patched (dry run)\n", ""),
    ("patch cm a -p {\"data\":{\"k\":\"v\"}} --dry-run=client", "configmap/a patched (no change) (dry run)\n", ""),
    (
      "patch cm a -p {\"data\":{\"k\":null,\"j\":\"1\"}} --type=merge --dry-run=client -o jsonpath={.data}",
      "{\"j\":\"1\"}", ""
    ),
    ("set image deploy/web main=nginx:2", "deployment.apps/web image updated\n", ""),
    ("set image deploy/web main=nginx:1", "", ""),
    ("set image deploy web *=x --dry-run=client -o jsonpath={..image}", "x x", ""),
    ("set env deploy/web A=b", "deployment.apps/web env updated\n", ""),
    ("set env deploy/web --list", "# Deployment web, container main\nOLD=x\n# Deployment web, container side\n", ""),
    ("set env deploy/web A=b -c nope", "", "Warning: Deployment/web does not have any containers matching \"nope\"\n"),
    ("set resources deploy/web -c main --limits=cpu=100m", "deployment.apps/web resource requirements updated\n", ""),
    ("set sa deploy/web bot", "deployment.apps/web serviceaccount updated\n", ""),
    ("rollout restart deploy/web", "deployment.apps/web restarted\n", ""),
    ("rollout restart deploy", "deployment.apps/web restarted\n", ""),
    ("rollout pause deploy/web", "deployment.apps/web paused\n", ""),
    ("rollout history deploy/web", "deployment.apps/web \nNo rollout history found.\n", ""),
    ("cordon n1", "node/n1 cordoned\n", ""), ("cordon n2", "node/n2 already cordoned\n", ""),
    ("cordon -l zone=a --dry-run=client", "node/n1 cordoned (dry run)\n", ""),
    ("uncordon node/n2", "node/n2 uncordoned\n", ""),
    ("drain n1", "node/n1 cordoned\nnode/n1 drained\n", ""),
    ("taint nodes n1 a=b:NoSchedule", "node/n1 tainted\n", ""),
    ("taint nodes n2 k=w:NoSchedule --overwrite", "node/n2 modified\n", ""),
    ("taint nodes n2 k:NoSchedule-", "node/n2 untainted\n", ""),
    ("taint node n2 k-", "node/n2 untainted\n", ""),
    ("autoscale deploy web --max=3", "horizontalpodautoscaler.autoscaling/web autoscaled\n", ""),
    ("expose deploy web", "service/web exposed\n", ""),
    ("certificate approve csr", "certificatesigningrequest.certificates.k8s.io/csr approved\n", ""),
    (
      "delete cm a b",
      "configmap \"a\" deleted from default namespace\nconfigmap \"b\" deleted from default namespace\n", ""
    ),
    ("delete cm a -o name", "configmap/a\n", ""),
    (
      "delete cm --all --dry-run=client",
      "configmap \"a\" deleted from default namespace (dry run)\nconfigmap \"b\" deleted from default namespace (dry run)\n",
      ""
    ),
    ("delete node n1", "node \"n1\" deleted\n", ""),
    ("delete cm nope --ignore-not-found", "", ""),
    ("delete cm -l app=nope", "No resources found\n", ""),
    ("wait --for=jsonpath={.data.k}=v cm/a", "configmap/a condition met\n", ""),
    ("wait --for=create cm/a", "configmap/a condition met\n", ""),
    ("wait --for=delete cm/nope", "", ""),
  ])
  func says(_ line: String, _ output: String, _ errors: String) async throws {
    let server = try await FakeServer(Self.objects)
    server.answer("PUT /apis/certificates.k8s.io/v1/certificatesigningrequests/csr/approval", [:])
    #expect(await kubectl(line, on: server) == Outcome(output: output, errors: errors, status: 0))
  }

  @Test(arguments: [
    ("label cm a app=db", "error: 'app' already has a value (web), and --overwrite is false\n"),
    ("label cm a", "error: at least one label update is required\n"),
    (
      "annotate cm a note=x",
      "error: --overwrite is false but found the following declared annotation(s): 'note' already has a value (old)\n"
    ),
    ("scale deploy nope --replicas=1", "error: no objects passed to scale deployments.apps \"nope\" not found\n"),
    ("scale deploy web --replicas=1 --current-replicas=9", "error: Expected replicas to be 9, was 2\n"),
    ("patch cm a --type=bogus -p {}", "error: --type must be one of [json merge strategic], not \"bogus\"\n"),
    ("patch cm a", "error: must specify --patch or --patch-file containing the contents of the patch\n"),
    ("set image deploy/web nope=x", "error: unable to find container named \"nope\"\n"),
    ("set image deploy/web", "error: at least one image update is required\n"),
    (
      "set image cm/a x=y",
      "error: configmaps/a the object is not a pod or does not have a pod template: *v1.ConfigMap\n\n"
    ),
    (
      "set resources deploy/web",
      "error: you must specify an update to requests or limits (in the form of --requests/--limits)\n"
    ),
    ("rollout restart cm/a", "error: configmaps \"a\" restarting is not supported\n"),
    ("rollout resume deploy/web", "error: deployments.apps \"web\" is not paused\n"),
    ("rollout undo deploy/web", "error: no rollout history found for deployment \"web\"\n"),
    (
      "taint nodes n1 a=b:Bogus",
      "error: invalid taint effect: Bogus, unsupported taint effect\nSee 'kubectl taint -h' for help and examples\n"
    ),
    (
      "taint nodes n2 k=v:NoSchedule",
      "error: node n2 already has k taint(s) with same effect(s) and --overwrite is false\n"
    ),
    ("taint nodes n1 k-", "error: taint \"k\" not found\n"),
    ("taint nodes n1", "error: at least one taint update is required\n"),
    ("expose cm a --port=80", "error: cannot expose a ConfigMap\n"),
    (
      "delete deploy web --cascade=bogus",
      "error: invalid cascade value (bogus). Must be \"background\", \"foreground\", or \"orphan\"\n"
    ),
    ("delete cm", "error: resource(s) were provided, but no name was specified\n"),
    ("wait --for=bogus cm/a", "error: unrecognized condition: \"bogus\"\n"),
    ("wait --for=condition=Ready cm/a --timeout=1s", "error: timed out waiting for the condition on configmaps/a\n"),
    (
      "wait --for=condition=Ready cm --all --timeout=1s",
      "timed out waiting for the condition on configmaps/a\ntimed out waiting for the condition on configmaps/b\n"
    ),
    (
      "wait cm/a --for=delete --timeout=bogus",
      "error: invalid duration \"bogus\": give a number with its unit, such as 30s, 5m or 2h\n"
    ),
    ("label nodes", "error: at least one label update is required\n"),
  ])
  func refuses(_ line: String, _ errors: String) async throws {
    let server = try await FakeServer(Self.objects)
    #expect(await kubectl(line, on: server) == Outcome(output: "", errors: errors, status: 1))
    #expect(server.changes.isEmpty)
  }

  @Test(arguments: ["label", "delete", "scale --replicas=1", "expose", "set image", "edit", "patch -p {}"])
  func needResources(_ line: String) async {
    let outcome = await kubectl(line)
    #expect(
      outcome.status == 1 && outcome.errors.hasPrefix("error: You must provide one or more resources"), "\(outcome)")
  }

  @Test func changesWhatItSays() async throws {
    let server = try await FakeServer(Self.objects)
    for line in [
      "label cm a x=y app-", "set image deploy/web side=busybox:2", "taint nodes n1 d=e:NoExecute",
      "set env deploy/web NEW=1", "scale deploy web --replicas=7",
    ] {
      #expect(await kubectl(line, on: server).status == 0)
    }
    #expect(server.object("configmaps", "a")?[path: "metadata", "labels"] == ["x": "y"])
    let spec = server.object("deployments.apps", "web")?[path: "spec", "template", "spec"]
    #expect(spec?["containers"]?[1]?["image"] == "busybox:2")
    #expect(spec?["containers"]?[0]?.list("env").contains { $0["name"] == "NEW" } == true)
    #expect(
      server.object("nodes", "n1", namespace: "")?[path: "spec", "taints"] == [
        ["effect": "NoExecute", "key": "d", "value": "e"]
      ])
  }

  @Test func drainChoosesPods() throws {
    func pod(_ name: String, owner: String? = nil, extra: JSONValue = [:]) -> JSONValue {
      var metadata: JSONValue = ["name": .string(name), "namespace": "d"]
      if let owner { metadata["ownerReferences"] = [["kind": .string(owner), "name": "o", "controller": true]] }
      return ["metadata": metadata, "spec": extra]
    }
    let pods = [
      pod("bare"), pod("owned", owner: "ReplicaSet"), pod("daemon", owner: "DaemonSet"),
      pod("local", owner: "ReplicaSet", extra: ["volumes": [["emptyDir": [:]]]]),
    ]
    let strict = DrainChoice(pods: pods, force: false, ignoresDaemonSets: false, deletesLocalData: false)
    #expect(strict.refusals.count == 3)
    let free = DrainChoice(pods: pods, force: true, ignoresDaemonSets: true, deletesLocalData: true)
    #expect(free.refusals.isEmpty && free.warnings.count == 2)
    #expect(free.evicted.compactMap { $0[path: "metadata", "name"]?.stringValue } == ["bare", "owned", "local"])
  }
}
