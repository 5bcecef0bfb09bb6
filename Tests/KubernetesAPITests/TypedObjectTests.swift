import APIMachinery
import KubernetesAPI
import Testing

@Suite struct TypedObjectTests {
  @Test func anObjectSurvivesTheWayThroughJSON() throws {
    let text = """
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default",\
      "creationTimestamp":"2026-01-02T03:04:05Z","labels":{"app":"web"}},"spec":{"volumes":[{"name":"tmp","emptyDir":{}}],\
      "containers":[{"name":"web","image":"nginx","ports":[{"containerPort":80}],\
      "resources":{"requests":{"cpu":"100m","memory":"64Mi"}},\
      "readinessProbe":{"httpGet":{"path":"/","port":80}}}]},"status":{}}
      """
    let json = try JSONParser.parse(Array(text.utf8))
    let pod = try Pod(json: json)
    #expect(pod.metadata.name == "web" && pod.namespacedName == "default/web")
    #expect(pod.metadata.labels == ["app": "web"])
    #expect(pod.metadata.creationTimestamp == (try Timestamp(rfc3339: "2026-01-02T03:04:05Z")))
    #expect(pod.spec.volumes.first?.emptyDir != nil)
    #expect(pod.spec.containers.first?.resources.requests["cpu"] == Quantity(milli: 100))
    #expect(pod.spec.containers.first?.readinessProbe?.httpGet?.port == .int(80))
    #expect(String(decoding: pod.json.encoded(), as: UTF8.self) == text)
  }

  @Test func partsAreChangedInPlaceAndCopiesStayApart() {
    var pod = Pod()
    pod.metadata.name = "one"
    pod.spec.nodeName = "here"
    var copy = pod
    copy.metadata.name = "two"
    copy.spec.securityContext = PodSecurityContext()
    copy.spec.securityContext?.runAsUser = 7
    #expect(pod.metadata.name == "one" && copy.metadata.name == "two")
    #expect(copy.spec.nodeName == "here")
    #expect(pod.spec.securityContext == nil && copy.spec.securityContext?.runAsUser == 7)
    copy.spec.securityContext = nil
    #expect(copy.spec.securityContext == nil)
    #expect(pod != copy)
    copy.metadata.name = "one"
    #expect(pod == copy)
  }

  @Test func emptyValuesAreWrittenAsGoDoes() {
    let deployment = Deployment()
    let expected = """
      {"kind":"Deployment","apiVersion":"apps/v1","metadata":{},"spec":{"selector":null,"template":{"metadata":{},\
      "spec":{"containers":null}},"strategy":{}},"status":{}}
      """
    #expect(String(decoding: deployment.json.encoded(), as: UTF8.self) == expected)
  }

  @Test func aWrongMemberIsNamed() throws {
    let json: JSONValue = ["spec": ["containers": [["name": "a"], ["name": 3]]]]
    #expect {
      _ = try Pod(json: json)
    } throws: {
      ($0 as? DecodingFailure)?.description == "spec.containers[1].name is no string"
    }
    #expect(throws: DecodingFailure.self) { try Service(json: ["spec": ["ports": [["port": 3_000_000_000]]]]) }
  }

  @Test func kindsKnowTheirResource() {
    #expect(Pod.resource == GroupVersionResource(group: "", version: "v1", resource: "pods"))
    #expect(Deployment.gvk == GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
    #expect(Deployment.isNamespaced && !Node.isNamespaced)
    #expect(Ingress.resource.resource == "ingresses")
  }

  @Test func selectorsBecomeMatchers() throws {
    var selector = MetaLabelSelector()
    selector.matchLabels = ["app": "web"]
    #expect(try LabelSelector(selector).matches(["app": "web", "tier": "front"]))
    #expect(try !LabelSelector(nil as MetaLabelSelector?).matches([:] as [String: String]))
    #expect(PodPhase.running == "Running" && DNSPolicy.clusterFirst == "ClusterFirst")
  }
}
