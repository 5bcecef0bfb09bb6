"""Kinds that are defined in the cluster, and policies (upstream's custom_resource_definition.go, crd_*.go,
field_validation.go, validatingadmissionpolicy.go, mutatingadmissionpolicy.go)."""

from cluster import *

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
ADMISSION = "/apis/admissionregistration.k8s.io/v1"
FREE = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def version(name="v1", schema=None, **more):
    return dict({"name": name, "served": True, "storage": name == "v1", "schema": {"openAPIV3Schema": schema or FREE}}, **more)


def body(group, versions, plural="things", kind="Thing", labels=None):
    return {"metadata": {"name": f"{plural}.{group}", "labels": labels or {}}, "spec": {
        "group": group, "scope": "Namespaced", "versions": versions,
        "names": {"plural": plural, "singular": kind.lower(), "kind": kind, "listKind": kind + "List"}}}


@contextlib.contextmanager
def defined(*versions, group=None, **more):
    group = group or unique("crd") + ".example.com"
    made = body(group, list(versions) or [version()], **more)
    client.post(DEFINITIONS, made)
    path = f"{DEFINITIONS}/{made['metadata']['name']}"
    try:
        for one in made["spec"]["versions"]:
            eventually(lambda: client.get(f"/apis/{group}/{one['name']}/{made['spec']['names']['plural']}"), "the kind")
        yield group, path
    finally:
        client.delete(path)


@behaviour("definitions of kinds are made, listed, watched and deleted")
def simple():
    label = unique("crd")
    start = client.get(DEFINITIONS, limit=1)["metadata"]["resourceVersion"]
    watch = client.watch(DEFINITIONS, resourceVersion=start, labelSelector=f"crds={label}")
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(defined(labels={"crds": label}))
        equal(len(client.list(DEFINITIONS, labelSelector=f"crds={label}")), 3)
    for kind in ("ADDED", "DELETED"):
        watch.until(lambda event: event["type"] == kind)
    watch.close()
    with defined(labels={"crds": label}), defined(labels={"crds": label}):
        pass
    eventually(lambda: not client.list(DEFINITIONS, labelSelector=f"crds={label}"))


@behaviour("the status of a definition is read, patched and updated")
def status():
    with defined() as (group, path):
        found = client.get(path + "/status")
        assert any(c["type"] == "Established" and c["status"] == "True" for c in found["status"]["conditions"]), found
        condition = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set from an e2e test",
                     "lastTransitionTime": "2026-01-01T00:00:00Z"}
        found["status"]["conditions"].append(condition)
        includes([c["type"] for c in client.put(path + "/status", found)["status"]["conditions"]], "StatusUpdate")
        patched = client.patch(path + "/status", {"metadata": {"annotations": {"patched": "yes"}}, "status": {
            "conditions": found["status"]["conditions"] + [dict(condition, type="StatusPatch")]}}, MERGE)
        includes([c["type"] for c in patched["status"]["conditions"]], "StatusPatch")


@behaviour("custom resources have defaults, from requests and from the store")
def defaults():
    with namespace("crd") as ns, defined() as (group, path):
        things = f"/apis/{group}/v1/namespaces/{ns}/things"
        client.post(things, {"apiVersion": f"{group}/v1", "kind": "Thing", "metadata": {"name": "a"}})
        schema = {"type": "object", "properties": {name: {"type": "string", "default": default} for name, default in (
            ("a", "A"), ("b", "B"))}}
        client.patch(path, [{"op": "replace", "path": "/spec/versions/0/schema/openAPIV3Schema", "value": schema}], PATCH)
        eventually(lambda: client.get(f"{things}/a").get("a") == "A", "the default")
        made = client.post(things, {"apiVersion": f"{group}/v1", "kind": "Thing", "metadata": {"name": "b"}, "b": "own"})
        equal((made["a"], made["b"]), ("A", "own"))


@behaviour("custom resources are in the discovery documents, plain and aggregated")
def discovery():
    accept = {"Accept": "application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList"}
    includes([g["name"] for g in client.get("/apis")["groups"]], "apiextensions.k8s.io")
    includes([r["name"] for r in client.get("/apis/apiextensions.k8s.io/v1")["resources"]], "customresourcedefinitions")
    with defined() as (group, path):
        includes([g["name"] for g in client.get("/apis")["groups"]], group)

        def aggregated():
            items = client.call("GET", "/apis", headers=accept)["items"]
            item = next((item for item in items if item["metadata"]["name"] == group), None)
            return item and item["versions"][0]["resources"][0]["resource"] == "things"

        eventually(aggregated, "aggregated discovery")


@behaviour("custom resources are selected by their fields, in lists and watches")
def selectors():
    schema = {"type": "object", "properties": {"hostPort": {"type": "string"}, "host": {"type": "string"},
                                               "port": {"type": "string"}}}
    one = version("v1", schema, selectableFields=[{"jsonPath": ".host"}, {"jsonPath": ".port"}])
    with namespace("crd") as ns, defined(one) as (group, path):
        things = f"/apis/{group}/v1/namespaces/{ns}/things"
        watch = client.watch(things, fieldSelector="host=host1,port=80")
        for name, host, port in (("a", "host1", "80"), ("b", "host1", "8080"), ("c", "host2", "80")):
            client.post(things, {"apiVersion": f"{group}/v1", "kind": "Thing", "metadata": {"name": name},
                                 "host": host, "port": port})
        for selector, wanted in (("host=host1", ["a", "b"]), ("host=host1,port=80", ["a"]), ("port!=80", ["b"])):
            equal([i["metadata"]["name"] for i in client.list(things, fieldSelector=selector)], wanted, selector)
        client.patch(f"{things}/a", {"port": "8080"}, MERGE)
        equal([(e["type"], e["object"]["metadata"]["name"]) for e in (watch.next(), watch.next())],
              [("ADDED", "a"), ("DELETED", "a")])
        watch.close()
        with refused(code=400):
            client.list(things, fieldSelector="hostPort=x")


def schema_of(group, name="v1", kind="Thing"):
    """The definition in OpenAPI v2, or None."""
    suffix = {"group": group, "kind": kind, "version": name}
    for schema in client.get("/openapi/v2")["definitions"].values():
        if suffix in schema.get("x-kubernetes-group-version-kind", []):
            return schema
    return None


@behaviour("OpenAPI has the kinds with their schemas, and follows their changes")
def published():
    props = {"spec": {"type": "object", "description": "Specification of Foo", "properties": {
        "bars": {"type": "array", "description": "List of Bars and their specs.", "items": {
            "type": "object", "required": ["name"], "properties": {"name": {"type": "string", "description": "Name of Bar."}}}}}}}
    strict = {"type": "object", "description": "Foo CRD for Testing", "properties": props}
    embedded = {"type": "object", "properties": {"spec": {"type": "object", "x-kubernetes-embedded-resource": True,
                                                          "x-kubernetes-preserve-unknown-fields": True}}}
    second = unique("crd") + ".example.com"
    with defined(version("v1", strict), version("v2", strict)) as (group, path), \
            defined(version("v1", embedded), group=second), \
            defined(version("v1", FREE), group=second, plural="others", kind="Other"):
        found = eventually(lambda: schema_of(group), "the schema")
        equal(found["description"], "Foo CRD for Testing")
        equal(found["properties"]["spec"], props["spec"])
        includes(found["properties"], "apiVersion")
        eventually(lambda: schema_of(group, "v2"), "the second version")
        embedded = eventually(lambda: schema_of(second), "the second group")
        equal(embedded["properties"]["spec"].get("x-kubernetes-embedded-resource"), True)
        equal(eventually(lambda: schema_of(second, kind="Other"), "the second kind")["type"], "object")
        # One is no longer served, then renamed.
        client.patch(path, [{"op": "replace", "path": "/spec/versions/1/served", "value": False}], PATCH)
        eventually(lambda: schema_of(group, "v2") is None, "its end")
        client.patch(path, [{"op": "replace", "path": "/spec/versions/1/served", "value": True},
                            {"op": "replace", "path": "/spec/versions/1/name", "value": "v4"}], PATCH)
        eventually(lambda: schema_of(group, "v4"), "the new name")
        assert schema_of(group), "the other version is gone"
        includes(client.get(f"/openapi/v3/apis/{group}/v4")["components"]["schemas"].__str__(), "Foo CRD for Testing")


@behaviour("fields of custom resources are validated, created and applied")
def fields():
    spec = {"type": "object", "properties": {"foo": {"type": "string"}, "cronSpec": {"type": "string"},
                                             "ports": {"type": "array", "items": {"type": "object", "properties": {
                                                 "containerPort": {"type": "integer"}}}}}}
    embedded = {"type": "object", "x-kubernetes-embedded-resource": True, "properties": {"knownField1": {"type": "string"}}}
    strict = {"type": "object", "properties": {"spec": spec, "template": embedded}}
    loose = {"type": "object", "properties": {"spec": dict(spec, **{"x-kubernetes-preserve-unknown-fields": True})}}
    with namespace("crd") as ns, defined(version("v1", strict)) as (group, _), defined(version("v1", loose)) as (other, _), \
            defined() as (free, _):
        def post(group, text):
            head = f'{{"apiVersion": "{group}/v1", "kind": "Thing", "metadata": {{"name": "{unique("a")}"}}, '
            return client.post(f"/apis/{group}/v1/namespaces/{ns}/things", head + text + "}", fieldValidation="Strict")

        def apply(group, text):
            name = unique("a")
            head = f'{{"apiVersion": "{group}/v1", "kind": "Thing", "metadata": {{"name": "{name}"}}, '
            return client.patch(f"/apis/{group}/v1/namespaces/{ns}/things/{name}", head + text + "}", APPLY,
                                fieldManager="e2e", fieldValidation="Strict")

        for write in (post, apply):
            write(group, '"spec": {"foo": "foo1", "cronSpec": "* * * * */5", "ports": [{"containerPort": 80}]}')
            write(free, '"spec": {"unknown": "anything", "extra": {"a": 1}}')
            with refused('.spec.extraProperty: field not declared in schema' if write is apply
                         else 'strict decoding error: unknown field "spec.extraProperty"'):
                write(group, '"spec": {"foo": "foo1", "extraProperty": "x"}')
        with refused('duplicate field "spec.unknownDupe"', 'duplicate field "spec.ports[0].hostPort"', code=400):
            post(other, '"spec": {"unknown1": "a", "unknownDupe": "b", "unknownDupe": "c", "ports": [{"hostPort": 1, "hostPort": 2}]}')
        with refused('unknown field "template.metadata.unknownSubMeta"', 'unknown field "template.unknown"', code=400):
            post(group, '"template": {"apiVersion": "v1", "kind": "X", "metadata": {"name": "x", "unknownSubMeta": "y"}, "unknown": 1}')
        with refused('unknown field "metadata.unknownMeta"', code=400):
            client.post(f"/apis/{group}/v1/namespaces/{ns}/things", {"apiVersion": f"{group}/v1", "kind": "Thing", "metadata": {
                "name": "meta", "unknownMeta": "x"}}, fieldValidation="Strict")


@contextlib.contextmanager
def policy(kind, ns, spec, **binding):
    name = unique("policy") + ".example.com"
    rules = {"resourceRules": [{"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"],
                                "resources": ["deployments"]}],
             "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": ns}}}
    client.post(f"{ADMISSION}/{kind}policies", {"metadata": {"name": name}, "spec": dict(spec, matchConstraints=rules)})
    client.post(f"{ADMISSION}/{kind}policybindings", {"metadata": {"name": name}, "spec": dict(binding, policyName=name)})
    try:
        yield name
    finally:
        client.delete(f"{ADMISSION}/{kind}policybindings/{name}")
        client.delete(f"{ADMISSION}/{kind}policies/{name}")


@behaviour("a ValidatingAdmissionPolicy holds for deployments, and its expressions refer to variables")
def validating():
    with namespace("policy") as ns:
        for spec in ({"validations": [{"expression": "object.spec.replicas > 1",
                                       "messageExpression": "'wants replicas > 1, got ' + string(object.spec.replicas)"}]},
                     {"variables": [{"name": "replicas", "expression": "object.spec.replicas"},
                                    {"name": "isEnough", "expression": "variables.replicas > 1"}],
                      "validations": [{"expression": "variables.isEnough",
                                       "messageExpression": "'wants replicas > 1, got ' + string(variables.replicas)"}]}):
            with policy("validatingadmission", ns, spec, validationActions=["Deny"]) as name:
                def is_denied():
                    try:
                        client.post(apps(ns, "deployments"), deployment("x", 1), dryRun="All")
                    except Refused as refusal:
                        includes(refusal.message, f"ValidatingAdmissionPolicy '{name}'")
                        includes(refusal.message, "wants replicas > 1, got 1")
                        return True

                eventually(is_denied, "the refusal")
                client.post(apps(ns, "deployments"), deployment("x", 2), dryRun="All")
                eventually(lambda: "typeChecking" in client.get(f"{ADMISSION}/validatingadmissionpolicies/{name}").get(
                    "status", {}), "type checking")


@behaviour("a MutatingAdmissionPolicy changes deployments and their annotations")
def mutating():
    with namespace("policy") as ns:
        spec = {"reinvocationPolicy": "Never", "mutations": [
            {"patchType": "ApplyConfiguration", "applyConfiguration": {
                "expression": "Object{spec: Object.spec{replicas: object.spec.replicas + 1}}"}},
            {"patchType": "JSONPatch", "jsonPatch": {"expression":
                "[JSONPatch{op: 'add', path: '/metadata/annotations', value: {'my-foo-annotation': 'my-foo-value'}}]"}}]}
        with policy("mutatingadmission", ns, spec):
            def test():
                made = client.post(apps(ns, "deployments"), deployment("x", 1), dryRun="All")
                return (made["spec"]["replicas"], made["metadata"].get("annotations", {}).get("my-foo-annotation")) == (
                    2, "my-foo-value")

            eventually(test, "the change")


CHECKS = [simple, status, defaults, discovery, selectors, published, fields, validating, mutating]
