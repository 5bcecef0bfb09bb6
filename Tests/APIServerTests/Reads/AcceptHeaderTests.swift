import APIMachinery
import Testing

@testable import APIServer

/// What forms answers are given in, as upstream's negotiation decides.
@Suite struct AcceptHeaderTests {
  @Test(arguments: [
    ("application/json", ["application/json"]),
    ("a/b;q=0.5, c/d", ["c/d", "a/b"]),
    ("*/*, a/b", ["a/b", "*/*"]),
    ("a/*, a/b, */*", ["a/b", "a/*", "*/*"]),
    ("*", ["*/*"]),
    ("json, a/b", ["a/b"]),
    ("a/b/c, a/", []),
    ("a/b;q=x, c/d;q=0.1", ["c/d", "a/b"]),
    (" a / b ;as = Table", ["a/b"]),
    // The comparison is no order; what comes of it is the reference's.
    ("*/*;q=0.5, a/b;q=0.1", ["a/b", "*/*"]),
    ("a/b;q=0.1, */*;q=0.5", ["*/*", "a/b"]),
  ]) func clausesComeBestFirst(_ header: String, _ expected: [String]) {
    #expect(AcceptHeader.clauses(header).map(\.essence) == expected)
  }

  @Test func parametersAreTakenAsTheyAre() {
    let clause = AcceptHeader.clauses("application/json; AS=x;g=\"y\";v=a=b;w=;as=Table").first
    #expect(clause?.parameters == ["AS": "x", "g": "\"y\"", "as": "Table"])
  }

  static let forms: [(accept: String, form: String)] = [
    ("", "json"), ("application/json", "json"), ("*/*", "json"), ("application/*", "json"),
    ("*/*, application/yaml", "yaml"), ("text/plain", "406"), ("foo", "406"), ("Application/JSON", "406"),
    ("text/plain, */*", "json"), ("application/vnd.kubernetes.protobuf", "protobuf"), ("application/cbor", "406"),
    ("application/json;stream=watch", "json"), ("application/json;stream=foo", "406"),
    ("application/yaml;stream=watch", "406"), ("application/json;sv=v1", "json"), ("application/json;sv=v2", "406"),
    ("application/json;pretty=1", "json pretty"), ("application/json;unknown=x", "json"),
    ("application/json;as=Table;v=v1;g=meta.k8s.io", "json table v1"),
    ("application/yaml;as=Table;v=v1beta1;g=meta.k8s.io", "yaml table v1beta1"),
    ("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io", "406"),
    ("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json", "json"),
    ("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "protobuf metadata v1"),
    ("application/json;as=Table;v=v1", "406"), ("application/json;g=meta.k8s.io", "406"),
    ("application/json;as=Table;v=v2;g=meta.k8s.io", "406"), ("application/json;v=v1", "406"),
  ]

  @Test(arguments: forms.indices) func oneFormIsChosen(index: Int) {
    let (accept, expected) = Self.forms[index]
    #expect(Self.form(accept, Negotiation()) == expected, "\(accept)")
  }

  /// Custom resources have no protobuf form; their metadata have.
  @Test func customResourcesAreDifferent() {
    let negotiation = Negotiation(allowsProtobuf: false)
    #expect(Self.form("application/vnd.kubernetes.protobuf", negotiation) == "406")
    #expect(Self.form("application/vnd.kubernetes.protobuf, application/json", negotiation) == "json")
    #expect(
      Self.form("application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", negotiation)
        == "protobuf metadata list v1")
    #expect(
      negotiation.mediaTypes == ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"])
  }

  @Test(arguments: [
    ("pretty=true", "x", true), ("pretty=1", "x", true), ("pretty=yes", "x", false), ("pretty=false", "curl/8", false),
    ("pretty=", "curl/8", true), ("", "curl", true), ("", "kubectl", false), ("", "Mozilla/5.0 (X11)", true),
    ("", "Wget", true),
  ]) func peopleGetIndentedText(_ query: String, _ agent: String, _ isPretty: Bool) throws {
    let items = query.isEmpty ? [] : [QueryItem("pretty", String(query.dropFirst("pretty=".count)))]
    let request = APIRequest(method: "GET", path: "/", query: items, headers: Headers([("User-Agent", agent)]))
    #expect(try Negotiation().form(of: request).isPretty == isPretty)
  }

  private static func form(_ accept: String, _ negotiation: Negotiation) -> String {
    let headers = accept.isEmpty ? Headers() : Headers([("Accept", accept)])
    do throws(APIError) {
      let form = try negotiation.form(
        of: APIRequest(method: "GET", path: "/", headers: headers), allowsShapes: true)
      let shape =
        switch form.shape {
        case .object: ""
        case .table(let version): " table \(version)"
        case .partialMetadata(let version): " metadata \(version)"
        case .partialMetadataList(let version): " metadata list \(version)"
        }
      return "\(form.encoding)\(shape)\(form.isPretty ? " pretty" : "")"
    } catch {
      return "\(error.code)"
    }
  }
}
