import APIMachinery
import Synchronization

/// `/openapi/v3`: an index of documents, one for each group and version, made when asked for. Only their hashes are
/// kept, so that an idle server holds none of them.
final class OpenAPIHandler: PathHandler {
  /// By path, with the generation of the resources they were made of.
  private let hashes = Mutex<[String: (generation: Int, hash: String)]>([:])

  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    guard context.request.method == "GET" else { throw .methodNotAllowed }
    let path = context.info.path.split(separator: "/").dropFirst(2).joined(separator: "/")
    if path.isEmpty { return index(server) }
    guard let document = Self.document(path, server) else { return await extended(path, context, server) }
    let bytes = document.encoded()
    let hash = ContentHash.of(bytes)
    let tag = "\"\(hash)\""
    var headers = Headers([("Content-Type", "application/json"), ("ETag", tag), ("Vary", "Accept")])
    if let asked = context.request.query("hash"), !asked.isEmpty {
      guard asked == hash else {
        headers["Location"] = "/openapi/v3/\(path)?hash=\(hash)"
        return APIResponse(status: 301, headers: headers)
      }
      headers["Cache-Control"] = "public, immutable"
    }
    if context.request.headers["If-None-Match"] == tag { return APIResponse(status: 304, headers: headers) }
    return APIResponse(status: 200, headers: headers, body: .bytes(bytes))
  }

  /// What another server has under this path.
  private func extended(_ path: String, _ context: RequestContext, _ server: APIServer) async -> APIResponse {
    for (other, documents) in server.extensions.all() {
      if documents.openAPIPaths[path] != nil {
        return await ExtensionProxy(target: other).respond(
          to: context.request, user: context.user, remoteAddress: context.remoteAddress)
      }
      if let converted = documents.converted, path == "apis/\(other.record.groupVersion)" {
        return APIResponse(
          status: 200, headers: Headers([("Content-Type", "application/json")]), body: .bytes(converted.encoded()))
      }
    }
    return PathHandlers.pageNotFound
  }

  private func index(_ server: APIServer) -> APIResponse {
    var entries: [String: JSONValue] = [:]
    let url = { (path: String, hash: String) -> JSONValue in
      ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash)")]
    }
    for (other, documents) in server.extensions.all() {
      for (path, entry) in documents.openAPIPaths { entries[path] = entry }
      guard let converted = documents.converted else { continue }
      let path = "apis/\(other.record.groupVersion)"
      entries[path] = url(path, ContentHash.of(converted.encoded()))
    }
    for (path, hash) in currentHashes(server) { entries[path] = url(path, hash) }
    let index: JSONValue = [
      "paths": .object(JSONObject(entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    ]
    // Upstream's header for it, though it is JSON.
    return APIResponse(
      status: 200, headers: Headers([("Content-Type", "text/plain; charset=utf-8")]), body: .bytes(index.encoded()))
  }

  /// Every document, in the order of paths.
  static func documents(_ server: APIServer) -> [JSONValue] {
    paths(server).sorted().compactMap { document($0, server) }
  }

  /// Those of documents whose resources haven't changed are kept.
  private func currentHashes(_ server: APIServer) -> [String: String] {
    let changes = server.resources.snapshot.changes
    let known = hashes.withLock { $0 }
    var current: [String: (generation: Int, hash: String)] = [:]
    for path in Self.paths(server) {
      let generation = changes[path.hasPrefix("apis/") ? String(path.dropFirst(5)) : path] ?? 0
      if let before = known[path], before.generation == generation {
        current[path] = before
      } else if let document = Self.document(path, server) {
        current[path] = (generation, ContentHash.of(document.encoded()))
      }
    }
    hashes.withLock { [current] in $0 = current }
    return current.mapValues(\.hash)
  }

  private static let fixedPaths = [
    ".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version",
  ]

  private static func paths(_ server: APIServer) -> [String] {
    var paths = fixedPaths
    for resource in server.resources.all() {
      let path = resource.group.isEmpty ? "api/\(resource.version)" : "apis/\(resource.group)/\(resource.version)"
      if !paths.contains(path) { paths.append(path) }
      if !resource.group.isEmpty, !resource.isCustom, !paths.contains("apis/\(resource.group)") {
        paths.append("apis/\(resource.group)")
      }
    }
    return paths
  }

  /// nil for a path that has none.
  private static func document(_ path: String, _ server: APIServer) -> JSONValue? {
    let parts = path.split(separator: "/").map(String.init)
    let group = parts.count == 3 ? parts[1] : ""
    let isVersion = (parts.first == "apis" && parts.count == 3) || (parts.first == "api" && parts.count == 2)
    if isVersion, let version = parts.last {
      guard server.extensions.server(GroupVersion(group: group, version: version)) == nil else { return nil }
      let resources = server.resources.all().filter { $0.group == group && $0.version == version }
      return resources.isEmpty ? nil : OpenAPIDocument.make(resources)
    }
    guard paths(server).contains(path) else { return nil }
    let (id, tag, answer): (String, String, String?) =
      switch path {
      case "api": ("getCoreAPIVersions", "core", "meta/v1.APIVersions")
      case "apis": ("getAPIVersions", "apis", "meta/v1.APIGroupList")
      case "version": ("getCodeVersion", "version", nil)
      case ".well-known/openid-configuration":
        ("getServiceAccountIssuerOpenIDConfiguration", "WellKnown", nil)
      case "openid/v1/jwks": ("getServiceAccountIssuerOpenIDKeyset", "openid", nil)
      default:
        (
          "get\(capitalized(OpenAPIDocument.groupName(parts.last ?? "")))APIGroup",
          OpenAPIDocument.groupName(parts.last ?? ""), "meta/v1.APIGroup"
        )
      }
    return OpenAPIDocument.make(path: "/\(path)/", id: id, tag: tag, answer: answer)
  }

  private static func capitalized(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
}
