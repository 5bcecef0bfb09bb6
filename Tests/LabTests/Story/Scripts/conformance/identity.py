"""Who pods are (upstream's service_accounts.go, subjectreviews.go, certificates.go)."""

import base64
import json

from cluster import *

ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


@behaviour("an API token is mounted into pods")
def mounted():
    with namespace("auth") as ns:
        client.post(core(ns, "serviceaccounts"), {"metadata": {"name": "mount-test"}})
        shown = f"import os; d = '{ACCOUNT}/'; print(*(open(d + f).read() for f in ('namespace', 'token', 'ca.crt')), sep='|')"
        client.post(core(ns, "pods"), pod("p", [PYTHON, "-c", shown], serviceAccountName="mount-test", restartPolicy="Never"))
        equal(eventually(lambda: ended(ns, "p"), "the pod's end"), "Succeeded")
        name, token, root = logs(ns, "p").split("|")
        equal(name, ns)
        equal(root.strip(), client.get(core(ns, "configmaps", "kube-root-ca.crt"))["data"]["ca.crt"].strip())
        # The pod is gone, and with it the token.
        status = review(token.strip())
        if status.get("authenticated"):
            equal(status["user"]["username"], f"system:serviceaccount:{ns}:mount-test")


def review(token, **spec):
    return client.post("/apis/authentication.k8s.io/v1/tokenreviews", {
        "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": dict(spec, token=token)})["status"]


@behaviour("pods and service accounts can do without a token")
def opted_out():
    with namespace("auth") as ns:
        for name, value in (("mount", True), ("nomount", False)):
            client.post(core(ns, "serviceaccounts"), {"metadata": {"name": name}, "automountServiceAccountToken": value})
        for account, own, wanted in (("default", None, True), ("default", True, True), ("default", False, False),
                                     ("mount", None, True), ("mount", True, True), ("mount", False, False),
                                     ("nomount", None, False), ("nomount", True, True), ("nomount", False, False)):
            made = pod(f"{account}-{own}".lower(), serviceAccountName=account)
            if own is not None:
                made["spec"]["automountServiceAccountToken"] = own
            found = client.post(core(ns, "pods"), made, dryRun="All")
            mounts = [m["mountPath"] for m in found["spec"]["containers"][0].get("volumeMounts", [])]
            equal(ACCOUNT in mounts, wanted, f"{account}, {own}:")


@behaviour("a projected service account token is mounted and belongs to its pod")
def projected():
    with namespace("auth") as ns:
        volume = {"name": "token", "projected": {"sources": [{"serviceAccountToken": {
            "path": "token", "audience": "story", "expirationSeconds": 3600}}]}}
        shown = ("import os, signal; p = '/projected/token'; print(oct(os.stat(p).st_mode)[-3:], open(p).read(), flush=True);"
                 "signal.signal(15, lambda *_: exit()); signal.pause()")
        client.post(core(ns, "pods"), pod("p", [PYTHON, "-c", shown], volumes=[volume], volumeMounts=[
            {"name": "token", "mountPath": "/projected"}]))
        eventually(lambda: ready(ns, "p"), "the pod")
        mode, token = eventually(lambda: logs(ns, "p").split(), "its log")
        equal(mode, "644")
        status = review(token, audiences=["story"])
        equal((status["authenticated"], status["audiences"]), (True, ["story"]), f"{status}")
        equal(status["user"]["extra"]["authentication.kubernetes.io/pod-name"], ["p"])
        assert not review(token, audiences=["other"]).get("authenticated"), "it is taken for another audience"
        client.delete(core(ns, "pods", "p"), {"gracePeriodSeconds": 0})
        eventually(lambda: not review(token, audiences=["story"]).get("authenticated"), "the end of the token")


@behaviour("the issuer of service accounts is discovered from within a pod")
def issuer():
    with namespace("auth") as ns:
        volume = {"name": "token", "projected": {"sources": [{"serviceAccountToken": {
            "path": "token", "audience": "oidc-discovery-test"}}]}}
        client.post(core(ns, "pods"), pod("p", [PYTHON, "/server.py", "discover", "/token/token"], volumes=[volume],
                                          volumeMounts=[{"name": "token", "mountPath": "/token"}], restartPolicy="Never"))
        phase = eventually(lambda: ended(ns, "p"), "the pod's end")
        said = logs(ns, "p")
        equal(phase, "Succeeded", said)
        includes(said, f"OIDC discovery works: system:serviceaccount:{ns}:default")


@behaviour("a token that was asked for is reviewed")
def asked():
    with namespace("auth") as ns:
        client.post(core(ns, "serviceaccounts"), {"metadata": {"name": "e2e"}})
        made = client.post(core(ns, "serviceaccounts", "e2e") + "/token", {"spec": {"audiences": [], "expirationSeconds": 3600}})
        status = review(made["status"]["token"])
        equal((status["authenticated"], status["user"]["username"]), (True, f"system:serviceaccount:{ns}:e2e"))
        includes(status["user"]["groups"], f"system:serviceaccounts:{ns}")
        assert "error" not in status, status


@behaviour("every namespace has kube-root-ca.crt")
def root():
    with namespace("auth") as ns:
        path = core(ns, "configmaps", "kube-root-ca.crt")
        original = client.get(path)
        client.delete(path)
        eventually(lambda: client.get(path)["metadata"]["uid"] != original["metadata"]["uid"], "the new one")
        client.patch(path, {"data": {"ca.crt": ""}}, MERGE)
        eventually(lambda: client.get(path)["data"] == original["data"], "its content")


@behaviour("a service account is made, patched, updated, listed and deleted")
def accounts():
    with namespace("auth") as ns:
        path = core(ns, "serviceaccounts", "testserviceaccount")
        watch = client.watch(core(ns, "serviceaccounts"), labelSelector="test-serviceaccount-static=true")
        client.post(core(ns, "serviceaccounts"), {
            "metadata": {"name": "testserviceaccount", "labels": {"test-serviceaccount-static": "true"}}})
        equal(watch.next()["type"], "ADDED")
        client.patch(path, {"automountServiceAccountToken": False})
        event = watch.next()
        equal((event["type"], event["object"]["automountServiceAccountToken"]), ("MODIFIED", False))
        found = client.get(path)
        found["automountServiceAccountToken"] = True
        equal(client.put(path, found)["automountServiceAccountToken"], True)
        listed = client.list("/api/v1/serviceaccounts", labelSelector="test-serviceaccount-static=true")
        equal([item["metadata"]["namespace"] for item in listed], [ns])
        client.delete(core(ns, "serviceaccounts"), labelSelector="test-serviceaccount-static=true")
        watch.until(lambda event: event["type"] == "DELETED")
        watch.close()


@behaviour("reviews say what a service account may do")
def subjects():
    with namespace("auth") as ns:
        client.post(core(ns, "serviceaccounts"), {"metadata": {"name": "e2e"}})
        user = f"system:serviceaccount:{ns}:e2e"
        attributes = {"verb": "list", "resource": "configmaps", "namespace": ns, "version": "v1"}
        spec = {"user": user, "groups": ["system:authenticated"], "resourceAttributes": attributes}
        api = "/apis/authorization.k8s.io/v1"
        first = client.post(f"{api}/subjectaccessreviews", {"spec": spec})["status"]["allowed"]
        local = client.post(f"{api}/namespaces/{ns}/localsubjectaccessreviews", {
            "metadata": {"namespace": ns}, "spec": spec})["status"]["allowed"]
        headers = {"Impersonate-User": user}
        own = client.call("POST", f"{api}/selfsubjectaccessreviews", {"spec": {"resourceAttributes": attributes}},
                          headers=headers)["status"]["allowed"]
        with refused(code=403):
            client.call("GET", core(ns, "configmaps"), headers=headers)
        equal((first, local, own), (False, False, False))
        rules = client.post(f"{api}/selfsubjectrulesreviews", {"spec": {"namespace": ns}})["status"]
        equal(rules["incomplete"], False)


@behaviour("certificate signing requests are made, approved, patched, updated and deleted")
def certificates():
    api = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
    folder = f"{CREDENTIALS}/csr"
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    "/CN=e2e-user", "-keyout", "k", "-out", "r"], cwd=folder, check=True, capture_output=True)
    signer = "example.com/e2e-" + unique("signer")
    made = client.post(api, {"metadata": {"generateName": "e2e-example-csr-", "annotations": {"a": "b"}}, "spec": {
        "request": encoded(file(f"{folder}/r")), "signerName": signer, "expirationSeconds": 3600,
        "usages": ["digital signature", "key encipherment", "server auth"]}})
    path = f"{api}/{made['metadata']['name']}"
    equal(client.get(path)["spec"]["signerName"], signer)
    equal(len(client.list(api, fieldSelector=f"spec.signerName={signer}")), 1)
    watch = client.watch(api, resourceVersion=made["metadata"]["resourceVersion"], fieldSelector=f"spec.signerName={signer}")
    patched = client.patch(path, {"metadata": {"annotations": {"patched": "true"}}}, MERGE)
    equal(patched["metadata"]["annotations"]["patched"], "true")
    patched["metadata"]["annotations"]["updated"] = "true"
    equal(client.put(path, patched)["metadata"]["annotations"]["updated"], "true")
    watch.until(lambda event: event["object"]["metadata"]["annotations"].get("updated") == "true")
    assert not client.get(path + "/approval").get("status", {}).get("conditions"), "it has conditions"
    patched = client.patch(path + "/approval", {"metadata": {"annotations": {"patchedapproval": "true"}}, "status": {
        "conditions": [{"type": "ApprovalPatch", "status": "True", "reason": "e2e"}]}}, MERGE)
    equal([c["type"] for c in patched["status"]["conditions"]], ["ApprovalPatch"])
    equal(patched["metadata"]["annotations"]["patchedapproval"], "true")
    patched["status"]["conditions"].append(
        {"type": "Approved", "status": "True", "reason": "E2E", "message": "Set from an e2e test"})
    equal(len(client.put(path + "/approval", patched)["status"]["conditions"]), 2)
    assert "certificate" not in client.get(path + "/status")["status"], "it has a certificate"
    certificate = encoded(file(f"{CREDENTIALS}/client.crt"))
    patched = client.patch(path + "/status", {"metadata": {"annotations": {"patchedstatus": "true"}},
                                              "status": {"certificate": certificate}}, MERGE)
    equal(patched["status"]["certificate"], certificate)
    equal(patched["metadata"]["annotations"]["patchedstatus"], "true")
    patched["status"]["conditions"].append({"type": "StatusUpdate", "status": "True", "reason": "E2E",
                                            "message": "Set from an e2e test"})
    includes([c["type"] for c in client.put(path + "/status", patched)["status"]["conditions"]], "StatusUpdate")
    client.delete(path)
    watch.until(lambda event: event["type"] == "DELETED")
    watch.close()
    client.post(api, {"metadata": {"generateName": "e2e-example-csr-"}, "spec": {
        "request": encoded(file(f"{folder}/r")), "signerName": signer, "usages": ["digital signature", "server auth"]}})
    client.delete(api, fieldSelector=f"spec.signerName={signer}")
    equal(client.list(api, fieldSelector=f"spec.signerName={signer}"), [])


CHECKS = [mounted, opted_out, projected, issuer, asked, root, accounts, subjects, certificates]
