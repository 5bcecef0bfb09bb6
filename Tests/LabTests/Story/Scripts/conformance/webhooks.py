"""Admission and conversion webhooks that run in pods behind Services (upstream's webhook.go, crd_conversion_webhook.go)."""

import time

from cluster import *

ADMISSION = "/apis/admissionregistration.k8s.io/v1"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
MAPS = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]}
PODS = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}


class Server:
    """The pod that answers, and what is registered for it."""

    client = None

    @classmethod
    def hook(cls, name, path, rule, operations=("CREATE",), **more):
        config = json_copy(cls.client)
        config["service"]["path"] = path
        return dict({"name": f"{name}.k8s.io", "clientConfig": config, "rules": [dict(rule, operations=list(operations))],
                     "sideEffects": "None", "admissionReviewVersions": ["v1", "v1beta1"], "timeoutSeconds": 30}, **more)


def json_copy(value):
    return {key: json_copy(item) for key, item in value.items()} if isinstance(value, dict) else value


def within(ns):
    return {"matchLabels": {"kubernetes.io/metadata.name": ns}}


@contextlib.contextmanager
def registered(kind, hooks, labels=None, ns=None):
    """A configuration that is in force: a hook that refuses whatever has a mark says when."""
    name = unique("story")
    marker = Server.hook("marker", "/always-deny", MAPS, namespaceSelector=within(Server.namespace),
                         objectSelector={"matchLabels": {"marker": name}})
    hooks = [dict({"namespaceSelector": within(ns)}, **hook) if ns else hook for hook in hooks]
    path = f"{ADMISSION}/{kind}webhookconfigurations"
    client.post(path, {"metadata": {"name": name, "labels": labels or {}}, "webhooks": hooks + [marker]})

    def is_in_force():
        try:
            client.post(core(Server.namespace, "configmaps"), {"metadata": {
                "generateName": "marker-", "labels": {"marker": name}}}, dryRun="All")
        except Refused as refusal:
            includes(refusal.message, "this webhook denies all requests")
            return True

    try:
        eventually(is_in_force, "the configuration")
        yield f"{path}/{name}"
    finally:
        with contextlib.suppress(Refused):
            client.delete(f"{path}/{name}")


@contextlib.contextmanager
def definition(versions=("v1",), storage="v1", schema=None, conversion=None):
    group = unique("webhook") + ".example.com"
    schema = schema or {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    client.post(DEFINITIONS, {"metadata": {"name": f"things.{group}"}, "spec": {
        "group": group, "scope": "Namespaced", "names": {"plural": "things", "kind": "Thing", "listKind": "ThingList"},
        "conversion": conversion or {"strategy": "None"},
        "versions": [{"name": v, "served": True, "storage": v == storage, "schema": {"openAPIV3Schema": schema}}
                     for v in versions]}})
    try:
        for version in versions:
            eventually(lambda: client.get(f"/apis/{group}/{version}/things"), "the kind")
        yield group
    finally:
        client.delete(f"{DEFINITIONS}/things.{group}")


def things(group, ns, name="", version="v1"):
    return f"/apis/{group}/{version}/namespaces/{ns}/things" + (f"/{name}" if name else "")


def thing(group, name, version="v1", **members):
    return dict({"apiVersion": f"{group}/{version}", "kind": "Thing", "metadata": {"name": name}}, **members)


def rule(group, versions=("v1",), resource="things"):
    return {"apiGroups": [group], "apiVersions": list(versions), "resources": [resource]}


@behaviour("webhooks are in the discovery documents")
def discovery():
    groups = client.get("/apis")["groups"]
    group = next(group for group in groups if group["name"] == "admissionregistration.k8s.io")
    includes([version["version"] for version in group["versions"]], "v1")
    includes([version["version"] for version in client.get("/apis/admissionregistration.k8s.io")["versions"]], "v1")
    resources = [resource["name"] for resource in client.get(ADMISSION)["resources"]]
    includes(resources, "mutatingwebhookconfigurations")
    includes(resources, "validatingwebhookconfigurations")


@behaviour("a webhook denies pods and ConfigMaps")
def deny():
    with namespace("hook") as ns, namespace("skip") as skipped:
        unreachable = Server.hook("fail-open", "/x", MAPS, ("CREATE", "UPDATE", "DELETE"), failurePolicy="Ignore")
        unreachable["clientConfig"]["caBundle"] = None
        forever = {"key": "webhook-e2e-test", "values": ["wait-forever"]}
        hooks = [Server.hook("pods", "/pods", PODS, objectSelector={"matchExpressions": [dict(forever, operator="NotIn")]}),
                 Server.hook("hang", "/pods", PODS, timeoutSeconds=1, objectSelector={
                     "matchExpressions": [dict(forever, operator="In")]}), unreachable,
                 Server.hook("maps", "/configmaps", MAPS, ("CREATE", "UPDATE", "DELETE"))]
        with registered("validating", hooks, ns=ns):
            with refused("the pod contains unwanted container name", "the pod contains unwanted label",
                         "admission webhook \"pods.k8s.io\" denied the request"):
                client.post(core(ns, "pods"), pod("bad", container="webhook-disallow",
                                                  labels={"webhook-e2e-test": "webhook-disallow"}))
            with refused("context deadline exceeded"):
                client.post(core(ns, "pods"), pod("hanging", labels={"webhook-e2e-test": "wait-forever"}))
            unwanted = {"data": {"webhook-e2e-test": "webhook-disallow"}}
            with refused("the configmap contains unwanted key and value"):
                client.post(core(ns, "configmaps"), dict(unwanted, metadata={"name": "bad"}))
            admitted = client.post(core(ns, "configmaps"), {"metadata": {"name": "good"}, "data": {"admit": "this"}})
            with refused("the configmap contains unwanted key and value"):
                client.put(core(ns, "configmaps", "good"), dict(admitted, **unwanted))
            with refused("the configmap contains unwanted key and value"):
                client.patch(core(ns, "configmaps", "good"), unwanted)
            client.post(core(skipped, "configmaps"), dict(unwanted, metadata={"name": "bad"}))


@behaviour("a webhook denies attaching to a pod")
def attach():
    with namespace("hook") as ns:
        attaching = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods/attach"]}
        with registered("validating", [Server.hook("attach", "/pods/attach", attaching, ("CONNECT",))], ns=ns):
            client.post(core(ns, "pods"), pod("to-be-attached-pod"))
            eventually(lambda: ready(ns, "to-be-attached-pod"), "the pod")
            with refused("attaching to pod 'to-be-attached-pod' is not allowed"):
                client.call("POST", core(ns, "pods", "to-be-attached-pod") + "/attach", stdout="true")


@behaviour("a webhook denies creation, update and deletion of custom resources")
def custom():
    with namespace("hook") as ns, definition() as group:
        hook = Server.hook("custom", "/custom-resource", rule(group), ("CREATE", "UPDATE", "DELETE"))
        with registered("validating", [hook], ns=ns):
            with refused("the custom resource contains unwanted data"):
                client.post(things(group, ns), thing(group, "a", data={"webhook-e2e-test": "webhook-disallow"}))
            held = thing(group, "b", data={"webhook-e2e-test": "webhook-nondeletable"})
            client.post(things(group, ns), held)
            with refused("the custom resource contains unwanted data"):
                client.patch(things(group, ns, "b"), {"data": {"webhook-e2e-test": "webhook-disallow"}}, MERGE)
            with refused("the custom resource cannot be deleted because it contains unwanted key and value"):
                client.delete(things(group, ns, "b"))
            client.patch(things(group, ns, "b"), {"data": {"webhook-e2e-test": "webhook-allow"}}, MERGE)
            client.delete(things(group, ns, "b"))


@behaviour("a webhook that can't be reached and must fails everything")
def closed():
    with namespace("hook") as ns:
        hook = Server.hook("fail-closed", "/configmaps", MAPS, failurePolicy="Fail")
        hook["clientConfig"]["service"]["name"] = "nobody"
        with registered("validating", [hook], ns=ns):
            with refused('failed calling webhook "fail-closed.k8s.io"', code=500):
                client.post(core(ns, "configmaps"), {"metadata": {"name": "any"}})


@behaviour("webhooks change a ConfigMap one after the other")
def change_map():
    with namespace("hook") as ns:
        hooks = [Server.hook(f"stage-{stage}", "/mutating-configmaps", MAPS) for stage in (1, 2)]
        with registered("mutating", hooks, ns=ns):
            made = client.post(core(ns, "configmaps"), {"metadata": {"name": "m"}, "data": {"mutation-start": "yes"}})
            equal(made["data"], {"mutation-start": "yes", "mutation-stage-1": "yes", "mutation-stage-2": "yes"})


@behaviour("a webhook changes a pod, and defaults are set after it")
def change_pod():
    with namespace("hook") as ns:
        with registered("mutating", [Server.hook("init", "/mutating-pods", PODS)], ns=ns):
            made = client.post(core(ns, "pods"), pod("webhook-to-be-mutated"))
            added = made["spec"]["initContainers"]
            equal([c["name"] for c in added], ["webhook-added-init-container"])
            equal(added[0]["terminationMessagePolicy"], "File")


@behaviour("webhooks can't change or keep configurations of webhooks")
def untouchable():
    rules = {"apiGroups": ["admissionregistration.k8s.io"], "apiVersions": ["*"],
             "resources": ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"]}
    deny_all = Server.hook("deny", "/always-deny", rules, ("DELETE",))
    label_all = Server.hook("label", "/add-label", rules, ("CREATE",))
    dummy = Server.hook("dummy", "/x", {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["invalid"]})
    with registered("validating", [deny_all]), registered("mutating", [label_all]):
        for kind in ("validating", "mutating"):
            path = f"{ADMISSION}/{kind}webhookconfigurations"
            made = client.post(path, {"metadata": {"name": unique("dummy")}, "webhooks": [dummy]})
            assert "added-label" not in made["metadata"].get("labels", {}), "it was changed"
            client.delete(f"{path}/{made['metadata']['name']}")


@behaviour("a webhook changes custom resources")
def change_custom():
    with namespace("hook") as ns, definition() as group:
        hooks = [Server.hook(f"stage-{stage}", "/mutating-custom-resource", rule(group)) for stage in (1, 2)]
        with registered("mutating", hooks, ns=ns):
            made = client.post(things(group, ns), thing(group, "a", data={"mutation-start": "yes"}))
            equal(made["data"], {"mutation-start": "yes", "mutation-stage-1": "yes", "mutation-stage-2": "yes"})


@behaviour("a webhook changes custom resources, whose unknown fields are pruned")
def pruned():
    schema = {"type": "object", "properties": {"data": {"type": "object", "properties": {
        key: {"type": "string"} for key in ("mutation-start", "mutation-stage-1")}}}}
    with namespace("hook") as ns, definition(schema=schema) as group:
        hooks = [Server.hook(f"stage-{stage}", "/mutating-custom-resource", rule(group)) for stage in (1, 2)]
        with registered("mutating", hooks, ns=ns):
            made = client.post(things(group, ns), thing(group, "a", data={"mutation-start": "yes"}))
            equal(made["data"], {"mutation-start": "yes", "mutation-stage-1": "yes"})


@behaviour("a webhook changes custom resources whose stored version changes")
def stored():
    with namespace("hook") as ns, definition(("v1", "v2")) as group:
        hook = Server.hook("custom", "/mutating-custom-resource", rule(group, ("v1",)), ("CREATE", "UPDATE"))
        with registered("mutating", [hook], ns=ns):
            client.post(things(group, ns), thing(group, "a", data={"mutation-start": "yes"}))
            client.patch(f"{DEFINITIONS}/things.{group}", [
                {"op": "replace", "path": "/spec/versions/0/storage", "value": False},
                {"op": "replace", "path": "/spec/versions/1/storage", "value": True}], PATCH)
            patched = client.patch(things(group, ns, "a"), {"dummy": "test"}, MERGE)
            equal(patched["data"], {"mutation-start": "yes", "mutation-stage-1": "yes", "mutation-stage-2": "yes"})


@behaviour("a webhook denies definitions of custom resources")
def definitions():
    rules = {"apiGroups": ["apiextensions.k8s.io"], "apiVersions": ["*"], "resources": ["customresourcedefinitions"]}
    selector = {"matchLabels": {"webhook-e2e-test": "webhook-disallow"}}
    with registered("validating", [Server.hook("crd", "/crd", rules, objectSelector=selector)]):
        with refused("the crd contains unwanted label"):
            client.post(DEFINITIONS, {
                "metadata": {"name": "things.denied.example.com", "labels": {"webhook-e2e-test": "webhook-disallow"}},
                "spec": {"group": "denied.example.com", "scope": "Namespaced",
                         "names": {"plural": "things", "kind": "Thing"},
                         "versions": [{"name": "v1", "served": True, "storage": True, "schema": {
                             "openAPIV3Schema": {"type": "object"}}}]}})


@behaviour("timeouts of webhooks are honoured")
def timeouts():
    with namespace("hook") as ns:
        for seconds, policy, wants in ((1, "Fail", "refused"), (1, "Ignore", "soon"), (None, "Fail", "late")):
            # What is to be given up takes so long that it can't come first on a busy machine either.
            name = unique("late" if wants == "late" else "never")
            hook = Server.hook("slow", "/always-allow-late", MAPS, timeoutSeconds=seconds, failurePolicy=policy)
            with registered("validating", [hook], ns=ns):
                begin = time.monotonic()
                try:
                    client.post(core(ns, "configmaps"), {"metadata": {"name": name}})
                    got = "late" if time.monotonic() - begin >= (2 if wants == "late" else 50) else "soon"
                except Refused as refusal:
                    includes(refusal.message, "/always-allow-late?timeout=1s")
                    got = "refused"
                equal(got, wants, f"{seconds} s, {policy}:")


def edited(kind, change):
    """Updating and patching a configuration takes its rule away and gives it back."""

    def check():
        with namespace("hook") as ns:
            with registered(kind, [Server.hook("maps", change, MAPS)], ns=ns) as path:
                def effect(wanted):
                    def test():
                        data = {"webhook-e2e-test": "webhook-disallow", "mutation-start": "yes"}
                        try:
                            made = client.post(core(ns, "configmaps"), {
                                "metadata": {"generateName": "m-"}, "data": data}, dryRun="All")
                            equal("mutation-stage-1" in made["data"], wanted)
                        except Refused as refusal:
                            includes(refusal.message, "the configmap contains unwanted key and value")
                            equal(True, wanted)
                        return True
                    eventually(test, "the effect")

                effect(True)
                config = client.get(path)
                config["webhooks"][0]["rules"][0]["operations"] = ["UPDATE"]
                client.put(path, config)
                effect(False)
                client.patch(path, [{"op": "replace", "path": "/webhooks/0/rules/0/operations", "value": ["CREATE"]}], PATCH)
                effect(True)

    return behaviour(f"a {kind} configuration is updated and patched")(check)


def listed(kind, change):
    def check():
        with namespace("hook") as ns:
            label = unique("list")
            path = f"{ADMISSION}/{kind}webhookconfigurations"
            with contextlib.ExitStack() as stack:
                for number in range(10):
                    hook = Server.hook(f"hook-{number}", change, MAPS)
                    if number == 0:
                        stack.enter_context(registered(kind, [hook], {"list": label}, ns))
                    else:
                        client.post(path, {"metadata": {"name": unique("list"), "labels": {"list": label}},
                                           "webhooks": [dict(hook, namespaceSelector=within(ns))]})
                equal(len(client.list(path, labelSelector=f"list={label}")), 10)
                data = {"webhook-e2e-test": "webhook-disallow", "mutation-start": "yes"}
                if kind == "validating":
                    with refused("the configmap contains unwanted key and value"):
                        client.post(core(ns, "configmaps"), {"metadata": {"name": "m"}, "data": data})
                else:
                    made = client.post(core(ns, "configmaps"), {"metadata": {"name": "m"}, "data": data})
                    includes(made["data"], "mutation-stage-1")
                client.delete(path, labelSelector=f"list={label}")

            def free():
                made = client.post(core(ns, "configmaps"), {"metadata": {"name": "n"}, "data": data}, dryRun="All")
                return "mutation-stage-1" not in made["data"]

            eventually(free, "the end of the rules")

    return behaviour(f"{kind} configurations are listed and deleted as a collection")(check)


def conditional(kind, path):
    def check():
        with namespace("hook") as ns:
            condition = [{"name": "not-skipped", "expression": "object.metadata.name != 'skip-me'"}]
            data = {"webhook-e2e-test": "webhook-disallow", "mutation-start": "yes"}
            with registered(kind, [Server.hook("maps", path, MAPS, matchConditions=condition)], ns=ns) as config:
                equal(client.get(config)["webhooks"][0]["matchConditions"], condition)
                made = client.post(core(ns, "configmaps"), {"metadata": {"name": "skip-me"}, "data": data})
                assert "mutation-stage-1" not in made["data"], "it wasn't skipped"
                if kind == "validating":
                    with refused("the configmap contains unwanted key and value"):
                        client.post(core(ns, "configmaps"), {"metadata": {"name": "other"}, "data": data})
                else:
                    made = client.post(core(ns, "configmaps"), {"metadata": {"name": "other"}, "data": data})
                    includes(made["data"], "mutation-stage-1")
                again = client.get(config)
                again["webhooks"][0]["matchConditions"].append({"name": "more", "expression": "true"})
                equal(len(client.put(config, again)["webhooks"][0]["matchConditions"]), 2)
            broken = [{"name": "invalid-expression", "expression": "... [] bad expression"}]
            with refused("compilation failed", code=422):
                client.post(f"{ADMISSION}/{kind}webhookconfigurations", {
                    "metadata": {"name": unique("broken")},
                    "webhooks": [Server.hook("maps", path, MAPS, matchConditions=broken)]})

    return behaviour(f"match conditions of {kind} webhooks skip, change, and are refused when invalid")(check)


def converting():
    config = json_copy(Server.client)
    config["service"]["path"] = "/crdconvert"
    return {"strategy": "Webhook", "webhook": {"clientConfig": config, "conversionReviewVersions": ["v1", "v1beta1"]}}


@behaviour("a conversion webhook converts from v1 to v2")
def convert():
    with namespace("convert") as ns, definition(("v1", "v2"), conversion=converting()) as group:
        client.post(things(group, ns), thing(group, "a", hostPort="localhost:8080"))
        found = client.get(things(group, ns, "a", "v2"))
        equal((found.get("host"), found.get("port"), found.get("hostPort")), ("localhost", "8080", None))


@behaviour("a conversion webhook converts a list of objects in different versions")
def convert_list():
    with namespace("convert") as ns, definition(("v1", "v2"), conversion=converting()) as group:
        client.post(things(group, ns), thing(group, "a", hostPort="localhost:8080"))
        client.patch(f"{DEFINITIONS}/things.{group}", [
            {"op": "replace", "path": "/spec/versions/0/storage", "value": False},
            {"op": "replace", "path": "/spec/versions/1/storage", "value": True}], PATCH)
        client.post(things(group, ns), thing(group, "b", hostPort="localhost:8080"))
        for version, shape in (("v1", ("localhost:8080", None, None)), ("v2", (None, "localhost", "8080"))):
            found = client.list(things(group, ns, version=version))
            equal([(i.get("hostPort"), i.get("host"), i.get("port")) for i in found], [shape, shape], version)


@contextlib.contextmanager
def server(certificates):
    with namespace("webhook") as ns:
        Server.namespace = ns
        Server.client = serve(ns, "webhook", "webhook", certificates)
        yield


CHECKS = [
    discovery, timeouts, deny, attach, custom, closed, change_map, change_pod, untouchable, change_custom, pruned, stored,
    definitions, edited("validating", "/configmaps"), edited("mutating", "/mutating-configmaps"),
    listed("validating", "/configmaps"), listed("mutating", "/mutating-configmaps"),
    conditional("validating", "/configmaps"), conditional("mutating", "/mutating-configmaps"), convert, convert_list,
]
