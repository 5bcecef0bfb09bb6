import Testing

@testable import APIMachinery

/// Decoding and defaulting only what changed gives the same as doing it for all.
@Suite struct IncrementalDecodingTests {
  private static let pod = """
    {"metadata":{"name":"p","labels":{"b":"2","a":"1"}},"spec":{"nodeSelector":{},"containers":[
    {"name":"c","image":"nginx","ports":[{"containerPort":80}],"livenessProbe":{"httpGet":{"port":80}},
    "resources":{"limits":{"cpu":"1"}}},{"name":"d","image":"busybox:1","env":[{"name":"X","value":"y"}]}],
    "volumes":[{"name":"v"},{"name":"s","secret":{"secretName":"x"}}],"tolerations":[{"key":"k","operator":"Exists"}]}}
    """

  private func type(_ name: String = "core/v1.Pod") throws -> ObjectType {
    try #require(SchemaRegistry.builtIn.type(named: name))
  }

  private func normal(_ value: JSONValue, _ type: ObjectType, since known: JSONValue? = nil) throws -> JSONValue {
    var value = value
    try ObjectDecoder().decode(&value, as: type, since: known)
    Defaulter().apply(to: &value, as: type, now: Timestamp(seconds: 0), since: known)
    return value
  }

  @Test(arguments: [
    #"{}"#,
    #"{"metadata":{"labels":{"c":"3"}}}"#,
    #"{"metadata":{"labels":null,"unknown":1}}"#,
    #"{"spec":{"containers":[{"name":"c","image":"nginx:latest","ports":null}]}}"#,
    #"{"spec":{"containers":[{"name":"e","image":"first","securityContext":{"runAsUser":1000}}]}}"#,
    #"{"spec":{"containers":[{"$patch":"delete","name":"c"}]}}"#,
    #"{"spec":{"volumes":[{"name":"w","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}]}}"#,
    #"{"spec":{"volumes":[{"name":"v","emptyDir":null,"configMap":{"name":"m"}}],"restartPolicy":""}}"#,
    #"{"spec":{"tolerations":[],"initContainers":[]},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#,
    #"{"spec":{"containers":[{"name":"d","resources":{"requests":{"cpu":"0.5","memory":"1024Ki"}}}]}}"#,
  ])
  func equalsDecodingAll(_ patch: String) throws {
    let type = try type()
    let known = try normal(JSONParser.parse(Self.pod), type)
    let changed = try StrategicMergePatch.apply(JSONParser.parse(patch), to: known, type: type)
    #expect(try normal(changed, type, since: known).jsonText == normal(changed, type).jsonText)
    // What is known doesn't change.
    #expect(try normal(JSONParser.parse(Self.pod), type).jsonText == known.jsonText)
  }

  @Test func partsThatAreSharedAreLeftAlone() throws {
    let type = try type()
    let known = try normal(JSONParser.parse(Self.pod), type)
    var changed = known
    changed["metadata"]?["labels"]?["c"] = "3"
    let decoded = try normal(changed, type, since: known)
    let (new, old) = (try #require(decoded["spec"]?.objectValue), try #require(known["spec"]?.objectValue))
    #expect(new.isIdentical(to: old))
  }

  @Test(arguments: [(#"{"rules":[]}"#, true), (#"{"rules":[{"verbs":["get"]}]}"#, false)])
  func emptyListsThatAreWrittenAreReported(_ text: String, isFound: Bool) throws {
    var value = try JSONParser.parse(text)
    let findings = try ObjectDecoder().decode(&value, as: type("rbac.authorization.k8s.io/v1.Role"), validation: .warn)
    #expect(findings.hasEmptyLists == isFound)
  }

  @Test func copiesAreIdenticalUntilOneChanges() {
    let object = JSONObject([("a", 1), ("b", [2])])
    var copy = object
    #expect(copy.isIdentical(to: object))
    copy["a"] = 3
    #expect(!copy.isIdentical(to: object))
    #expect(JSONObject([("a", 1), ("b", [2])]) == object)
  }
}
