"""The garbage collector and the end of namespaces (upstream's garbage_collector.go, namespace.go)."""

import time

from cluster import *


def controller(name, replicas, labels):
    return {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": name}, "spec": {
        "replicas": replicas, "selector": labels, "template": template(labels)}}


def pods(ns):
    return client.list(core(ns, "pods"))


def settled(ns, name, replicas):
    eventually(lambda: client.get(core(ns, "replicationcontrollers", name))["status"].get("replicas") == replicas
               and len(pods(ns)) >= replicas, f"{replicas} pods")


@behaviour("garbage collector deletes the pods of a replication controller when not orphaning")
def background():
    with namespace("gc") as ns:
        client.post(core(ns, "replicationcontrollers"), controller("rc", 2, {"gc": "a"}))
        eventually(lambda: len(pods(ns)) > 0)
        client.delete(core(ns, "replicationcontrollers", "rc"), BACKGROUND)
        eventually(lambda: not pods(ns) and not client.list(core(ns, "replicationcontrollers")), "the end of the pods")


@behaviour("garbage collector orphans the pods of a replication controller when asked to")
def orphaned():
    with namespace("gc") as ns:
        client.post(core(ns, "replicationcontrollers"), controller("rc", 10, {"gc": "b"}))
        settled(ns, "rc", 10)
        client.delete(core(ns, "replicationcontrollers", "rc"), ORPHAN)
        eventually(lambda: not client.exists(core(ns, "replicationcontrollers", "rc")), "the end of the controller")
        eventually(lambda: not any(p["metadata"].get("ownerReferences") for p in pods(ns)))
        time.sleep(2)
        equal(len(pods(ns)), 10, "pods left")


def a_deployment(ns):
    client.post(apps(ns, "deployments"), deployment("d", 2))
    eventually(lambda: client.list(apps(ns, "replicasets")), "the replica set")


@behaviour("garbage collector deletes the replica set of a deployment when not orphaning")
def sets():
    with namespace("gc") as ns:
        a_deployment(ns)
        client.delete(apps(ns, "deployments", "d"), BACKGROUND)
        eventually(lambda: not client.list(apps(ns, "replicasets")) and not pods(ns), "the end of the replica set")


@behaviour("garbage collector orphans the replica set of a deployment when asked to")
def orphaned_sets():
    with namespace("gc") as ns:
        a_deployment(ns)
        client.delete(apps(ns, "deployments", "d"), ORPHAN)
        eventually(lambda: not client.exists(apps(ns, "deployments", "d")))
        time.sleep(2)
        left = client.list(apps(ns, "replicasets"))
        equal(len(left), 1, "replica sets")
        assert not left[0]["metadata"].get("ownerReferences"), "it still has an owner"


@behaviour("garbage collector keeps a controller until all its pods are deleted if asked to")
def foreground():
    with namespace("gc") as ns:
        client.post(core(ns, "replicationcontrollers"), controller("rc", 5, {"gc": "c"}))
        settled(ns, "rc", 5)
        client.delete(core(ns, "replicationcontrollers", "rc"), FOREGROUND)

        def gone():
            # The controller is asked for first: when it isn't there, no pod may be.
            if client.exists(core(ns, "replicationcontrollers", "rc")):
                return False
            equal([p["metadata"]["name"] for p in pods(ns)], [], "pods after their controller")
            return True

        eventually(gone, "the end of the controller")


@behaviour("garbage collector keeps dependents that have another, valid owner")
def shared():
    with namespace("gc") as ns:
        to_stay = client.post(core(ns, "replicationcontrollers"), controller("to-stay", 0, {"gc": "stay"}))
        client.post(core(ns, "replicationcontrollers"), controller("to-go", 6, {"gc": "go"}))
        settled(ns, "to-go", 6)
        reference = {"apiVersion": "v1", "kind": "ReplicationController", "name": "to-stay",
                     "uid": to_stay["metadata"]["uid"]}
        kept = sorted(p["metadata"]["name"] for p in pods(ns))[:3]
        for name in kept:
            client.patch(core(ns, "pods", name), {"metadata": {"ownerReferences": [reference]}})
        client.delete(core(ns, "replicationcontrollers", "to-go"), FOREGROUND)
        eventually(lambda: not client.exists(core(ns, "replicationcontrollers", "to-go")), "the end of the controller")
        eventually(lambda: sorted(p["metadata"]["name"] for p in pods(ns)) == kept, "the others' end")
        for item in pods(ns):
            equal([o["name"] for o in item["metadata"]["ownerReferences"]], ["to-stay"])
            assert "deletionTimestamp" not in item["metadata"], "a pod with an owner is being deleted"


@behaviour("garbage collector isn't blocked by a circle")
def circle():
    with namespace("gc") as ns:
        made = {}
        for name in ("pod1", "pod2", "pod3"):
            made[name] = client.post(core(ns, "pods"), pod(name))
        for name, owner in (("pod1", "pod3"), ("pod2", "pod1"), ("pod3", "pod2")):
            reference = {"apiVersion": "v1", "kind": "Pod", "name": owner, "uid": made[owner]["metadata"]["uid"],
                         "controller": True, "blockOwnerDeletion": True}
            client.patch(core(ns, "pods", name), {"metadata": {"ownerReferences": [reference]}})
        client.delete(core(ns, "pods", "pod1"), FOREGROUND)
        eventually(lambda: not pods(ns), "the end of all three")


@behaviour("garbage collector deletes dependents of a custom resource")
def custom():
    group = unique("gc") + ".example.com"
    definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    client.post(definitions, {"metadata": {"name": f"as.{group}"}, "spec": {
        "group": group, "scope": "Cluster", "names": {"plural": "as", "kind": "A"},
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}]}})
    try:
        path = f"/apis/{group}/v1/as"
        eventually(lambda: client.get(path), "the kind")
        owner = client.post(path, {"apiVersion": f"{group}/v1", "kind": "A", "metadata": {"name": "owner"}})
        reference = {"apiVersion": f"{group}/v1", "kind": "A", "name": "owner", "uid": owner["metadata"]["uid"]}
        client.post(path, {"apiVersion": f"{group}/v1", "kind": "A", "metadata": {
            "name": "dependent", "ownerReferences": [reference]}})
        client.delete(f"{path}/owner", BACKGROUND)
        eventually(lambda: not client.exists(f"{path}/dependent"), "the end of the dependent")
    finally:
        client.delete(f"{definitions}/as.{group}")


# Namespaces


@behaviour("a namespace that is deleted takes its pods and services along")
def contents():
    with namespace("ns") as ns:
        client.post(core(ns, "pods"), pod("test-pod", terminationGracePeriodSeconds=1))
        client.post(core(ns, "services"), {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}]}})
        eventually(lambda: ready(ns, "test-pod"), "the pod")
        client.delete(f"/api/v1/namespaces/{ns}")
        eventually(lambda: not client.exists(f"/api/v1/namespaces/{ns}"), "the end of the namespace")
        client.post("/api/v1/namespaces", {"metadata": {"name": ns}})
        equal(client.list(core(ns, "pods")) + client.list(core(ns, "services")), [])


@behaviour("a namespace's pods are deleted before anything else")
def ordered():
    with namespace("ns") as ns:
        held = pod("held", terminationGracePeriodSeconds=1)
        held["metadata"]["finalizers"] = ["example.com/hold"]
        client.post(core(ns, "pods"), held)
        client.post(core(ns, "configmaps"), {"metadata": {"name": "later"}})
        eventually(lambda: ready(ns, "held"), "the pod")
        client.delete(f"/api/v1/namespaces/{ns}")

        def condition():
            conditions = client.get(f"/api/v1/namespaces/{ns}")["status"].get("conditions", [])
            found = {c["type"]: c["status"] for c in conditions}
            return found.get("NamespaceDeletionContentFailure") == "False" and found.get("NamespaceContentRemaining") == "True"

        eventually(condition, "the condition")
        time.sleep(1)
        assert client.exists(core(ns, "configmaps", "later")), "the ConfigMap went before the pod"
        client.patch(core(ns, "pods", "held"), {"metadata": {"finalizers": None}}, MERGE)
        eventually(lambda: not client.exists(f"/api/v1/namespaces/{ns}"), "the end of the namespace")


@behaviour("a namespace is patched, updated, given a finalizer and a status")
def changes():
    with namespace("ns") as ns:
        path = f"/api/v1/namespaces/{ns}"
        patched = client.patch(path, {"metadata": {"labels": {"testLabel": "testValue"}}})
        equal(patched["metadata"]["labels"]["testLabel"], "testValue")
        patched = client.patch(path + "/status", {"metadata": {"annotations": {"a": "b"}}, "status": {
            "conditions": [{"type": "StatusPatch", "status": "True", "reason": "E2E", "message": "Patched by an e2e test"}]}},
            MERGE)
        equal(patched["status"]["conditions"][0]["message"], "Patched by an e2e test")
        update = client.get(path)
        update["status"]["conditions"].append({"type": "StatusUpdate", "status": "True", "reason": "E2E",
                                               "message": "Updated by an e2e test"})
        updated = client.put(path + "/status", update)
        equal([c["type"] for c in updated["status"]["conditions"]], ["StatusPatch", "StatusUpdate"])
        update = client.get(path)
        update["metadata"]["labels"][ns] = "updated"
        equal(client.put(path, update)["metadata"]["labels"][ns], "updated")
        update = client.get(path)
        update["spec"]["finalizers"].append("e2e.example.com/fakeFinalizer")
        updated = client.put(path + "/finalize", update)
        includes(updated["spec"]["finalizers"], "e2e.example.com/fakeFinalizer")
        update["spec"]["finalizers"].pop()
        update["metadata"]["resourceVersion"] = updated["metadata"]["resourceVersion"]
        equal(client.put(path + "/finalize", update)["spec"]["finalizers"], ["kubernetes"])


CHECKS = [background, orphaned, sets, orphaned_sets, foreground, shared, circle, custom, contents, ordered, changes]
