"""What extends a cluster, in one server that runs in a pod: admission webhooks, a conversion webhook, and an extension
API server with a kind of its own.

    server.py webhook                answers AdmissionReviews and ConversionReviews
    server.py flunders               serves wardle.example.com/v1alpha1
    server.py discover TOKENFILE     reads the cluster's OpenID discovery documents as a pod can, and checks the token
"""

import base64
import hashlib
import json
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
CERTIFICATES = "/certificates"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def ask(method, path, body=None, token=None, host="https://kubernetes.default.svc"):
    """A request to the API server, as the pod's service account."""
    context = ssl.create_default_context(cafile=f"{ACCOUNT}/ca.crt")
    request = urllib.request.Request(host + path, method=method)
    request.add_header("Authorization", f"Bearer {token or read(f'{ACCOUNT}/token')}")
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, data, context=context, timeout=10) as answer:
        return json.loads(answer.read())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")

    def answer(self, body, status=200):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do(self):
        try:
            self.handle_request(urlsplit(self.path))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do

    def log_message(self, format, *arguments):
        print(format % arguments, flush=True)


# Webhooks


def refuse(message):
    return {"allowed": False, "status": {"message": message}}


def change(*operations):
    patch = base64.b64encode(json.dumps(list(operations)).encode()).decode()
    return {"allowed": True, "patchType": "JSONPatch", "patch": patch}


ALLOWED = {"allowed": True}


def review_pod(request):
    pod = request["object"]
    reasons = []
    if any("webhook-disallow" in container["name"] for container in pod["spec"]["containers"]):
        reasons.append("the pod contains unwanted container name;")
    if pod["metadata"].get("labels", {}).get("webhook-e2e-test") == "webhook-disallow":
        reasons.append("the pod contains unwanted label;")
    if pod["metadata"].get("labels", {}).get("webhook-e2e-test") == "wait-forever":
        time.sleep(60)
    return refuse(" ".join(reasons)) if reasons else ALLOWED


def review_map(request):
    if request["operation"] == "DELETE":
        data = request["oldObject"].get("data") or {}
        return refuse("the configmap cannot be deleted because it contains unwanted key and value") \
            if data.get("webhook-e2e-test") == "webhook-nondeletable" else ALLOWED
    data = request["object"].get("data") or {}
    return refuse("the configmap contains unwanted key and value") \
        if data.get("webhook-e2e-test") == "webhook-disallow" else ALLOWED


def review_custom(request):
    if request["operation"] == "DELETE":
        data = request["oldObject"].get("data") or {}
        return refuse("the custom resource cannot be deleted because it contains unwanted key and value") \
            if data.get("webhook-e2e-test") == "webhook-nondeletable" else ALLOWED
    data = request["object"].get("data") or {}
    return refuse("the custom resource contains unwanted data") \
        if data.get("webhook-e2e-test") == "webhook-disallow" else ALLOWED


def review_definition(request):
    labels = request["object"]["metadata"].get("labels", {})
    return refuse("the crd contains unwanted label") \
        if labels.get("webhook-e2e-test") == "webhook-disallow" else ALLOWED


def review_attach(request):
    if request["operation"] != "CONNECT" or request["subResource"] != "attach":
        return refuse("it isn't about attaching")
    return refuse("attaching to pod 'to-be-attached-pod' is not allowed") \
        if request["name"] == "to-be-attached-pod" else ALLOWED


def stages(request):
    data = request["object"].get("data") or {}
    operations = []
    if data.get("mutation-start") == "yes":
        operations.append({"op": "add", "path": "/data/mutation-stage-1", "value": "yes"})
    if data.get("mutation-stage-1") == "yes":
        operations.append({"op": "add", "path": "/data/mutation-stage-2", "value": "yes"})
    return change(*operations) if operations else ALLOWED


def add_init_container(request):
    image = request["object"]["spec"]["containers"][0]["image"]
    if request["object"]["metadata"].get("name") != "webhook-to-be-mutated":
        return ALLOWED
    container = {"name": "webhook-added-init-container", "image": image, "resources": {}}
    return change({"op": "add", "path": "/spec/initContainers", "value": [container]})


def add_label(request):
    labels = request["object"]["metadata"].get("labels")
    if labels is None:
        return change({"op": "add", "path": "/metadata/labels", "value": {"added-label": "yes"}})
    return change({"op": "add", "path": "/metadata/labels/added-label", "value": "yes"})


def wait(request):
    time.sleep(60 if request["object"]["metadata"]["name"].startswith("never") else 2)
    return ALLOWED


REVIEWS = {
    "/always-deny": lambda request: refuse("this webhook denies all requests"),
    "/always-allow-late": wait,
    "/pods": review_pod,
    "/configmaps": review_map,
    "/custom-resource": review_custom,
    "/crd": review_definition,
    "/pods/attach": review_attach,
    "/mutating-configmaps": stages,
    "/mutating-custom-resource": stages,
    "/mutating-pods": add_init_container,
    "/add-label": add_label,
}


def convert(item, version):
    """v1 has hostPort, v2 host and port."""
    group, old = item["apiVersion"].split("/")
    new = version.split("/")[1]
    item = dict(item, apiVersion=version)
    if (old, new) == ("v1", "v2"):
        item["host"], item["port"] = item.pop("hostPort", ":").split(":")
    elif (old, new) == ("v2", "v1"):
        item["hostPort"] = f"{item.pop('host', '')}:{item.pop('port', '')}"
    return item


class Webhook(Handler):
    def handle_request(self, url):
        if url.path == "/readyz":
            return self.answer("ok")
        review = self.body()
        request = review["request"]
        if url.path == "/crdconvert":
            objects = [convert(item, request["desiredAPIVersion"]) for item in request["objects"]]
            response = {"result": {"status": "Success"}, "convertedObjects": objects}
        elif url.path in REVIEWS:
            response = REVIEWS[url.path](request)
        else:
            return self.answer({"error": "no such webhook"}, 404)
        response = dict(response, uid=request["uid"])
        self.answer({"apiVersion": review["apiVersion"], "kind": review["kind"], "response": response})


# An extension API server

GROUP, VERSION = "wardle.example.com", "v1alpha1"
VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
RESOURCES = {
    "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": f"{GROUP}/{VERSION}",
    "resources": [{"name": "flunders", "singularName": "flunder", "namespaced": True, "kind": "Flunder",
                   "verbs": VERBS, "shortNames": ["fl"], "storageVersionHash": "k36Bkt6yJrQ="}],
}
GROUP_DOCUMENT = {
    "kind": "APIGroup", "apiVersion": "v1", "name": GROUP,
    "versions": [{"groupVersion": f"{GROUP}/{VERSION}", "version": VERSION}],
    "preferredVersion": {"groupVersion": f"{GROUP}/{VERSION}", "version": VERSION},
}
SCHEMA_NAME = "com.example.wardle.v1alpha1.Flunder"
SCHEMA = {
    "description": "Flunder is an example type with a spec and a status.", "type": "object",
    "properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"},
                   "metadata": {"type": "object"}, "spec": {"type": "object"}, "status": {"type": "object"}},
    "x-kubernetes-group-version-kind": [{"group": GROUP, "kind": "Flunder", "version": VERSION}],
}
BASE = f"/apis/{GROUP}/{VERSION}"


def paths(prefix):
    """One operation in OpenAPI, so that the schema is used by something."""
    parameter = {"name": "namespace", "in": "path", "required": True}
    parameter.update({"type": "string"} if prefix == "#/definitions" else {"schema": {"type": "string"}})
    schema = {"$ref": f"{prefix}/{SCHEMA_NAME}"}
    answer = {"schema": schema} if prefix == "#/definitions" else {"content": {"application/json": {"schema": schema}}}
    return {f"{BASE}/namespaces/{{namespace}}/flunders/{{name}}": {"get": {
        "operationId": "readWardleExampleComV1alpha1NamespacedFlunder", "parameters": [parameter],
        "responses": {"200": dict(answer, description="OK")}}}}


class Store:
    def __init__(self):
        self.lock = threading.Condition()
        self.version = 1
        self.objects = {}
        self.events = []

    def put(self, key, item, kind):
        self.version += 1
        item["metadata"]["resourceVersion"] = str(self.version)
        if kind == "DELETED":
            self.objects.pop(key, None)
        else:
            self.objects[key] = item
        self.events.append((self.version, key, {"type": kind, "object": json.loads(json.dumps(item))}))
        self.lock.notify_all()
        return item


def status(code, reason, message):
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
            "reason": reason, "code": code}


def merge(target, patch):
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        else:
            target[key] = value
    return target


class Flunders(Handler):
    store = Store()
    names = []

    def caller(self):
        """Who the aggregator says it is; nobody without the aggregator's own certificate."""
        certificate = self.connection.getpeercert() or {}
        subject = dict(pair for entry in certificate.get("subject", ()) for pair in entry)
        if not certificate or (self.names and subject.get("commonName") not in self.names):
            return None, []
        return self.headers.get("X-Remote-User"), self.headers.get_all("X-Remote-Group") or []

    def is_allowed(self, user, groups, verb, namespace, name):
        attributes = {"group": GROUP, "version": VERSION, "resource": "flunders", "verb": verb,
                      "namespace": namespace, "name": name}
        review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                  "spec": {"user": user, "groups": groups, "resourceAttributes": attributes}}
        return ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)["status"]["allowed"]

    def handle_request(self, url):
        if url.path in ("/readyz", "/healthz"):
            return self.answer("ok")
        body = self.body()
        user, groups = self.caller()
        if user is None:
            return self.answer(status(401, "Unauthorized", "Unauthorized"), 401)
        documents = {
            "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [GROUP_DOCUMENT]},
            f"/apis/{GROUP}": GROUP_DOCUMENT, BASE: RESOURCES,
            "/openapi/v2": {"swagger": "2.0", "info": {"title": "wardle", "version": "v0"},
                            "paths": paths("#/definitions"), "definitions": {SCHEMA_NAME: SCHEMA}},
            "/openapi/v3": {"paths": {f"apis/{GROUP}/{VERSION}": {"serverRelativeURL": f"/openapi/v3{BASE}?hash=1"}}},
            f"/openapi/v3{BASE}": {"openapi": "3.0.0", "info": {"title": "wardle", "version": "v0"},
                                   "paths": paths("#/components/schemas"), "components": {"schemas": {SCHEMA_NAME: SCHEMA}}},
        }
        if url.path in documents:
            return self.answer(documents[url.path])
        parts = url.path.removeprefix(BASE + "/").split("/")
        if not url.path.startswith(BASE + "/"):
            return self.answer(status(404, "NotFound", "the server could not find the requested resource"), 404)
        namespace = parts[1] if parts[0] == "namespaces" else ""
        name = (parts[3:4] or [""])[0] if namespace else ""
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        verb = self.verb(name, query)
        if not self.is_allowed(user, groups, verb, namespace, name):
            return self.answer(status(403, "Forbidden", f'flunders.{GROUP} is forbidden: User "{user}" cannot {verb}'), 403)
        if verb == "watch":
            return self.watch(namespace, query)
        with self.store.lock:
            self.answer(*getattr(self, verb)(namespace, name, body, query))

    def verb(self, name, query):
        if self.command == "GET" and not name:
            return "watch" if query.get("watch") in ("1", "true") else "list"
        if self.command == "DELETE" and not name:
            return "deletecollection"
        return {"GET": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}[self.command]

    def missing(self, name):
        return status(404, "NotFound", f'flunders.{GROUP} "{name}" not found'), 404

    def selected(self, namespace, query):
        wanted = dict(pair.split("=") for pair in query.get("labelSelector", "").split(",") if pair)
        for key, item in sorted(self.store.objects.items()):
            if (not namespace or key[0] == namespace) and wanted.items() <= item["metadata"].get("labels", {}).items():
                yield key, item

    def list(self, namespace, name, body, query):
        items = [item for _, item in self.selected(namespace, query)]
        return {"kind": "FlunderList", "apiVersion": f"{GROUP}/{VERSION}",
                "metadata": {"resourceVersion": str(self.store.version)}, "items": items},

    def get(self, namespace, name, body, query):
        item = self.store.objects.get((namespace, name))
        return (item,) if item else self.missing(name)

    def create(self, namespace, name, body, query):
        metadata = body.setdefault("metadata", {})
        metadata.update(namespace=namespace, uid=str(uuid.uuid4()), creationTimestamp=time.strftime("%Y-%m-%dT%H:%M:%SZ"))
        key = (namespace, metadata["name"])
        if key in self.store.objects:
            return status(409, "AlreadyExists", f'flunders.{GROUP} "{key[1]}" already exists'), 409
        return self.store.put(key, body, "ADDED"), 201

    def update(self, namespace, name, body, query):
        old = self.store.objects.get((namespace, name))
        if not old:
            return self.missing(name)
        return self.store.put((namespace, name), dict(body, metadata=dict(old["metadata"], **body["metadata"])), "MODIFIED"),

    def patch(self, namespace, name, body, query):
        old = self.store.objects.get((namespace, name))
        return (self.store.put((namespace, name), merge(old, body), "MODIFIED"),) if old else self.missing(name)

    def delete(self, namespace, name, body, query):
        old = self.store.objects.get((namespace, name))
        return (self.store.put((namespace, name), old, "DELETED"),) if old else self.missing(name)

    def deletecollection(self, namespace, name, body, query):
        for key, item in list(self.selected(namespace, query)):
            self.store.put(key, item, "DELETED")
        return {"kind": "Status", "apiVersion": "v1", "status": "Success"},

    def watch(self, namespace, query):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        seen = int(query.get("resourceVersion") or 0)
        end = time.monotonic() + int(query.get("timeoutSeconds") or 60)
        while time.monotonic() < end:
            with self.store.lock:
                fresh = [event for event in self.store.events if event[0] > seen]
                if not fresh:
                    self.store.lock.wait(1)
            for version, key, event in fresh:
                seen = version
                if not namespace or key[0] == namespace:
                    data = json.dumps(event).encode() + b"\n"
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")


# A client of the cluster's discovery documents


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_signed(token, key):
    """RS256 by hand: no library is in the image."""
    head, payload, signature = token.split(".")
    modulus = int.from_bytes(decoded(key["n"]), "big")
    length = (modulus.bit_length() + 7) // 8
    shown = pow(int.from_bytes(decoded(signature), "big"), int.from_bytes(decoded(key["e"]), "big"), modulus)
    digest = hashlib.sha256(f"{head}.{payload}".encode()).digest()
    prefix = bytes.fromhex("3031300d060960864801650304020105000420")
    padding = b"\xff" * (length - 3 - len(prefix) - len(digest))
    return shown.to_bytes(length, "big") == b"\x00\x01" + padding + b"\x00" + prefix + digest


def discover(file):
    token = read(file)
    claims = json.loads(decoded(token.split(".")[1]))
    header = json.loads(decoded(token.split(".")[0]))
    document = ask("GET", "/.well-known/openid-configuration")
    if document["issuer"] != claims["iss"]:
        sys.exit(f"the token is of {claims['iss']}, the document of {document['issuer']}")
    keys = ask("GET", urlsplit(document["jwks_uri"]).path)["keys"]
    if header["alg"] not in document["id_token_signing_alg_values_supported"]:
        sys.exit(f"{header['alg']} isn't announced: {document}")
    key = next((key for key in keys if key["kid"] == header["kid"]), None)
    if key is None:
        sys.exit(f"no key {header['kid']} in {keys}")
    if key["kty"] == "RSA" and not is_signed(token, key):
        sys.exit("the signature is wrong")
    print(f"OIDC discovery works: {claims['sub']} for {claims['aud']} by {key['kty']}", flush=True)


def serve(handler, client_authority=None):
    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self):
            connection, address = super().get_request()
            # The handshake is the connection's own thread's, so that no client holds up the others.
            return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{CERTIFICATES}/tls.crt", f"{CERTIFICATES}/tls.key")
    if client_authority:
        context.load_verify_locations(cadata=client_authority)
        context.verify_mode = ssl.CERT_OPTIONAL
    Server(("", 8443), handler).serve_forever()


def main():
    mode = sys.argv[1]
    if mode == "discover":
        return discover(sys.argv[2])
    if mode == "webhook":
        return serve(Webhook)
    settings = ask("GET", "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication")["data"]
    Flunders.names = json.loads(settings["requestheader-allowed-names"])
    serve(Flunders, settings["requestheader-client-ca-file"])


if __name__ == "__main__":
    main()
