import APIMachinery
import Testing

@Suite struct APIErrorTests {
  static let deployments = GroupResource(group: "apps", resource: "deployments")

  @Test func statusBothWays() {
    var expired = APIError(code: 410, reason: .expired, message: "forgotten")
    expired.continueToken = "abc"
    #expect(expired.status["metadata"] == ["continue": "abc"])
    let errors: [APIError] = [
      expired, .notFound(Self.deployments, "d"),
      .invalid(GroupKind(group: "apps", kind: "Deployment"), "d", [.required(FieldPath("x"))]),
      .badRequest("no"), .internalError("broken"), .pathNotFound, .tooManyRequests("later", retryAfter: 3),
    ]
    for error in errors { #expect(APIError(status: error.status) == error) }
  }

  @Test func status() {
    #expect(
      APIError.notFound(Self.deployments, "d").status.jsonText
        == #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"deployments.apps \"d\" not found","reason":"NotFound","details":{"name":"d","group":"apps","kind":"deployments"},"code":404}"#
    )
  }

  @Test func messages() {
    #expect(
      APIError.modified(GroupResource(resource: "pods"), "p").message
        == #"Operation cannot be fulfilled on pods "p": the object has been modified; please apply your changes to the latest version and try again"#
    )
    #expect(APIError.forbidden(Self.deployments, "", "x").message == "deployments.apps is forbidden: x")
    let twice: FieldErrorList = [.required(FieldPath("a")), .required(FieldPath("b")), .required(FieldPath("a"))]
    #expect(
      APIError.invalid(GroupKind(kind: "Pod"), "p", twice).message
        == #"Pod "p" is invalid: [a: Required value, b: Required value]"#)
    #expect(
      APIError.response(code: 502, body: "bad").message
        == #"an error on the server ("bad") has prevented the request from succeeding"#)
  }

  @Test(.enabled(if: Facts.exists(Transcript.folder), "the transcripts are not here"))
  func recordedStatusesSurviveTheRoundTrip() throws {
    var compared = 0
    for area in ["validation", "patch", "apply", "auth", "list"] {
      for transcript in try Transcript.all(area) {
        for step in transcript.steps where step.body["kind"] == "Status" && step.body["status"] == "Failure" {
          #expect(APIError(status: step.body).status == step.body, "\(transcript.name)")
          compared += 1
        }
      }
    }
    #expect(compared > 300)
  }
}
