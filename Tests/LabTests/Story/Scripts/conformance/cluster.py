"""What the behaviours beside this file need: a client of the API as an administrator, and checks that print a line each.

The caller gives APISERVER (host:port), CREDENTIALS (a folder with ca.crt, client.crt, client.key), IMAGE (server.py in
a container) and NAMESPACE (a prefix of namespaces that nobody else uses).
"""

import base64
import contextlib
import http.client
import json
import os
import random
import ssl
import subprocess
import threading
import time
import traceback
from urllib.parse import urlencode

APISERVER = os.environ["APISERVER"]
CREDENTIALS = os.environ["CREDENTIALS"]
IMAGE = os.environ["IMAGE"]
PREFIX = os.environ["NAMESPACE"]
# For whatever takes its time on a busy machine.
PATIENCE = 300

JSON = "application/json"
STRATEGIC = "application/strategic-merge-patch+json"
MERGE = "application/merge-patch+json"
PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"
FOREGROUND = {"propagationPolicy": "Foreground"}
ORPHAN = {"propagationPolicy": "Orphan"}
BACKGROUND = {"propagationPolicy": "Background"}


class Refused(Exception):
    """The server's answer to what it didn't do."""

    def __init__(self, code, body):
        self.code = code
        self.body = body if isinstance(body, dict) else {}
        self.message = self.body.get("message", str(body))
        super().__init__(f"{code}: {self.message}")


class Answer(dict):
    headers = {}
    text = ""


class Client:
    """One connection per thread, kept."""

    def __init__(self, token=None):
        self.token = token
        self.context = ssl.create_default_context(cafile=f"{CREDENTIALS}/ca.crt")
        self.context.check_hostname = False
        if token is None:
            self.context.load_cert_chain(f"{CREDENTIALS}/client.crt", f"{CREDENTIALS}/client.key")
        self.local = threading.local()

    def connect(self, timeout=PATIENCE):
        return http.client.HTTPSConnection(APISERVER, context=self.context, timeout=timeout)

    def headers(self, more):
        headers = {"Accept": JSON, "User-Agent": "story/1"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return dict(headers, **more)

    def call(self, method, path, body=None, type=JSON, headers={}, **query):
        if query:
            path += "?" + urlencode(query)
        sent = dict(headers)
        if body is not None:
            sent["Content-Type"] = type
            if not isinstance(body, (str, bytes)):
                body = json.dumps(body)
        for attempt in (1, 2):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = self.local.connection = self.connect()
            try:
                connection.request(method, path, body, self.headers(sent))
                answer = connection.getresponse()
                data = answer.read()
                break
            except (http.client.HTTPException, OSError):
                connection.close()
                self.local.connection = None
                if attempt == 2:
                    raise
        text = data.decode("utf-8", "replace")
        try:
            body = json.loads(text)
        except ValueError:
            body = text
        if answer.status >= 400:
            raise Refused(answer.status, body)
        result = Answer(body if isinstance(body, dict) else {"text": text})
        result.status, result.text = answer.status, text
        result.headers = {name: answer.headers.get_all(name) for name in answer.headers}
        return result

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def list(self, path, **query):
        return self.call("GET", path, **query)["items"]

    def post(self, path, body, **query):
        return self.call("POST", path, body, **query)

    def put(self, path, body, **query):
        return self.call("PUT", path, body, **query)

    def patch(self, path, body, type=STRATEGIC, **query):
        return self.call("PATCH", path, body, type, **query)

    def delete(self, path, options=None, **query):
        return self.call("DELETE", path, options, **query)

    def exists(self, path):
        try:
            self.get(path)
            return True
        except Refused as refused:
            if refused.code != 404:
                raise
            return False

    def watch(self, path, **query):
        return Watch(self, path, query)


class Watch:
    """The events of a watch as they come; each line has a time limit."""

    def __init__(self, client, path, query):
        query = dict(query, watch="1")
        self.connection = client.connect(timeout=PATIENCE)
        self.connection.request("GET", f"{path}?{urlencode(query)}", headers=client.headers({}))
        self.answer = self.connection.getresponse()
        if self.answer.status >= 400:
            raise Refused(self.answer.status, json.loads(self.answer.read()))

    def next(self):
        line = self.answer.readline()
        if not line:
            raise AssertionError("the watch ended")
        event = json.loads(line)
        if event["type"] == "ERROR":
            raise Refused(event["object"].get("code"), event["object"])
        return event

    def until(self, test):
        """Reads up to the first event that `test` takes."""
        seen = []
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            event = self.next()
            if test(event):
                return event
            seen.append((event["type"], event["object"]["metadata"].get("name")))
        raise AssertionError(f"only came: {seen}")

    def close(self):
        # A connection that is being read can't be closed politely.
        self.connection.sock and self.connection.sock.close()
        self.connection.close()


client = Client()


# Checks

failures = []
only = os.environ.get("ONLY", "")


class Skip(Exception):
    """What keeps a check from being made here."""


def behaviour(name):
    """A function that is one check."""

    def wrap(function):
        if only not in name:
            return lambda: None

        def run():
            begin = time.monotonic()
            try:
                function()
            except BaseException as error:
                failures.append(name)
                lines = traceback.format_exc().strip().split("\n")
                print(f"✗ {name}: {error}")
                print("\n".join(f"    {line}" for line in lines[-12:]), flush=True)
            else:
                took = time.monotonic() - begin
                print(f"✓ {name}  {took:.1f} s", flush=True)

        return run

    return wrap


def run(checks, parallel=1):
    """Runs checks, several at a time where they don't get in each other's way."""
    waiting = list(checks)
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                if not waiting:
                    return
                check = waiting.pop(0)
            check()

    threads = [threading.Thread(target=work) for _ in range(parallel)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def equal(found, wanted, what=""):
    assert found == wanted, f"{what} {found!r} instead of {wanted!r}"


def includes(whole, part, what=""):
    assert part in whole, f"{what} {part!r} isn't in {whole!r}"


@contextlib.contextmanager
def refused(*words, code=None):
    """What stands under it is refused, with these words."""
    try:
        yield
    except Refused as refusal:
        for word in words:
            includes(refusal.message, word)
        if code:
            equal(refusal.code, code, refusal.message)
    else:
        raise AssertionError("it was not refused")


def eventually(test, what="", patience=PATIENCE, every=0.05):
    """Repeats until `test` gives something true; its last error, or what it gave, is the failure."""
    end = time.monotonic() + patience
    while True:
        last = None
        try:
            last = test()
            if last:
                return last
        except (AssertionError, Refused, KeyError) as error:
            last = error
        if time.monotonic() > end:
            raise AssertionError(f"{what or 'it'} never came: {last}")
        time.sleep(every)


# Objects

names = random.Random(os.getpid())


def unique(base):
    return f"{base}-{names.getrandbits(24):06x}"


@contextlib.contextmanager
def namespace(base="x", **labels):
    """A namespace with its default service account; deleted at the end, without waiting."""
    name = unique(f"{PREFIX}-{base}")
    client.post("/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})
    try:
        eventually(lambda: client.exists(f"/api/v1/namespaces/{name}/serviceaccounts/default"), "the service account")
        eventually(lambda: client.exists(f"/api/v1/namespaces/{name}/configmaps/kube-root-ca.crt"), "the root")
        yield name
    finally:
        with contextlib.suppress(Refused):
            client.delete(f"/api/v1/namespaces/{name}")


def core(namespace, resource, name=""):
    return f"/api/v1/namespaces/{namespace}/{resource}" + (f"/{name}" if name else "")


def apps(namespace, resource, name=""):
    return f"/apis/apps/v1/namespaces/{namespace}/{resource}" + (f"/{name}" if name else "")


PYTHON = "/usr/bin/python3"
SLEEP = [PYTHON, "-c", "import signal; signal.signal(15, lambda *_: exit()); signal.pause()"]


def pod(name, command=None, labels=None, container="main", **spec):
    resources = spec.pop("resources", {})
    mounts = spec.pop("volumeMounts", [])
    spec.setdefault("terminationGracePeriodSeconds", 0)
    return {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels or {}},
        "spec": dict(spec, containers=[{
            "name": container, "image": IMAGE, "imagePullPolicy": "IfNotPresent", "command": command or SLEEP,
            "resources": resources, "volumeMounts": mounts,
        }]),
    }


def template(labels, **spec):
    made = pod("x", labels=labels, **spec)
    return {"metadata": {"labels": labels}, "spec": made["spec"]}


def deployment(name, replicas=1, labels=None, command=None, **spec):
    labels = labels or {"app": name}
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "labels": labels},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels},
                 "template": template(labels, command=command, **spec)},
    }


def ready(namespace, name):
    conditions = client.get(core(namespace, "pods", name)).get("status", {}).get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def logs(namespace, name):
    return client.call("GET", core(namespace, "pods", name) + "/log").text


def ended(namespace, name):
    """The phase of a pod that has come to its end."""
    phase = client.get(core(namespace, "pods", name))["status"].get("phase")
    return phase if phase in ("Succeeded", "Failed") else None


def file(path):
    with open(path, encoding="utf-8") as opened:
        return opened.read()


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class Certificates:
    """An authority of its own, and certificates for services."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                     "-subj", "/CN=story-authority", "-keyout", "ca.key", "-out", "ca.crt")
        self.authority = encoded(file(f"{folder}/ca.crt"))

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def issue(self, service):
        """`tls.crt` and `tls.key` as a Secret has them."""
        with open(f"{self.folder}/{service}.ext", "w", encoding="utf-8") as out:
            out.write(f"subjectAltName=DNS:{service}\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                     "-subj", "/CN=story", "-keyout", f"{service}.key", "-out", f"{service}.csr")
        self.openssl("x509", "-req", "-in", f"{service}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                     "-days", "2", "-extfile", f"{service}.ext", "-out", f"{service}.crt")
        return {"tls.crt": encoded(file(f"{self.folder}/{service}.crt")),
                "tls.key": encoded(file(f"{self.folder}/{service}.key"))}


def serve(namespace, name, mode, certificates):
    """server.py in a Deployment behind a Service, ready; gives the Service's clientConfig."""
    client.post(core(namespace, "secrets"),
                {"metadata": {"name": name}, "data": certificates.issue(f"{name}.{namespace}.svc")})
    made = deployment(name, command=[PYTHON, "/server.py", mode],
                      volumes=[{"name": "certificates", "secret": {"secretName": name}}],
                      volumeMounts=[{"name": "certificates", "mountPath": "/certificates", "readOnly": True}])
    made["spec"]["template"]["spec"]["containers"][0]["readinessProbe"] = {
        "httpGet": {"path": "/readyz", "port": 8443, "scheme": "HTTPS"}, "periodSeconds": 1, "timeoutSeconds": 100,
        "failureThreshold": 10}
    client.post(apps(namespace, "deployments"), made)
    client.post(core(namespace, "services"), {
        "metadata": {"name": name}, "spec": {"selector": {"app": name}, "ports": [{"port": 443, "targetPort": 8443}]}})
    eventually(lambda: client.get(apps(namespace, "deployments", name)).get("status", {}).get("readyReplicas") == 1,
               f"{name} in {namespace}")
    eventually(lambda: any(
        endpoint["conditions"].get("ready") for piece in client.list(
            f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices",
            labelSelector=f"kubernetes.io/service-name={name}") for endpoint in piece.get("endpoints", [])), "endpoints")
    return {"service": {"namespace": namespace, "name": name, "port": 443}, "caBundle": certificates.authority}
