import APIMachinery
import APITesting
import HTTPTransport
import Testing

@testable import APIServer

/// APIServices and the servers behind them, over real sockets.
@Suite(.timeLimit(.minutes(20))) struct AggregationTests {
  // As "[sig-api-machinery] Aggregator Should be able to support the 1.17 Sample API Server".
  @Test func servesTheSampleServer() async throws {
    try await AggregatedCluster.with { cluster in
      try await cluster.establish()
      let made = try await cluster.call(
        "POST", SampleServer.flunders,
        ["apiVersion": "wardle.example.com/v1alpha1", "kind": "Flunder", "metadata": ["name": "one"]])
      #expect(made.status == 201 && made.body.name == "one", "\(made.text)")
      #expect(try await cluster.call("GET", "\(SampleServer.flunders)/one").body.name == "one")
      let list = try await cluster.call("GET", SampleServer.flunders)
      #expect(list.body["items"]?.arrayValue?.count == 1)
      #expect(try await cluster.call("DELETE", "\(SampleServer.flunders)/one").status == 200)
      #expect(try await cluster.call("GET", SampleServer.flunders).body["items"] == [])

      // The APIService itself: status, patch, update, list by label, deletion of the collection.
      let path = "\(AggregatedCluster.apiServices)/\(AggregatedCluster.name)"
      let status = try await cluster.call("GET", "\(path)/status")
      #expect(status.body[path: "status", "conditions"]?[0]?["message"] == "all checks passed")
      let patched = try await cluster.call("PATCH", path, ["metadata": ["labels": ["e2e": "patched"]]])
      #expect(patched.status == 200)
      let marked = try await cluster.call(
        "PATCH", "\(path)/status",
        ["status": ["conditions": [["type": "StatusPatched", "status": "True", "reason": "E2E", "message": "set"]]]])
      #expect(marked.status == 200, "\(marked.message)")
      let some = try await cluster.call("GET", "\(AggregatedCluster.apiServices)?labelSelector=e2e%3Dpatched")
      #expect(some.body["items"]?.arrayValue?.count == 1)
      let gone = try await cluster.call("DELETE", "\(AggregatedCluster.apiServices)?labelSelector=e2e%3Dpatched")
      #expect(gone.status == 200)
      try await eventually("the group is gone") {
        try await cluster.call("GET", SampleServer.flunders).status == 404
      }
      #expect(try await cluster.call("GET", "/apis/wardle.example.com").status == 404)
    }
  }

  @Test func saysWhyAServerIsNotAvailable() async throws {
    try await AggregatedCluster.with { cluster in
      try await cluster.register(port: 7443)
      let missing = try await cluster.condition("ServiceNotFound")
      #expect(missing["status"] == "False")
      #expect(missing["message"] == #"service/sample-api in "wardle" is not present"#)
      let refused = try await cluster.call("GET", SampleServer.flunders)
      #expect(refused.status == 503 && refused.text == "service unavailable\n")

      try await cluster.makeService()
      let wrongPort = try await cluster.condition("ServicePortError")
      #expect(wrongPort["message"] == #"service/sample-api in "wardle" is not listening on port 7443"#)

      let path = "\(AggregatedCluster.apiServices)/\(AggregatedCluster.name)"
      _ = try await cluster.call("PATCH", path, ["spec": ["service": ["port": 443]]])
      let withoutEndpoints = try await cluster.condition("EndpointsNotFound")
      #expect(withoutEndpoints["message"] == #"cannot find endpointslices for service/sample-api in "wardle""#)

      try await cluster.makeEndpoints(isReady: false)
      let notReady = try await cluster.condition("MissingEndpoints")
      #expect(
        notReady["message"]
          == #"endpointslices for service/sample-api in "wardle" have no addresses with port name """#)

      cluster.sample.setBroken(true)
      _ = try await cluster.call(
        "PATCH", "/apis/discovery.k8s.io/v1/namespaces/wardle/endpointslices/sample-api-1",
        ["endpoints": [["addresses": ["10.1.2.3"], "conditions": ["ready": true]]]])
      let broken = try await cluster.condition("FailedDiscoveryCheck")
      let message = broken["message"]?.stringValue ?? ""
      #expect(message.hasPrefix("failing or missing response from https://10.43."), "\(message)")
      #expect(message.hasSuffix(":443/apis/wardle.example.com/v1alpha1: 500"), "\(message)")
      #expect(try await cluster.call("GET", SampleServer.flunders).status == 503)

      cluster.sample.setBroken(false)
      let good = try await cluster.condition("Passed")
      #expect(good["status"] == "True" && good["message"] == "all checks passed")
      #expect(try await cluster.call("GET", SampleServer.flunders).status == 200)
    }
  }

  @Test func refusesAServerThatShowsAnotherCertificate() async throws {
    try await AggregatedCluster.with { cluster in
      try await cluster.makeService()
      try await cluster.makeEndpoints()
      // Not the one that the extension server's certificate is of.
      let other = AggregatedCluster(
        server: cluster.server, sample: cluster.sample, client: cluster.client,
        authority: Array(
          (cluster.server.configuration.authenticationTrust?.proxyAuthorities ?? [])))
      try await other.register()
      #expect(try await cluster.condition("FailedDiscoveryCheck")["status"] == "False")
      let path = "\(AggregatedCluster.apiServices)/\(AggregatedCluster.name)"
      _ = try await cluster.call("PATCH", path, ["spec": ["caBundle": .null, "insecureSkipTLSVerify": true]])
      #expect(try await cluster.condition("Passed")["status"] == "True")
    }
  }

  @Test func tellsTheServerWhoTheUserIs() async throws {
    try await AggregatedCluster.with { cluster in
      try await cluster.establish()
      let forbidden = try await cluster.call("GET", SampleServer.flunders, token: "alice-token")
      #expect(forbidden.status == 403)
      #expect(
        forbidden.message
          == #"flunders.wardle.example.com is forbidden: User "alice" cannot list resource "flunders" in API group "#
          + #""wardle.example.com" in the namespace "default""#)
      #expect(cluster.sample.seen.isEmpty)
      _ = try await cluster.call(
        "POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        [
          "metadata": ["name": "wardler"],
          "rules": [["apiGroups": ["wardle.example.com"], "resources": ["*"], "verbs": ["*"]]],
        ])
      _ = try await cluster.call(
        "POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        [
          "metadata": ["name": "wardlers"],
          "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "wardler"],
          "subjects": [["kind": "Group", "name": "wardlers", "apiGroup": "rbac.authorization.k8s.io"]],
        ])
      let answer = try await cluster.call(
        "GET", "\(SampleServer.flunders)?limit=5&fieldSelector=a%3Db", token: "alice-token",
        headers: [
          ("X-Remote-User", "root"), ("X-Remote-Group", "system:masters"), ("X-Remote-Extra-Scope", "all"),
          ("X-Custom", "kept"), ("Connection", "X-Hop"), ("X-Hop", "dropped"),
        ])
      #expect(answer.status == 200, "\(answer.text)")
      let seen = try #require(cluster.sample.seen.last)
      #expect(seen.path == SampleServer.flunders)
      #expect(seen.query == [QueryItem("limit", "5"), QueryItem("fieldSelector", "a=b")])
      #expect(seen.headers.all("X-Remote-User") == ["alice"])
      #expect(seen.headers.all("X-Remote-Uid") == ["42"])
      #expect(seen.headers.all("X-Remote-Group") == ["wardlers", "system:authenticated"])
      #expect(seen.headers["X-Remote-Extra-Scope"] == nil && seen.headers["Authorization"] == nil)
      #expect(seen.headers["X-Custom"] == "kept" && seen.headers["X-Hop"] == nil)
      #expect(seen.headers["X-Forwarded-For"] == "127.0.0.1")
      // Impersonation happens here, and the extension server knows only its result.
      _ = try await cluster.call(
        "GET", SampleServer.flunders,
        headers: [
          ("Impersonate-User", "bob"), ("Impersonate-Group", "wardlers"), ("Impersonate-Extra-example.com%2fteam", "a"),
        ])
      let other = try #require(cluster.sample.seen.last)
      #expect(other.headers.all("X-Remote-User") == ["bob"] && other.headers["Impersonate-User"] == nil)
      #expect(other.headers.all("X-Remote-Extra-example.com%2Fteam") == ["a"])
    }
  }

  @Test func streamsWatchesAndJoinsConnections() async throws {
    try await AggregatedCluster.with { cluster in
      try await cluster.establish()
      let watch = try await cluster.client.send(cluster.request("GET", "\(SampleServer.flunders)?watch=true"))
      guard case .stream(let events) = watch.body else {
        Issue.record("a watch is a stream")
        return
      }
      _ = try await cluster.call("POST", SampleServer.flunders, ["kind": "Flunder", "metadata": ["name": "seen"]])
      let event = try JSONParser.parse(try #require(try await events.next()))
      #expect(event["type"] == "ADDED" && event["object"]?.name == "seen")
      events.cancel()

      let request = cluster.request(
        "GET", "\(SampleServer.flunders)/connect", headers: [("Connection", "Upgrade"), ("Upgrade", "echo")])
      guard case .upgraded(let response, let stream) = try await cluster.client.upgrade(request) else {
        Issue.record("the connection is not upgraded")
        return
      }
      #expect(response.headers["Upgrade"] == "echo")
      try await stream.write(Array("hello".utf8))
      #expect(try await stream.read() == Array("hello".utf8))
      stream.close()

      let redirected = try await cluster.call("GET", "\(SampleServer.flunders)/redirect")
      #expect(redirected.status == 502)
      #expect(redirected.text == "the backend attempted to redirect this request, which is not permitted")
    }
  }

  @Test(arguments: [false, true]) func mergesDiscoveryAndOpenAPI(isOld: Bool) async throws {
    try await AggregatedCluster.with { cluster in
      if isOld { cluster.sample.setOld() }
      try await cluster.establish()
      let accept = ("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
      var group: JSONValue?
      try await eventually("discovery is fresh") {
        let all = try await cluster.call("GET", "/apis", headers: [accept]).body["items"]?.arrayValue ?? []
        group = all.first { $0.name == SampleServer.group }
        return group?["versions"]?[0]?["freshness"] == "Current"
      }
      #expect(
        group?["versions"] == [["version": "v1alpha1", "resources": [SampleServer.entry], "freshness": "Current"]])
      let legacy = try await cluster.call("GET", "/apis").body["groups"]?.arrayValue ?? []
      // Priority 2000: after the built-in groups.
      #expect(legacy.last?["name"]?.stringValue == SampleServer.group)
      #expect(legacy.last?["preferredVersion"]?["groupVersion"] == "wardle.example.com/v1alpha1")
      let one = try await cluster.call("GET", "/apis/wardle.example.com").body
      #expect(one["kind"] == "APIGroup" && one["versions"]?[0]?["version"] == "v1alpha1")
      #expect(try await cluster.call("GET", SampleServer.base).body == SampleServer.resourceList)

      let path = "apis/wardle.example.com/v1alpha1"
      try await eventually("OpenAPI is merged") {
        try await cluster.call("GET", "/openapi/v3").body["paths"]?[path] != nil
      }
      let index = try await cluster.call("GET", "/openapi/v3").body["paths"]
      #expect(index?["api/v1"] != nil)
      let url = try #require(index?[path]?["serverRelativeURL"]?.stringValue)
      let document = try await cluster.call("GET", url)
      #expect(document.body["openapi"] == "3.0.0", "\(document.text)")
      if isOld {
        #expect(document.body[path: "components", "schemas", "Flunder"] == ["type": "object"])
      }
      let swagger = try await cluster.call("GET", "/openapi/v2").body
      #expect(swagger["paths"]?["\(SampleServer.base)/"] != nil && swagger["paths"]?["/api/v1/namespaces"] != nil)
      #expect(swagger["definitions"]?["Flunder"] != nil && swagger["definitions"]?["Other"] == nil)

      cluster.sample.setBroken(true)
      _ = try await cluster.call(
        "PATCH", "/api/v1/namespaces/wardle/services/sample-api", ["metadata": ["labels": ["look": "again"]]])
      try await eventually("discovery is stale") {
        let all = try await cluster.call("GET", "/apis", headers: [accept]).body["items"]?.arrayValue ?? []
        let group = all.first { $0.name == SampleServer.group }
        return group?["versions"]?[0]?["freshness"] == "Stale" && group?["versions"]?[0]?["resources"] != nil
      }
    }
  }

  @Test func registersItsOwnGroups() async throws {
    try await AggregatedCluster.with { cluster in
      let all = try await cluster.call("GET", AggregatedCluster.apiServices).body["items"]?.arrayValue ?? []
      let names = Set(all.map(\.name))
      #expect(names.isSuperset(of: ["v1.", "v1.apps", "v2.autoscaling", "v1.apiextensions.k8s.io"]))
      #expect(!names.contains("v1.apiregistration.k8s.io"))
      let apps = try #require(all.first { $0.name == "v1.apps" })
      #expect(
        apps["spec"] == ["group": "apps", "version": "v1", "groupPriorityMinimum": 17800, "versionPriority": 15])
      #expect(apps.labels == ["kube-aggregator.kubernetes.io/automanaged": "onstart"])
      let condition = apps[path: "status", "conditions"]?[0]
      #expect(condition?["reason"] == "Local" && condition?["message"] == "Local APIServices are always available")

      let definition = CustomResourceServer.definition([
        CustomResourceServer.version("v1", schema: CustomResourceServer.schema(spec: ["type": "object"]))
      ])
      let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
      #expect(try await cluster.call("POST", definitions, definition).status == 201)
      let path = "\(AggregatedCluster.apiServices)/v1.gear.example.com"
      try await eventually("the group is registered") { try await cluster.call("GET", path).status == 200 }
      let made = try await cluster.call("GET", path).body
      #expect(made.labels == ["kube-aggregator.kubernetes.io/automanaged": "true"])
      #expect(made[path: "spec", "groupPriorityMinimum"] == 1000 && made[path: "spec", "versionPriority"] == 100)
      // Whoever removes it gets it again.
      _ = try await cluster.call("DELETE", path)
      try await eventually("the group is registered again") {
        let now = try await cluster.call("GET", path)
        return now.status == 200 && now.body.uid != made.uid
      }
      _ = try await cluster.call("DELETE", "\(definitions)/\(definition.name)")
      try await eventually("the registration goes with the definition") {
        try await cluster.call("GET", path).status == 404
      }
    }
  }

  @Test func publishesWhomToTrust() async throws {
    try await AggregatedCluster.with { cluster in
      let path = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"
      let data = try await cluster.call("GET", path).body["data"]
      #expect(data?["client-ca-file"]?.stringValue?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)
      #expect(data?["requestheader-client-ca-file"]?.stringValue?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)
      #expect(data?["requestheader-username-headers"] == #"["X-Remote-User"]"#)
      #expect(data?["requestheader-group-headers"] == #"["X-Remote-Group"]"#)
      #expect(data?["requestheader-extra-headers-prefix"] == #"["X-Remote-Extra-"]"#)
      #expect(data?["requestheader-allowed-names"] == "[]")
      // What is taken away comes back; what others added stays.
      _ = try await cluster.call(
        "PATCH", path, ["data": ["requestheader-allowed-names": #"["other"]"#, "client-ca-file": .null]])
      try await eventually("the ConfigMap is mended") {
        try await cluster.call("GET", path).body["data"]?["client-ca-file"] != nil
      }
      #expect(try await cluster.call("GET", path).body["data"]?["requestheader-allowed-names"] == #"["other"]"#)
    }
  }
}
