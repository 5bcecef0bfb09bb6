import APIMachinery
import Testing

@Suite struct StrategicMergePatchTests {
  static let pod = SchemaRegistry.builtIn.type(named: "core/v1.Pod")

  static let applied: [(String, String, String)] = [
    (
      #"{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b"}]}}"#,
      #"{"spec":{"containers":[{"name":"a","image":"2"}]}}"#,
      #"{"spec":{"containers":[{"name":"a","image":"2"},{"name":"b"}]}}"#
    ),
    (
      #"{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}"#,
      #"{"spec":{"containers":[{"$patch":"delete","name":"a"}]}}"#, #"{"spec":{"containers":[{"name":"b"}]}}"#
    ),
    (
      #"{"spec":{"containers":[{"name":"a"}]}}"#, #"{"spec":{"containers":[{"$patch":"replace"},{"name":"c"}]}}"#,
      #"{"spec":{"containers":[{"name":"c"}]}}"#
    ),
    (
      #"{"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}}"#,
      #"{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"}]}}"#,
      #"{"spec":{"containers":[{"name":"b"},{"name":"c"},{"name":"a"}]}}"#
    ),
    (
      #"{"metadata":{"finalizers":["a","b"]}}"#, #"{"metadata":{"finalizers":["c"]}}"#,
      #"{"metadata":{"finalizers":["c","a","b"]}}"#
    ),
    (
      #"{"metadata":{"finalizers":["a","b"]}}"#, #"{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}"#,
      #"{"metadata":{"finalizers":["b"]}}"#
    ),
    (
      #"{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}"#,
      #"{"spec":{"volumes":[{"name":"v","$retainKeys":["name","configMap"],"configMap":{"name":"x"}}]}}"#,
      #"{"spec":{"volumes":[{"name":"v","configMap":{"name":"x"}}]}}"#
    ),
    (
      #"{"metadata":{"labels":{"a":"1","b":"2"}}}"#, #"{"metadata":{"labels":{"$patch":"replace","c":"3"}}}"#,
      #"{"metadata":{"labels":{"c":"3"}}}"#
    ),
    (
      #"{"metadata":{"labels":{"a":"1"}}}"#,
      #"{"metadata":{"labels":{"a":null,"b":"2"},"annotations":{"x":null,"y":"1"}}}"#,
      #"{"metadata":{"labels":{"b":"2"},"annotations":{"y":"1"}}}"#
    ),
    (
      #"{"spec":{"tolerations":[{"key":"a"}]}}"#, #"{"spec":{"tolerations":[{"key":"b"}]}}"#,
      #"{"spec":{"tolerations":[{"key":"b"}]}}"#
    ),
  ]

  @Test(arguments: applied)
  func applies(object: String, patch: String, expected: String) throws {
    let result = try StrategicMergePatch.apply(JSONParser.parse(patch), to: JSONParser.parse(object), type: Self.pod)
    #expect(result == (try JSONParser.parse(expected)), "\(result.jsonText)")
  }

  static let refused: [(String, Int)] = [
    (#"{"spec":{"containers":[{"image":"x"}]}}"#, 500),
    (#"{"spec":{"containers":[{"name":"a","$patch":"what"}]}}"#, 500),
    (#"{"spec":{"volumes":[{"name":"v","$retainKeys":["name"],"emptyDir":{}}]}}"#, 400),
    (#"{"spec":{"containers":["x"]}}"#, 500),
    (#"{"metadata":{"$deleteFromPrimitiveList":["a"]}}"#, 400), ("[]", 400), ("null", 400),
  ]

  @Test(arguments: refused)
  func refuses(patch: String, code: Int) throws {
    let object: JSONValue = ["spec": ["containers": [["name": "a"]], "volumes": [["name": "v"]]], "metadata": [:]]
    let error = #expect(throws: APIError.self) {
      try StrategicMergePatch.apply(JSONParser.parse(patch), to: object, type: Self.pod)
    }
    #expect(error?.code == code, "\(error?.message ?? "")")
  }

  @Test func twoWayPatchesLeadToTheModifiedObject() throws {
    let random = SeededRandom(seed: 42)
    for round in 0..<200 {
      let original = Self.randomPod(random)
      let modified = Self.randomPod(random)
      let patch = try StrategicMergePatch.createTwoWay(original: original, modified: modified, type: Self.pod)
      let result = try StrategicMergePatch.apply(.object(patch), to: .object(original), type: Self.pod)
      #expect(result == .object(modified), "round \(round) of seed 42: \(JSONValue.object(patch).jsonText)")
    }
  }

  private static func randomPod(_ random: SeededRandom) -> JSONObject {
    var containers: [JSONValue] = []
    for name in ["a", "b", "c", "d"] where random.next(below: 3) > 0 {
      var ports: [JSONValue] = []
      for port in [80, 443] as [Int64] where random.next(below: 2) == 0 {
        ports.append(["containerPort": .integer(port), "name": "p"])
      }
      var container: JSONObject = JSONObject([("name", .string(name)), ("image", .string("i\(random.next(below: 2))"))])
      if !ports.isEmpty { container["ports"] = .array(ports) }
      containers.insert(.object(container), at: Int(random.next(below: UInt64(containers.count + 1))))
    }
    containers.append(["name": "z", "args": [.string("\(random.next(below: 3))")]])
    var labels = JSONObject([("always", "x")])
    for key in ["x", "y"] where random.next(below: 2) == 0 { labels[key] = .string("\(random.next(below: 2))") }
    return JSONObject([
      ("metadata", ["labels": .object(labels), "finalizers": ["f1", .string("f\(random.next(below: 3) + 2)")]]),
      ("spec", ["containers": .array(containers), "restartPolicy": .string("r\(random.next(below: 2))")]),
    ])
  }

  @Test func threeWayPatchesKeepWhatOthersAdded() throws {
    let original: JSONObject = JSONObject([("spec", ["containers": [["name": "a", "image": "1"], ["name": "old"]]])])
    let modified: JSONObject = JSONObject([("spec", ["containers": [["name": "a", "image": "2"], ["name": "new"]]])])
    let current: JSONObject = JSONObject([
      ("spec", ["containers": [["name": "injected"], ["name": "a", "image": "1", "tty": true], ["name": "old"]]])
    ])
    let patch = try StrategicMergePatch.createThreeWay(
      original: original, modified: modified, current: current, type: Self.pod)
    let result = try StrategicMergePatch.apply(.object(patch), to: .object(current), type: Self.pod)
    #expect(
      result == [
        "spec": ["containers": [["name": "injected"], ["name": "a", "image": "2", "tty": true], ["name": "new"]]]
      ], "\(result.jsonText)")
  }

  /// Objects before and after each recorded patch: what the patch says must come out, up to the fields that the server
  /// writes itself.
  @Test(.enabled(if: Facts.exists(Transcript.folder), "the transcripts are not here"))
  func recordedPatches() throws {
    var compared = 0
    for transcript in try Transcript.all("patch") {
      var live: JSONValue?
      for step in transcript.steps {
        guard let type = step.type, step.status < 300 else { continue }
        defer { live = step.body }
        guard step.method == "PATCH", let before = live, !step.path.hasSuffix("/status") else { continue }
        var result: JSONValue
        switch step.contentType {
        case "application/strategic-merge-patch+json":
          result = try StrategicMergePatch.apply(step.requestBody, to: before, type: type)
        case "application/merge-patch+json": result = try MergePatch.apply(step.requestBody, to: before)
        case "application/json-patch+json": result = try JSONPatch.apply(step.requestBody, to: before)
        default: continue
        }
        var expected = step.body
        for path in ["resourceVersion", "generation", "managedFields"] {
          result["metadata"]?[path] = nil
          expected["metadata"]?[path] = nil
        }
        result["status"] = nil
        expected["status"] = nil
        let isSame = Self.withoutEmpty(result) == Self.withoutEmpty(expected)
        #expect(
          isSame || Self.changedLater.contains(transcript.name),
          "\(transcript.name)\n\(result.jsonText)\n\(expected.jsonText)")
        compared += 1
      }
    }
    #expect(compared > 30)
  }

  /// Where defaulting or decoding changes the patched object.
  static let changedLater: Set<String> = [
    "patch/smp-containers-add", "patch/smp-containers-order-new", "patch/smp-env-value-to-valuefrom",
    "patch/smp-volumes-retain-keys", "patch/json-invalid-result", "patch/json-null-value",
    "patch/merge-deployment-containers",
  ]

  private static func withoutEmpty(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      .object(
        JSONObject(
          uniqueMembers: object.members.compactMap { member in
            let inner = withoutEmpty(member.value)
            if inner.isNull || inner.objectValue?.isEmpty == true || inner.arrayValue?.isEmpty == true { return nil }
            return (member.key, inner)
          }))
    case .array(let elements): .array(elements.map(withoutEmpty))
    default: value
    }
  }
}
