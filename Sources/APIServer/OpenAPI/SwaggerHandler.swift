import APIMachinery
import Synchronization

/// `/openapi/v2`: one document of everything, as JSON or in the protobuf form that kubectl asks for. Made when asked
/// for; only its hash is kept, so that an idle server doesn't hold it.
final class SwaggerHandler: PathHandler {
  static let protobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
  /// What kubectl up to 1.27 asks for. As no media type may have an `@`, it refuses an answer of the type it asked for.
  private static let protobufTypes: Set<String> = [
    protobufType, "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
  ]

  private enum Form { case json, protobuf }

  private let tag = Mutex<(generation: Int, tag: String)>((-1, ""))

  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    guard context.request.method == "GET" else { throw .methodNotAllowed }
    guard let form = Self.form(context.request.headers["Accept"] ?? "") else {
      throw .notAcceptable(accepted: ["application/json", Self.protobufType])
    }
    let asked = context.request.headers["If-None-Match"] ?? ""
    // Both only grow, so that their sum names a state.
    let generation = server.resources.snapshot.generation + server.extensions.generation
    let known = tag.withLock { $0.generation == generation ? $0.tag : nil }
    if let known, asked == known { return APIResponse(status: 304, headers: Self.headers(form, known)) }
    var document = SwaggerDocument.make(OpenAPIHandler.documents(server))
    for (_, documents) in server.extensions.all() {
      if let part = documents.swagger { SwaggerMerge.add(part, to: &document) }
    }
    let json = document.encoded()
    let current = "\"\(ContentHash.of(json))\""
    tag.withLock { $0 = (generation, current) }
    let headers = Self.headers(form, current)
    if asked == current { return APIResponse(status: 304, headers: headers) }
    let body = form == .json ? json : SwaggerProtobuf.encode(document)
    return APIResponse(status: 200, headers: headers, body: .bytes(body))
  }

  private static func headers(_ form: Form, _ tag: String) -> Headers {
    Headers([
      ("Content-Type", form == .json ? "application/json" : protobufType), ("ETag", tag), ("Vary", "Accept"),
    ])
  }

  private static func form(_ accept: String) -> Form? {
    let accepted = AcceptHeader.clauses(accept)
    guard !accepted.isEmpty else { return .json }
    for type in accepted {
      if protobufTypes.contains(type.essence) { return .protobuf }
      if ["application/json", "application/*", "*/*"].contains(type.essence) { return .json }
    }
    return nil
  }
}
