"""An extension API server in a pod (upstream's aggregator.go), and how its APIService is handled."""

from cluster import *

GROUP = "wardle.example.com"
NAME = f"v1alpha1.{GROUP}"
SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices"
RBAC = "/apis/rbac.authorization.k8s.io/v1"


def flunders(ns, name=""):
    return f"/apis/{GROUP}/v1alpha1/namespaces/{ns}/flunders" + (f"/{name}" if name else "")


def flunder(name):
    return {"apiVersion": f"{GROUP}/v1alpha1", "kind": "Flunder", "metadata": {"name": name, "labels": {"sample-label": "true"}}}


def allow(ns):
    """What an extension server needs: to ask who may do what, and to know the aggregator's certificate."""
    subject = {"kind": "ServiceAccount", "name": "default", "namespace": ns}
    role = {"apiGroup": "rbac.authorization.k8s.io"}
    client.post(f"{RBAC}/clusterrolebindings", {
        "metadata": {"name": f"{ns}:delegator"}, "subjects": [subject],
        "roleRef": dict(role, kind="ClusterRole", name="system:auth-delegator")})
    client.post(f"{RBAC}/namespaces/kube-system/rolebindings", {
        "metadata": {"name": f"{ns}-reader"}, "subjects": [subject],
        "roleRef": dict(role, kind="Role", name="extension-apiserver-authentication-reader")})


def disallow(ns):
    for path in (f"{RBAC}/clusterrolebindings/{ns}:delegator", f"{RBAC}/namespaces/kube-system/rolebindings/{ns}-reader"):
        with contextlib.suppress(Refused):
            client.delete(path)


def condition():
    conditions = client.get(f"{SERVICES}/{NAME}").get("status", {}).get("conditions", [])
    return next(((c["status"], c["reason"]) for c in conditions if c["type"] == "Available"), None)


def aggregator(certificates):
    @behaviour("an extension API server in a pod is reached through the aggregator")
    def check():
        with namespace("wardle") as ns:
            allow(ns)
            try:
                # It is registered before it runs.
                config = {"service": {"namespace": ns, "name": "sample-api", "port": 443},
                          "caBundle": certificates.authority}
                client.post(SERVICES, {"metadata": {"name": NAME, "labels": {"apiservice": ns}}, "spec": dict(
                    config, group=GROUP, version="v1alpha1", groupPriorityMinimum=2000, versionPriority=200)})
                eventually(lambda: condition() == ("False", "ServiceNotFound"), "the condition")
                with refused(code=503):
                    client.get(flunders(ns))
                serve(ns, "sample-api", "flunders", certificates)
                eventually(lambda: condition() == ("True", "Passed"), "the condition")
                # The aggregator hears of it a moment later.
                eventually(lambda: client.get(flunders(ns)), "an answer")
                use(ns)
                manage(ns)
            finally:
                disallow(ns)
                with contextlib.suppress(Refused):
                    client.delete(f"{SERVICES}/{NAME}")

    return check


def use(ns):
    """As any other kind."""
    equal(client.post(flunders(ns), flunder("a")).status, 201)
    equal([i["metadata"]["name"] for i in client.list(flunders(ns))], ["a"])
    equal(client.list(flunders("default")), [])
    patched = client.patch(flunders(ns, "a"), {"spec": {"reference": "b"}, "status": {"ready": True}}, MERGE)
    equal(patched["spec"], {"reference": "b"})
    with refused("not found", code=404):
        client.get(flunders(ns, "none"))
    watch = client.watch(flunders(ns), resourceVersion=client.get(flunders(ns))["metadata"]["resourceVersion"])
    client.post(flunders(ns), flunder("watched"))
    equal(watch.next()["object"]["metadata"]["name"], "watched")
    watch.close()
    client.delete(flunders(ns), labelSelector="sample-label=true")
    equal(client.list(flunders(ns)), [])
    # Who asks is who the extension server sees: it asks back what that one may do.
    token = client.post(core(ns, "serviceaccounts", "default") + "/token", {"spec": {}})["status"]["token"]
    with refused(f"system:serviceaccount:{ns}:default", code=403):
        Client(token).post(flunders(ns), flunder("b"))
    client.post(f"{RBAC}/namespaces/{ns}/roles", {"metadata": {"name": "flunders"}, "rules": [
        {"apiGroups": [GROUP], "resources": ["flunders"], "verbs": ["create"]}]})
    client.post(f"{RBAC}/namespaces/{ns}/rolebindings", {
        "metadata": {"name": "flunders"}, "subjects": [{"kind": "ServiceAccount", "name": "default", "namespace": ns}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "flunders"}})
    eventually(lambda: Client(token).post(flunders(ns), flunder("b")), "the right to create")
    # Discovery and OpenAPI have it among the others.
    groups = [group["name"] for group in client.get("/apis")["groups"]]
    includes(groups, GROUP)
    equal([r["kind"] for r in client.get(f"/apis/{GROUP}/v1alpha1")["resources"]], ["Flunder"])

    def aggregated():
        accept = "application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList"
        items = client.call("GET", "/apis", headers={"Accept": accept})["items"]
        group = next(item for item in items if item["metadata"]["name"] == GROUP)
        return group["versions"][0]["resources"][0]["resource"] == "flunders"

    def documents():
        return "com.example.wardle.v1alpha1.Flunder" in client.get("/openapi/v2")["definitions"] \
            and f"apis/{GROUP}/v1alpha1" in client.get("/openapi/v3")["paths"]

    eventually(aggregated, "aggregated discovery")
    eventually(documents, "OpenAPI")


def manage(ns):
    """The APIService itself."""
    path = f"{SERVICES}/{NAME}"
    equal(client.get(path)["spec"]["groupPriorityMinimum"], 2000)
    equal(client.get(path + "/status")["status"]["conditions"][0]["type"], "Available")
    patched = client.patch(path, {"spec": {"versionPriority": 400}}, MERGE)
    equal(patched["spec"]["versionPriority"], 400)
    added = {"type": "StatusPatched", "status": "True", "reason": "E2E", "message": "Set by an e2e test",
             "lastTransitionTime": "2026-01-01T00:00:00Z"}
    client.patch(path + "/status", [{"op": "add", "path": "/status/conditions/-", "value": added}], PATCH)

    def update():
        found = client.get(path)
        found["status"]["conditions"].append(dict(added, type="StatusUpdated"))
        return client.put(path + "/status", found)

    includes([c["type"] for c in eventually(update)["status"]["conditions"]], "StatusUpdated")

    def relabel():
        found = client.get(path)
        found["metadata"]["labels"]["updated"] = "yes"
        return client.put(path, found)

    eventually(relabel)
    equal(len(client.list(SERVICES, labelSelector=f"apiservice={ns},updated=yes")), 1)
    client.delete(SERVICES, labelSelector=f"apiservice={ns}")
    eventually(lambda: not client.list(SERVICES, labelSelector=f"apiservice={ns}"), "the end of the APIService")
    eventually(lambda: GROUP not in [group["name"] for group in client.get("/apis")["groups"]], "the end of the group")
