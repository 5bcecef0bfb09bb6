import APIMachinery
import Testing

@testable import APIServer

/// Requests made to cost the server much: each is refused, or answered at bounded cost, and the server goes on.
@Suite(.timeLimit(.minutes(20))) struct AbuseTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var contentType = "application/json"
    var status: Int
    var body: @Sendable () -> String
  }

  /// As long as a request can be.
  private static let long = 2_900_000

  private static let attacks: [Attack] = [
    Attack(testDescription: "aliases of aliases", contentType: "application/yaml", status: 400) {
      var text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: laughs}\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
      for level in 1...20 {
        text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ","))]\n"
      }
      return text
    },
    Attack(testDescription: "many aliases of a long text", contentType: "application/yaml", status: 400) {
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: texts}\na: &a \(String(repeating: "x", count: 1_000_000))\nb: ["
        + Array(repeating: "*a", count: 100_000).joined(separator: ",") + "]\n"
    },
    Attack(testDescription: "deep JSON", status: 400) { String(repeating: "[", count: long) },
    Attack(testDescription: "deep JSON objects", status: 400) { String(repeating: "{\"a\":", count: long / 5) },
    Attack(testDescription: "deep YAML", contentType: "application/yaml", status: 400) {
      String(repeating: "- ", count: long / 2)
    },
    Attack(testDescription: "deep flow YAML", contentType: "application/yaml", status: 400) {
      String(repeating: "{a: ", count: long / 4)
    },
    Attack(testDescription: "a giant key", status: 422) {
      "{\"metadata\":{\"name\":\"key\"},\"data\":{\"\(String(repeating: "k", count: 900_000))\":\"\"}}"
    },
    Attack(testDescription: "a giant unknown field", status: 201) {
      "{\"metadata\":{\"generateName\":\"field-\"},\"\(String(repeating: "k", count: long))\":1}"
    },
    Attack(testDescription: "many unknown fields", status: 201) {
      "{\"metadata\":{\"generateName\":\"fields-\"}" + (0..<200_000).map { ",\"f\($0)\":0" }.joined() + "}"
    },
    Attack(testDescription: "many labels", status: 422) {
      "{\"metadata\":{\"name\":\"labels\",\"labels\":{"
        + (0..<50_000).map { "\"-\($0)\":\"!\"" }.joined(separator: ",") + "}}}"
    },
    Attack(testDescription: "a long number", status: 400) {
      "{\"metadata\":{\"name\":\"number\",\"generation\":\(String(repeating: "9", count: long))}}"
    },
    // Halves of characters are read as U+FFFD, as Go's decoder does; the name that comes of it is no good.
    Attack(testDescription: "broken escapes", status: 422) {
      "{\"metadata\":{\"name\":\"" + String(repeating: "\\ud800", count: long / 6) + "\"}}"
    },
    Attack(
      testDescription: "protobuf that promises more than there is", contentType: "application/vnd.kubernetes.protobuf",
      status: 400
    ) {
      "k8s\0\u{0A}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}"
    },
  ]

  @Test(arguments: attacks) func bears(_ attack: Attack) async throws {
    let server = try await TestServer.shared.value
    try await server.makeNamespace("abuse")
    let response = try await server.server.transport(as: TestServer.admin).send(
      APIRequest(
        method: "POST", path: "/api/v1/namespaces/abuse/configmaps",
        headers: Headers([("Content-Type", attack.contentType), ("Accept", "application/json")]),
        body: Array(attack.body().utf8)))
    #expect(response.status == attack.status)
    if case .bytes(let answer) = response.body {
      // Nobody is told all that was wrong.
      #expect(answer.count < 1_500_000, "\(answer.count)")
    }
    #expect(try await server.call("GET", "/api/v1/namespaces/abuse").status == 200)
  }

  @Test(arguments: [
    "labelSelector=" + String(repeating: "a", count: 200_000),
    "labelSelector=" + Array(repeating: "a%20in%20(b)", count: 5_000).joined(separator: ","),
    "labelSelector=" + String(repeating: "(", count: 100_000),
    "labelSelector=" + String(repeating: "!", count: 100_000),
    "fieldSelector=" + String(repeating: "%5C", count: 100_000),
    "fieldSelector=" + Array(repeating: "metadata.name=a", count: 10_000).joined(separator: ","),
    "continue=" + String(repeating: "A", count: 100_000), "limit=99999999999999999999", "resourceVersion=-1",
  ])
  func bearsQueries(_ query: String) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.call("GET", "/api/v1/namespaces/default/configmaps?\(query)")
    #expect((200..<500).contains(answer.status), "\(answer.status) \(answer.text.prefix(200))")
  }

  /// What is said has an end, also where it is said in warnings; what anybody would want to know is said in full.
  @Test func saysWhatIsWrongInMeasure() throws {
    let long = String(repeating: "ä", count: 200_000)
    let cause = APIError.Cause(reason: "FieldValueInvalid", message: long, field: "spec.\(long)")
    var details = APIError.Details(name: long, kind: "Pod")
    details.causes = Array(repeating: cause, count: 1_000)
    let bounded = APIError(code: 422, reason: .invalid, message: long, details: details).bounded
    #expect(bounded.message.hasPrefix("ääää") && bounded.message.hasSuffix("ä... (400000 bytes)"))
    #expect(bounded.details?.causes.count == 1 && bounded.status.encoded().count < 1_100_000)
    let causes = (0..<500).map { APIError.Cause(reason: "FieldValueInvalid", message: "\($0)", field: "spec.a[\($0)]") }
    details = APIError.Details(name: "a", kind: "Pod", causes: causes)
    let normal = APIError(
      code: 422, reason: .invalid, message: String(repeating: "a", count: 100_000), details: details)
    #expect(normal.bounded == normal)
  }

  @Test func warnsInMeasure() {
    let few = WarningRecorder()
    few.add(["a", "b", "a", ""])
    #expect(few.all == ["a", "b"])
    let long = WarningRecorder()
    long.add(String(repeating: "ä", count: 4_096))
    #expect(long.all.map(\.unicodeScalars.count) == [4_096])
    for number in 0..<10_000 { long.add("\(number) " + String(repeating: "b", count: 1_000)) }
    #expect(long.all.count == 16 && long.all.allSatisfy { $0.unicodeScalars.count == 256 })
  }

  /// Patterns that take others exponential time, in a rule and in the schema's own pattern.
  @Test func bearsPatterns() async throws {
    let bomb = "^(([a-z])+.)+[A-Z]([a-z])+$"
    try await CustomResourceServer.with { server in
      try await server.establish(
        CustomResourceServer.definition([
          CustomResourceServer.version(
            schema: CustomResourceServer.schema(spec: [
              "type": "object",
              "properties": [
                "pattern": ["type": "string", "pattern": .string(bomb)],
                "rule": [
                  "type": "string", "maxLength": 1000,
                  "x-kubernetes-validations": [["rule": .string("self.matches('\(bomb)')")]],
                ],
              ],
            ]))
        ]))
      let text = JSONValue.string(String(repeating: "a", count: 1000))
      for member in ["pattern", "rule"] {
        let answer = try await server.send(
          "POST", CustomResourceServer.path(),
          CustomResourceServer.widget(member, spec: .object(JSONObject([(member, text)]))))
        #expect(answer.status == 422, "\(answer.message)")
      }
    }
  }
}
