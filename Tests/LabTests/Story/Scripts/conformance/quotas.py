"""ResourceQuota: status, scopes and every kind of count (upstream's resource_quota.go)."""

import time

from cluster import *

CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
ALL = {
    "pods": "5", "services": "10", "services.nodeports": "1", "services.loadbalancers": "1",
    "replicationcontrollers": "10", "resourcequotas": "1", "cpu": "1", "memory": "500Mi", "configmaps": "10",
    "secrets": "10", "persistentvolumeclaims": "10", "requests.storage": "10Gi", "ephemeral-storage": "50Gi",
    "gold.storageclass.storage.k8s.io/persistentvolumeclaims": "10",
    "gold.storageclass.storage.k8s.io/requests.storage": "10Gi", "count/replicasets.apps": "5",
    "requests.example.com/dongle": "3",
}


def make(namespace, name="test-quota", hard=None, **spec):
    return client.post(core(namespace, "resourcequotas"),
                       {"metadata": {"name": name}, "spec": dict(spec, hard=hard or ALL)})


def used(namespace, wanted, name="test-quota"):
    """Waits until what is used is as wanted."""

    def test():
        found = client.get(core(namespace, "resourcequotas", name)).get("status", {}).get("used", {})
        equal({key: found.get(key) for key in wanted}, wanted)
        return True

    eventually(test, f"the usage of {name}")


def still(namespace, wanted, name):
    time.sleep(0.5)
    used(namespace, wanted, name)


def lives(kind, names, create):
    """Of one object of a kind: its creation is counted, its deletion given back."""

    def check():
        with namespace("quota") as ns:
            before = len(client.list(core(ns, "configmaps"))) if "configmaps" in names else 0
            make(ns)
            zero = {name: str(before) if name == "configmaps" else "0" for name in names}
            used(ns, dict(zero, resourcequotas="1"))
            path = create(ns)
            used(ns, dict(zip(names, map(str, names.values())), **(
                {"configmaps": str(before + 1)} if "configmaps" in names else {})))
            client.delete(path, {"gracePeriodSeconds": 0, **BACKGROUND})
            used(ns, zero)

    return behaviour(f"ResourceQuota captures the life of a {kind}")(check)


def a_map(ns):
    client.post(core(ns, "configmaps"), {"metadata": {"name": "m"}, "data": {"a": "b"}})
    return core(ns, "configmaps", "m")


def a_secret(ns):
    client.post(core(ns, "secrets"), {"metadata": {"name": "s"}, "stringData": {"a": "b"}})
    return core(ns, "secrets", "s")


def a_claim(ns):
    client.post(core(ns, "persistentvolumeclaims"), {
        "metadata": {"name": "c"}, "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "gold",
                                            "resources": {"requests": {"storage": "1Gi"}}}})
    # Nobody protects claims in use yet, and nobody would let this one go.
    client.patch(core(ns, "persistentvolumeclaims", "c"), {"metadata": {"finalizers": None}}, MERGE)
    return core(ns, "persistentvolumeclaims", "c")


def a_set(ns):
    client.post(apps(ns, "replicasets"), {
        "metadata": {"name": "r"}, "spec": {"replicas": 0, "selector": {"matchLabels": {"a": "b"}},
                                            "template": template({"a": "b"})}})
    return apps(ns, "replicasets", "r")


def a_controller(ns):
    client.post(core(ns, "replicationcontrollers"), {
        "metadata": {"name": "r"}, "spec": {"replicas": 0, "selector": {"a": "b"}, "template": template({"a": "b"})}})
    return core(ns, "replicationcontrollers", "r")


@behaviour("ResourceQuota captures the life of a pod")
def pods():
    with namespace("quota") as ns:
        make(ns)
        used(ns, {"pods": "0", "cpu": "0"})
        resources = {"requests": {"cpu": "500m", "memory": "252Mi", "ephemeral-storage": "30Gi",
                                  "example.com/dongle": "2"}, "limits": {"example.com/dongle": "2"}}
        client.post(core(ns, "pods"), pod("test-pod", resources=resources))
        full = {"pods": "1", "cpu": "500m", "memory": "252Mi", "ephemeral-storage": "30Gi",
                "requests.example.com/dongle": "2"}
        used(ns, full)
        with refused("exceeded quota: test-quota, requested: cpu=600m, used: cpu=500m, limited: cpu=1", code=403):
            client.post(core(ns, "pods"), pod("too-much", resources={"requests": {"cpu": "600m", "memory": "100Mi"}}))
        with refused("requests.example.com/dongle", code=403):
            client.post(core(ns, "pods"), pod("extended", resources={
                "requests": {"cpu": "100m", "memory": "1Mi", "example.com/dongle": "2"},
                "limits": {"example.com/dongle": "2"}}))
        with refused("failed quota: test-quota: must specify cpu for: main; memory for: main", code=403):
            client.post(core(ns, "pods"), pod("unsaid"))
        client.patch(core(ns, "pods", "test-pod"), {"metadata": {"labels": {"a": "b"}}})
        used(ns, full)
        client.delete(core(ns, "pods", "test-pod"), {"gracePeriodSeconds": 0})
        used(ns, {"pods": "0", "cpu": "0", "memory": "0", "ephemeral-storage": "0", "requests.example.com/dongle": "0"})


@behaviour("ResourceQuota captures the life of a service")
def services():
    with namespace("quota") as ns:
        make(ns)
        used(ns, {"services": "0"})

        def create(name, type):
            client.post(core(ns, "services"), {"metadata": {"name": name}, "spec": {"type": type, "ports": [{"port": 80}]}})

        create("plain", "ClusterIP")
        create("node", "NodePort")
        used(ns, {"services": "2", "services.nodeports": "1", "services.loadbalancers": "0"})
        with refused("exceeded quota: test-quota, requested: services.nodeports=1", code=403):
            create("balanced", "LoadBalancer")
        client.delete(core(ns, "services", "plain"))
        client.delete(core(ns, "services", "node"))
        used(ns, {"services": "0", "services.nodeports": "0", "services.loadbalancers": "0"})


@behaviour("ResourceQuota captures the life of a custom resource")
def custom():
    group = unique("quota") + ".example.com"
    count = f"count/things.{group}"
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    definition = client.post(CRDS, {
        "metadata": {"name": f"things.{group}"}, "spec": {
            "group": group, "scope": "Namespaced", "names": {"plural": "things", "kind": "Thing"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}]}})
    try:
        with namespace("quota") as ns:
            path = f"/apis/{group}/v1/namespaces/{ns}/things"
            eventually(lambda: client.get(path), "the kind")
            make(ns, hard={count: "1"})
            used(ns, {count: "0"})
            thing = {"apiVersion": f"{group}/v1", "kind": "Thing"}
            client.post(path, dict(thing, metadata={"name": "one"}))
            used(ns, {count: "1"})
            with refused("exceeded quota", code=403):
                client.post(path, dict(thing, metadata={"name": "two"}))
            client.delete(f"{path}/one")
            used(ns, {count: "0"})
    finally:
        client.delete(f"{CRDS}/{definition['metadata']['name']}")


def scoped(name, scopes, first, second):
    """The first pod counts against the first scope only, the second against the second."""

    @behaviour(f"ResourceQuota with {name} scopes")
    def check():
        with namespace("quota") as ns:
            hard = {"pods": "5"} if "BestEffort" in scopes else {
                "pods": "5", "requests.cpu": "1", "requests.memory": "500Mi", "limits.cpu": "2", "limits.memory": "1Gi"}
            zero = {key: "0" for key in hard}
            for scope in scopes:
                make(ns, scope.lower(), hard, scopes=[scope])
            for scope in scopes:
                used(ns, zero, scope.lower())
            for number, (spec, counted) in enumerate(((first, scopes[0]), (second, scopes[1]))):
                other = scopes[1 - number]
                client.post(core(ns, "pods"), pod("p", **spec))
                full = dict(zero, pods="1")
                if len(hard) > 1:
                    full.update({"requests.cpu": "500m", "requests.memory": "200Mi", "limits.cpu": "1",
                                 "limits.memory": "400Mi"})
                used(ns, full, counted.lower())
                still(ns, zero, other.lower())
                client.delete(core(ns, "pods", "p"), {"gracePeriodSeconds": 0})
                used(ns, zero, counted.lower())

    return check


RESOURCES = {"requests": {"cpu": "500m", "memory": "200Mi"}, "limits": {"cpu": "1", "memory": "400Mi"}}


@behaviour("ResourceQuota can be updated and deleted")
def updated():
    with namespace("quota") as ns:
        make(ns, hard={"cpu": "1", "memory": "500Mi"})
        quota = client.get(core(ns, "resourcequotas", "test-quota"))
        equal(quota["spec"]["hard"], {"cpu": "1", "memory": "500Mi"})

        def change():
            quota = client.get(core(ns, "resourcequotas", "test-quota"))
            quota["spec"]["hard"] = {"cpu": "2", "memory": "1Gi"}
            return client.put(core(ns, "resourcequotas", "test-quota"), quota)

        equal(eventually(change)["spec"]["hard"], {"cpu": "2", "memory": "1Gi"})
        eventually(lambda: client.get(core(ns, "resourcequotas", "test-quota"))["status"]["hard"]["cpu"] == "2")
        client.delete(core(ns, "resourcequotas", "test-quota"))
        assert not client.exists(core(ns, "resourcequotas", "test-quota"))


@behaviour("ResourceQuota goes through its life")
def lifecycle():
    with namespace("quota") as ns:
        label = unique("e2e")
        client.post(core(ns, "resourcequotas"), {
            "metadata": {"name": "q", "labels": {"rq": label}}, "spec": {"hard": {"cpu": "1", "memory": "500Mi"}}})
        client.get(core(ns, "resourcequotas", "q"))
        equal(len(client.list("/api/v1/resourcequotas", labelSelector=f"rq={label}")), 1)
        patched = client.patch(core(ns, "resourcequotas", "q"),
                               {"metadata": {"labels": {"q": "patched"}}, "spec": {"hard": {"memory": "750Mi"}}})
        equal((patched["metadata"]["labels"]["q"], patched["spec"]["hard"]["memory"]), ("patched", "750Mi"))
        client.delete(core(ns, "resourcequotas"), labelSelector="q=patched")
        eventually(lambda: not client.list("/api/v1/resourcequotas", labelSelector=f"rq={label}"))


@behaviour("ResourceQuota status is its own subresource, and the spec doesn't change with it")
def status():
    with namespace("quota") as ns:
        path = core(ns, "resourcequotas", "q")
        make(ns, "q", {"cpu": "500m", "memory": "500Mi"})

        def change():
            quota = client.get(path)
            quota["status"] = {"hard": quota["spec"]["hard"]}
            return client.put(path + "/status", quota)

        eventually(change)
        version = client.get(core(ns, "resourcequotas"))["metadata"]["resourceVersion"]
        client.patch(path, {"spec": {"hard": {"cpu": "1", "memory": "1Gi"}}})
        client.patch(path + "/status", {"status": {"hard": {"cpu": "1", "memory": "1Gi"}}})
        watch = client.watch(core(ns, "resourcequotas"), resourceVersion=version)
        watch.until(lambda event: event["object"]["status"].get("hard") == {"cpu": "1", "memory": "1Gi"})
        equal(client.get(path + "/status")["status"]["hard"], {"cpu": "1", "memory": "1Gi"})
        patched = client.patch(path + "/status", {"status": {"hard": {"cpu": "2", "memory": "2Gi"}}})
        equal(patched["status"]["hard"], {"cpu": "2", "memory": "2Gi"})
        watch.until(lambda event: event["object"]["status"].get("hard") == {"cpu": "2", "memory": "2Gi"})
        watch.close()
        equal(client.get(path)["spec"]["hard"], {"cpu": "1", "memory": "1Gi"})


CHECKS = [
    pods, services, custom, updated, lifecycle, status,
    lives("configMap", {"configmaps": 1}, a_map), lives("secret", {"secrets": 1}, a_secret),
    lives("replica set", {"count/replicasets.apps": 1}, a_set),
    lives("replication controller", {"replicationcontrollers": 1}, a_controller),
    lives("persistent volume claim", {
        "persistentvolumeclaims": 1, "requests.storage": "1Gi",
        "gold.storageclass.storage.k8s.io/persistentvolumeclaims": 1,
        "gold.storageclass.storage.k8s.io/requests.storage": "1Gi"}, a_claim),
    scoped("terminating", ("NotTerminating", "Terminating"), {"resources": RESOURCES},
           {"resources": RESOURCES, "activeDeadlineSeconds": 3600}),
    scoped("best effort", ("BestEffort", "NotBestEffort"), {}, {"resources": RESOURCES}),
]
