import APIMachinery
import Testing

@testable import APIServer

/// What reads that can't be answered are told.
@Suite struct ReadErrorTests {
  private static func token(_ json: String) -> String { Base64URLText.encode(json) }

  static let refusals: [(path: String, status: Int, message: String)] = [
    // Numbers.
    ("configmaps?limit=x", 400, #"strconv.ParseInt: parsing "x": invalid syntax"#),
    ("configmaps?limit=", 400, #"strconv.ParseInt: parsing "": invalid syntax"#),
    (
      "configmaps?limit=99999999999999999999", 400,
      #"strconv.ParseInt: parsing "99999999999999999999": value out of range"#
    ),
    ("configmaps?timeoutSeconds=1s&labelSelector=%3D", 400, #"strconv.ParseInt: parsing "1s": invalid syntax"#),
    // Resource versions.
    (
      "configmaps?resourceVersion=-1", 400,
      #"invalid resource version: resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax"#
    ),
    (
      "configmaps?resourceVersion=99999999999999999999", 400,
      "invalid resource version: resourceVersion: Invalid value: \"99999999999999999999\": "
        + "strconv.ParseUint: parsing \"99999999999999999999\": value out of range"
    ),
    (
      "configmaps/c?resourceVersion=x", 500,
      #"resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax"#
    ),
    (
      "configmaps?watch=1&resourceVersion=x", 500,
      #"resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax"#
    ),
    // Continue tokens.
    (
      "configmaps?continue=a", 400,
      "invalid continue token: continue key is not valid: illegal base64 data at input byte 0"
    ),
    (
      "configmaps?continue=YWJj!", 400,
      "invalid continue token: continue key is not valid: illegal base64 data at input byte 4"
    ),
    (
      "configmaps?continue=\(token("[]"))", 400,
      "invalid continue token: continue key is not valid: json: cannot unmarshal array into Go value of type "
        + "storage.continueToken"
    ),
    (
      "configmaps?continue=\(token(#"{"v":"meta.k8s.io/v1","rv":"1","start":"a"}"#))", 400,
      "invalid continue token: continue key is not valid: json: cannot unmarshal string into Go struct field "
        + "continueToken.rv of type int64"
    ),
    (
      "configmaps?continue=\(token(#"{"v":"meta.k8s.io/v1","rv":1,"start":"a//b"}"#))", 400,
      "invalid continue token: continue key is not valid: a//b"
    ),
    (
      "configmaps?continue=\(token(#"{"v":"v2","rv":1,"start":"a"}"#))", 400,
      "invalid continue token: continue key is not valid: server does not recognize this encoded version v2"
    ),
    // The token is looked at before what else is wrong.
    (
      "configmaps?continue=a&resourceVersion=5", 400,
      "invalid continue token: continue key is not valid: illegal base64 data at input byte 0"
    ),
    (
      "configmaps?resourceVersion=5&continue=\(token(#"{"v":"meta.k8s.io/v1","rv":1,"start":"a"}"#))", 400,
      "specifying resource version is not allowed when using continue"
    ),
    // Tables.
    (
      "configmaps?includeObject=All", 400,
      "Unable to convert to Table as requested: includeObject: Invalid value: \"All\": must be 'Metadata', 'Object', "
        + "'None', or empty"
    ),
    (
      "configmaps?includeObject=All&watch=1", 400,
      "Unable to convert to Table as requested: includeObject: Invalid value: \"All\": must be 'Metadata', 'Object', "
        + "'None', or empty"
    ),
  ]

  @Test(arguments: refusals.indices) func readsAreRefused(index: Int) async throws {
    let (path, status, message) = Self.refusals[index]
    let server = try await TestServer.shared.value
    let accept =
      path.contains("includeObject") ? "application/json;as=Table;v=v1;g=meta.k8s.io" : "application/json"
    let answer = try await server.call("GET", "/api/v1/namespaces/default/\(path)", accept: accept)
    #expect(answer.status == status, "\(path): \(answer.text)")
    #expect(answer.body["message"]?.stringValue == message)
  }

  /// One that isn't there has no pages: its token and limit don't count.
  @Test func oneObjectHasNoPages() async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.call(
      "GET", "/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name=none&continue=a&limit=1")
    #expect(answer.status == 200)
  }

  /// The kinds' own words for fields that they can't be selected by.
  static let fields: [(resource: String, field: String, message: String)] = [
    ("/api/v1/pods", "spec.containers", "field label not supported: spec.containers"),
    ("/api/v1/nodes", "metadata.namespace", "field label not supported: metadata.namespace"),
    ("/api/v1/namespaces", "metadata.namespace", "field label not supported: metadata.namespace"),
    ("/api/v1/services", "spec.ports", "field label not supported: spec.ports"),
    ("/api/v1/events", "message", "field label not supported: message"),
    ("/apis/events.k8s.io/v1/events", "involvedObject.name", "field label not supported: involvedObject.name"),
    ("/apis/batch/v1/jobs", "spec.suspend", #"field label "spec.suspend" not supported for Job"#),
    (
      "/apis/resource.k8s.io/v1/resourceslices", "spec.pool",
      "field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: spec.pool"
    ),
    (
      "/api/v1/configmaps", "data",
      #""data" is not a known field selector: only "metadata.name", "metadata.namespace""#
    ),
    (
      "/apis/apps/v1/deployments", "",
      #""" is not a known field selector: only "metadata.name", "metadata.namespace""#
    ),
  ]

  @Test(arguments: fields.indices) func fieldsThatSelectNothing(index: Int) async throws {
    let (resource, field, message) = Self.fields[index]
    let server = try await TestServer.shared.value
    for verb in ["GET", "DELETE"] {
      let path = verb == "DELETE" ? resource.replacing("/v1/", with: "/v1/namespaces/default/") : resource
      guard verb == "GET" || !["nodes", "namespaces", "slices", "services"].contains(where: resource.hasSuffix) else {
        continue
      }
      let answer = try await server.call(verb, "\(path)?fieldSelector=\(field)%3Dx".replacing("%3D", with: "="))
      #expect(answer.status == 400, "\(verb) \(path): \(answer.text)")
      #expect(answer.body["message"]?.stringValue == message)
    }
  }
}

private enum Base64URLText {
  static func encode(_ text: String) -> String {
    Base64.encode(Array(text.utf8)).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
