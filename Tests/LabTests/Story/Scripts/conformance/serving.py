"""What the API server does with requests of any kind: discovery, watches, lists in pieces, field validation, events,
fairness' objects (upstream's discovery.go, watch.go, chunking.go, field_validation.go, flowcontrol.go, events.go)."""

from cluster import *

AGGREGATED = "application/json;v={};g=apidiscovery.k8s.io;as=APIGroupDiscoveryList"


@behaviour("the server's version is found")
def version():
    found = client.get("/version")
    equal((found["major"], found["minor"].rstrip("+")), ("1", "36"))


@behaviour("discovery has a preferred version of each group, and its resources")
def discovery():
    for group in client.get("/apis")["groups"]:
        versions = [v["groupVersion"] for v in group["versions"]]
        includes(versions, group["preferredVersion"]["groupVersion"])
        equal(client.get(f"/apis/{group['name']}")["preferredVersion"], group["preferredVersion"], group["name"])
        for one in versions:
            found = client.get(f"/apis/{one}")
            equal(found["groupVersion"], one)
            assert found["resources"], one
    for path, kind, name in (("/apis/admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
                              "validatingwebhookconfigurations"), ("/apis/apps/v1", "Deployment", "deployments"),
                             ("/apis/apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions"),
                             ("/api/v1", "Namespace", "namespaces")):
        includes([(r["kind"], r["name"]) for r in client.get(path)["resources"]], (kind, name))


@behaviour("discovery comes aggregated for those who accept it")
def aggregated():
    for path, group, resource in (("/api", "", "pods"), ("/apis", "apps", "deployments")):
        found = client.call("GET", path, headers={"Accept": AGGREGATED.format("v2")})
        equal(found["kind"], "APIGroupDiscoveryList")
        includes(found.headers["Content-Type"][0], "g=apidiscovery.k8s.io")
        items = {item["metadata"].get("name", ""): item for item in found["items"]}
        includes([r["resource"] for v in items[group]["versions"] for r in v["resources"]], resource)
    plain = client.call("GET", "/apis", headers={"Accept": f"{AGGREGATED.format('v9')},application/json"})
    equal((plain["kind"], plain.headers["Content-Type"]), ("APIGroupList", ["application/json"]))


def a_map(name, label, **data):
    return {"metadata": {"name": name, "labels": {"watch-this-configmap": label}}, "data": data}


@behaviour("watches see what is added, changed and deleted, of their labels")
def watched():
    with namespace("watch") as ns:
        path = core(ns, "configmaps")
        a, b = (client.watch(path, labelSelector=f"watch-this-configmap={label}") for label in "ab")
        both = client.watch(path, labelSelector="watch-this-configmap in (a,b)")
        client.post(path, a_map("a", "a"))
        client.patch(f"{path}/a", {"data": {"mutation": "1"}})
        client.patch(f"{path}/a", {"data": {"mutation": "2"}})
        client.delete(f"{path}/a")
        client.post(path, a_map("b", "b"))
        client.delete(f"{path}/b")
        first = [("ADDED", "a"), ("MODIFIED", "a"), ("MODIFIED", "a"), ("DELETED", "a")]
        second = [("ADDED", "b"), ("DELETED", "b")]
        for watch, wanted in ((a, first), (b, second), (both, first + second)):
            events = [watch.next() for _ in wanted]
            equal([(e["type"], e["object"]["metadata"]["name"]) for e in events], wanted)
            watch.close()


@behaviour("a watch starts where it is told, and another goes on where it ended")
def restarted():
    with namespace("watch") as ns:
        path = core(ns, "configmaps")
        made = client.post(path, a_map("m", "restart"))
        first = client.patch(f"{path}/m", {"data": {"mutation": "1"}})
        client.patch(f"{path}/m", {"data": {"mutation": "2"}})
        client.delete(f"{path}/m")
        select = {"labelSelector": "watch-this-configmap=restart"}
        watch = client.watch(path, resourceVersion=first["metadata"]["resourceVersion"], **select)
        event = watch.next()
        equal((event["type"], event["object"]["data"]), ("MODIFIED", {"mutation": "2"}))
        watch.close()
        version = event["object"]["metadata"]["resourceVersion"]
        watch = client.watch(path, resourceVersion=version, **select)
        equal(watch.next()["type"], "DELETED")
        watch.close()
        watch = client.watch(path, resourceVersion=made["metadata"]["resourceVersion"], **select)
        equal([watch.next()["type"] for _ in range(3)], ["MODIFIED", "MODIFIED", "DELETED"])
        watch.close()


@behaviour("an object that leaves a watch's selector is deleted for it")
def left():
    with namespace("watch") as ns:
        path = core(ns, "configmaps")
        watch = client.watch(path, labelSelector="watch-this-configmap=in")
        client.post(path, a_map("m", "in"))
        client.patch(f"{path}/m", {"data": {"mutation": "1"}})
        client.patch(f"{path}/m", {"metadata": {"labels": {"watch-this-configmap": "out"}}})
        client.patch(f"{path}/m", {"data": {"mutation": "2"}})
        client.patch(f"{path}/m", {"metadata": {"labels": {"watch-this-configmap": "in"}}})
        client.patch(f"{path}/m", {"data": {"mutation": "3"}})
        client.delete(f"{path}/m")
        equal([watch.next()["type"] for _ in range(6)], ["ADDED", "MODIFIED", "DELETED", "ADDED", "MODIFIED", "DELETED"])
        watch.close()


@behaviour("watches at the same time see the same order")
def order():
    with namespace("watch") as ns:
        path = core(ns, "configmaps")
        start = client.get(path)["metadata"]["resourceVersion"]
        watches = [client.watch(path, resourceVersion=start) for _ in range(10)]
        for number in range(20):
            client.post(path, {"metadata": {"name": f"m{number}"}})
            client.patch(f"{path}/m{number}", {"data": {"a": "b"}})
            if number % 2:
                client.delete(f"{path}/m{number}")
        seen = []
        for watch in watches:
            seen.append([watch.next()["object"]["metadata"]["resourceVersion"] for _ in range(50)])
            watch.close()
        assert all(one == seen[0] for one in seen), "the orders differ"
        equal(sorted(seen[0], key=int), seen[0])


@behaviour("lists come in pieces")
def chunks():
    with namespace("chunk") as ns:
        path = core(ns, "podtemplates")
        for number in range(40):
            client.post(path, {"metadata": {"name": f"t{number:02}"}, "template": template({"a": "b"})})
        for size in (1, 7, 17, 40):
            found, token, versions = [], "", set()
            while True:
                query = {"limit": size} | ({"continue": token} if token else {})
                page = client.get(path, **query)
                found += [item["metadata"]["name"] for item in page["items"]]
                versions.add(page["metadata"]["resourceVersion"])
                token = page["metadata"].get("continue", "")
                left = page["metadata"].get("remainingItemCount", 0)
                equal(left, 40 - len(found), "left")
                if not token:
                    break
                assert len(page["items"]) == size
            equal((found, len(versions)), ([f"t{number:02}" for number in range(40)], 1))


@behaviour("a kind that makes no tables answers 406 to who takes nothing else")
def tables():
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
              "spec": {"resourceAttributes": {"verb": "get", "resource": "pods"}}}
    with refused(code=406):
        client.call("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review,
                    headers={"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"})


@behaviour("unknown and duplicate fields of a typed object are found")
def fields():
    with namespace("fields") as ns:
        body = """{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {
          "unknown1": "val1", "unknownDupe": "valDupe", "unknownDupe": "valDupe2", "paused": true, "paused": false,
          "selector": {"matchLabels": {"app": "nginx"}}, "template": {"metadata": {"labels": {"app": "nginx"}}, "spec": {
          "containers": [{"name": "nginx", "image": "nginx", "unknownNested": "val1", "imagePullPolicy": "Always",
          "imagePullPolicy": "Never"}]}}}}"""
        path = apps(ns, "deployments")
        wanted = ['unknown field "spec.template.spec.containers[0].unknownNested"', 'unknown field "spec.unknown1"',
                  'unknown field "spec.unknownDupe"', 'duplicate field "spec.paused"',
                  'duplicate field "spec.template.spec.containers[0].imagePullPolicy"']
        with refused("strict decoding error", *wanted, code=400):
            client.post(path, body, fieldValidation="Strict")
        warned = " ".join(client.post(path, body, fieldValidation="Warn").headers.get("Warning", [])).replace("\\", "")
        for words in wanted:
            includes(warned, words)
        with refused("strict decoding error", 'unknown field "metadata.unknownMeta"', code=400):
            client.post(path, {"metadata": {"name": "e", "unknownMeta": "x"}, "spec": {
                "selector": {"matchLabels": {"a": "b"}}, "template": dict(
                    template({"a": "b"}))}}, fieldValidation="Strict")


def events(path_of, shape, change):
    def check():
        with namespace("events") as ns:
            path = path_of(ns)
            made = client.post(path, shape("event-test", ns))
            label = "testevent-constant=true"
            everywhere = path.replace(f"/namespaces/{ns}", "")
            equal([e["metadata"]["name"] for e in client.list(everywhere, labelSelector=label)
                   if e["metadata"]["namespace"] == ns], ["event-test"])
            client.patch(f"{path}/event-test", change)
            found = client.get(f"{path}/event-test")
            for key, value in change.items():
                equal(found[key], value)
            found["series"] = {"count": 100, "lastObservedTime": "2026-01-01T00:00:00.000000Z"}
            equal(client.put(f"{path}/event-test", found)["series"]["count"], 100)
            client.delete(f"{path}/event-test")
            equal(client.list(path, labelSelector=label), [])
            for number in range(3):
                client.post(path, shape(f"test-event-{number}", ns))
            equal(len(client.list(path, labelSelector=label)), 3)
            client.delete(path, labelSelector=label)
            eventually(lambda: not client.list(path, labelSelector=label))
            equal(made["metadata"]["namespace"], ns)

    return check


def core_event(name, ns):
    return {"metadata": {"name": name, "labels": {"testevent-constant": "true"}}, "message": "This is a test event",
            "reason": "Test", "type": "Normal", "count": 1, "involvedObject": {"namespace": ns}}


def new_event(name, ns):
    return {"metadata": {"name": name, "labels": {"testevent-constant": "true"}}, "regarding": {
        "namespace": ns, "kind": "Pod", "name": "p"}, "eventTime": "2026-01-01T00:00:00.000000Z", "note": "This is a test",
        "action": "Do", "reason": "Test", "type": "Normal", "reportingController": "test-controller",
        "reportingInstance": "test-node"}


core_events = behaviour("events are made, patched, updated, listed and deleted")(
    events(lambda ns: core(ns, "events"), core_event, {"message": "This is a test event - patched"}))
new_events = behaviour("events of events.k8s.io are made, patched, updated, listed and deleted")(
    events(lambda ns: f"/apis/events.k8s.io/v1/namespaces/{ns}/events", new_event,
           {"series": {"count": 2, "lastObservedTime": "2026-01-01T00:00:00.000000Z"}}))


def operations(path, spec, change):
    """All verbs of a kind without namespace that has a status."""

    def check():
        label = unique("ops")
        select = {"labelSelector": f"ops={label}"}
        made = client.post(path, {"metadata": {"generateName": "e2e-", "labels": {"ops": label}}, "spec": spec})
        one = f"{path}/{made['metadata']['name']}"
        equal(client.get(one)["metadata"]["uid"], made["metadata"]["uid"])
        equal(len(client.list(path, **select)), 1)
        watch = client.watch(path, resourceVersion=made["metadata"]["resourceVersion"], **select)
        patched = client.patch(one, {"metadata": {"annotations": {"patched": "true"}}, "spec": change}, MERGE)
        equal(patched["metadata"]["annotations"]["patched"], "true")
        for key, value in change.items():
            equal(patched["spec"][key], value)

        def update():
            found = client.get(one)
            found["metadata"]["annotations"]["updated"] = "true"
            return client.put(one, found)

        eventually(update)
        watch.until(lambda event: event["object"]["metadata"].get("annotations", {}).get("updated") == "true")
        if f"{path.split('/')[-1]}/status" in [
                r["name"] for r in client.get("/".join(path.split("/")[:4]))["resources"]]:
            condition = {"type": "PatchStatusFailed", "status": "False", "reason": "Failed", "message": "by an e2e test",
                         "lastTransitionTime": "2026-01-01T00:00:00Z"}
            if "flowcontrol" in path:
                patched = client.patch(one + "/status", {"status": {"conditions": [condition]}}, MERGE)
                equal([c["type"] for c in patched["status"]["conditions"]], ["PatchStatusFailed"])
            client.get(one + "/status")
        client.delete(one)
        watch.until(lambda event: event["type"] == "DELETED")
        watch.close()
        client.post(path, {"metadata": {"generateName": "e2e-", "labels": {"ops": label}}, "spec": spec})
        client.delete(path, **select)
        equal(client.list(path, **select), [])

    return behaviour(f"{path.split('/')[-1]} have all their operations")(check)


FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1"
ADMISSION = "/apis/admissionregistration.k8s.io/v1"
RULES = [{"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}]
MUTATION = {
    "matchConstraints": {"resourceRules": RULES, "namespaceSelector": {"matchLabels": {"none": "none"}}},
    "reinvocationPolicy": "Never", "mutations": [{"patchType": "ApplyConfiguration", "applyConfiguration": {
        "expression": "Object{spec: Object.spec{replicas: 2}}"}}]}

CHECKS = [
    version, discovery, aggregated, watched, restarted, left, order, chunks, tables, fields, core_events, new_events,
    operations(f"{FLOW}/flowschemas", {
        "priorityLevelConfiguration": {"name": "global-default"}, "matchingPrecedence": 10000,
        "distinguisherMethod": {"type": "ByUser"}, "rules": [{
            "subjects": [{"kind": "User", "user": {"name": "example-e2e-non-existent-user"}}],
            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}]}]}, {"matchingPrecedence": 9999}),
    operations(f"{FLOW}/prioritylevelconfigurations", {
        "type": "Limited", "limited": {"nominalConcurrencyShares": 2, "limitResponse": {"type": "Reject"}}},
        {"limited": {"nominalConcurrencyShares": 4, "limitResponse": {"type": "Reject"}, "lendablePercent": 0}}),
    operations(f"{ADMISSION}/validatingadmissionpolicies", {
        "matchConstraints": {"resourceRules": RULES, "namespaceSelector": {"matchLabels": {"none": "none"}},
                             "matchPolicy": "Equivalent", "objectSelector": {}},
        "validations": [{"expression": "object.spec.replicas <= 100"}], "failurePolicy": "Fail"},
        {"failurePolicy": "Ignore"}),
    operations(f"{ADMISSION}/validatingadmissionpolicybindings", {
        "policyName": "replicalimit-policy.example.com", "validationActions": ["Deny"]}, {"validationActions": ["Warn"]}),
    operations(f"{ADMISSION}/mutatingadmissionpolicies", MUTATION, {"reinvocationPolicy": "IfNeeded"}),
    operations(f"{ADMISSION}/mutatingadmissionpolicybindings", {"policyName": "policy.example.com"},
               {"policyName": "other.example.com"}),
]
