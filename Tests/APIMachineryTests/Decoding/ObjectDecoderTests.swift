import Testing

@testable import APIMachinery

@Suite struct ObjectDecoderTests {
  private func type(_ name: String) throws -> ObjectType {
    try #require(SchemaRegistry.builtIn.type(named: name))
  }

  private func decoded(
    _ text: String, _ name: String, _ validation: ObjectDecoder.FieldValidation = .ignore
  ) throws -> (json: String, warnings: [String]) {
    let (parsed, duplicates) = try JSONParser.parseReportingDuplicates(Array(text.utf8))
    var value = parsed
    let findings = try ObjectDecoder().decode(
      &value, as: type(name), duplicates: duplicates, validation: validation)
    return (value.jsonText, findings.warnings)
  }

  private func message(_ text: String, _ name: String, _ validation: ObjectDecoder.FieldValidation = .ignore) -> String
  {
    do {
      return "decoded: \(try decoded(text, name, validation).json)"
    } catch {
      return "\(error)"
    }
  }

  @Test func membersComeInOrderWithTheirZeroValues() throws {
    let text = """
      {"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":[{"image":"i","name":"c"}]}},\
      "paused":false,"minReadySeconds":0,"selector":null},"metadata":{"name":"d","labels":{"b":"2","a":"1"},\
      "creationTimestamp":null}}
      """
    let expected = """
      {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d","labels":{"a":"1","b":"2"}},\
      "spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":[{"name":"c","image":"i",\
      "resources":{}}]}},"strategy":{}},"status":{}}
      """
    #expect(try decoded(text, "apps/v1.Deployment").json == expected)
    #expect(try decoded(expected, "apps/v1.Deployment").json == expected)
  }

  @Test func zeroAndAbsentDifferWhereGoHasAPointer() throws {
    #expect(
      try decoded(#"{"replicas":0,"selector":{},"template":{}}"#, "apps/v1.DeploymentSpec").json
        == #"{"replicas":0,"selector":{},"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}}"#)
    #expect(
      try decoded(#"{"terminated":{"exitCode":1}}"#, "core/v1.ContainerState").json
        == #"{"terminated":{"exitCode":1,"startedAt":null,"finishedAt":null}}"#)
  }

  @Test func unknownFieldsAreNamedWithTheirPath() throws {
    let text = """
      {"spec":{"template":{"spec":{"containers":[{"name":"c","foo":1,"env":[{"name":"A","vlaue":"1"}]}],"x":1}},\
      "wat":{"a":1}},"Kind":"x"}
      """
    let paths = [
      "spec.template.spec.containers[0].foo", "spec.template.spec.containers[0].env[0].vlaue",
      "spec.template.spec.x", "spec.wat", "Kind",
    ]
    #expect(try decoded(text, "apps/v1.Deployment", .ignore).warnings.isEmpty)
    #expect(try decoded(text, "apps/v1.Deployment", .warn).warnings == paths.map { "unknown field \"\($0)\"" })
    #expect(
      message(text, "apps/v1.Deployment", .strict)
        == "strict decoding error: " + paths.map { "unknown field \"\($0)\"" }.joined(separator: ", "))
    #expect(
      message(#"{"data":{"k":"1","k":"2"}}"#, "core/v1.ConfigMap", .strict)
        == "strict decoding error: duplicate field \"data.k\"")
  }

  @Test(arguments: [
    (
      "apps/v1.Deployment", #"{"spec":{"replicas":"3"}}"#,
      "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
    ),
    (
      "apps/v1.Deployment", #"{"spec":{"replicas":1.5}}"#,
      "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"
    ),
    (
      "apps/v1.Deployment", #"{"spec":{"replicas":3000000000}}"#,
      "json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32"
    ),
    (
      "apps/v1.Deployment", #"{"spec":{"template":[]}}"#,
      "json: cannot unmarshal array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec"
    ),
    (
      "apps/v1.Deployment", #"{"spec":{"strategy":{"rollingUpdate":{"maxSurge":true}}}}"#,
      "json: cannot unmarshal bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge "
        + "of type int32"
    ),
    (
      "core/v1.ConfigMap", #"{"metadata":{"labels":{"a":1}}}"#,
      "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string"
    ),
    (
      "core/v1.ConfigMap", #"{"metadata":{"labels":["a"]}}"#,
      "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string"
    ),
    (
      "core/v1.ConfigMap", #"{"metadata":"x"}"#,
      "json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta"
    ),
    (
      "core/v1.ConfigMap", #"{"metadata":{"creationTimestamp":"yesterday"}}"#,
      "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\""
    ),
    ("core/v1.ConfigMap", #"{"binaryData":{"b":"***"}}"#, "illegal base64 data at input byte 0"),
    (
      "core/v1.Pod", #"{"spec":{"containers":[{"resources":{"requests":{"cpu":"2x"}}}]}}"#,
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    ),
    (
      "core/v1.Pod", #"{"spec":{"containers":"x"}}"#,
      "json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container"
    ),
    (
      "core/v1.Pod", #"{"spec":{"restartPolicy":3}}"#,
      "json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy"
    ),
  ])
  func typeErrorsAreWordedAsGoDoes(name: String, text: String, expected: String) {
    #expect(message(text, name) == expected)
  }

  @Test func textsGetTheirCanonicalForm() throws {
    let text = """
      {"metadata":{"creationTimestamp":"2026-01-02T03:04:05.678+01:00"},"spec":{"containers":[{"name":"c",\
      "resources":{"limits":{"cpu":"1.5","memory":1024,"a":"0.5m","b":"1000m"}}}]}}
      """
    let expected = """
      {"metadata":{"creationTimestamp":"2026-01-02T02:04:05Z"},"spec":{"containers":[{"name":"c",\
      "resources":{"limits":{"a":"1m","b":"1","cpu":"1500m","memory":"1024"}}}]},"status":{}}
      """
    #expect(try decoded(text, "core/v1.Pod").json == expected)
    #expect(
      try decoded(#"{"data":{"a":"YQ==","b":null}}"#, "core/v1.Secret").json
        == #"{"metadata":{},"data":{"a":"YQ==","b":null}}"#)
  }

  @Test func fieldsOfDisabledFeaturesAreDropped() throws {
    let text = #"{"containers":[],"schedulingGroup":{}}"#
    #expect(try decoded(text, "core/v1.PodSpec").json == #"{"containers":[]}"#)
    var gates = FeatureGates()
    #expect(gates.apply(["GenericWorkload=true"]) == [])
    var value = try JSONParser.parse(text)
    try ObjectDecoder(gates: gates).decode(&value, as: type("core/v1.PodSpec"))
    #expect(value["schedulingGroup"] != nil)
  }

  @Test func schemasMayBeSomethingElse() throws {
    let text = """
      {"items":[{"type":"string"}],"additionalProperties":false,"dependencies":{"a":["b"],"c":{"type":"x"}},\
      "default":{"z":1,"a":[null]}}
      """
    let expected = """
      {"default":{"z":1,"a":[null]},"items":[{"type":"string"}],"additionalProperties":false,\
      "dependencies":{"a":["b"],"c":{"type":"x"}}}
      """
    #expect(try decoded(text, "apiextensions.k8s.io/v1.JSONSchemaProps").json == expected)
  }

  @Test func whateverComesNothingCrashes() throws {
    let random = SeededRandom(seed: 7)
    let names = ["core/v1.Pod", "apps/v1.StatefulSet", "apiextensions.k8s.io/v1.CustomResourceDefinition"]
    let keys = ["metadata", "spec", "status", "containers", "name", "template", "labels", "versions", "schema", "x"]
    func value(_ depth: Int) -> JSONValue {
      switch random.next(below: depth > 5 ? 5 : 7) {
      case 0: return .null
      case 1: return .bool(true)
      case 2: return .integer(Int64(bitPattern: random.next()))
      case 3: return .number(0.5)
      case 4: return .string("2026-01-02")
      case 5: return .array((0..<random.next(below: 4)).map { _ in value(depth + 1) })
      default:
        var object = JSONObject()
        for _ in 0..<random.next(below: 5) { object[keys[Int(random.next(below: 10))]] = value(depth + 1) }
        return .object(object)
      }
    }
    for _ in 0..<3000 {
      let type = try type(names[Int(random.next(below: 3))])
      var document = value(0)
      do {
        _ = try ObjectDecoder().decode(&document, as: type, validation: .warn)
      } catch { continue }
      let once = document
      try ObjectDecoder().decode(&document, as: type)
      #expect(document.jsonText == once.jsonText)
      Defaulter().apply(to: &document, as: type, now: Timestamp(seconds: 0))
    }
  }
}
