import APIMachinery
import HTTPTransport
import PKI
import Synchronization

/// An extension server on 127.0.0.1 that serves `flunders` of wardle.example.com/v1alpha1, as the sample server of
/// upstream's end-to-end tests does: it takes requests only from the front proxy, which it knows by its certificate.
final class SampleServer: HTTPHandler {
  static let group = "wardle.example.com"
  static let base = "/apis/\(group)/v1alpha1"
  static let flunders = "\(base)/namespaces/default/flunders"

  struct Seen: Sendable {
    var method: String
    var path: String
    var query: [QueryItem]
    var headers: Headers
  }

  private struct State {
    var seen: [Seen] = []
    var objects: [String: JSONValue] = [:]
    var isBroken = false
    var isOld = false
    var watchers: [AsyncStream<[UInt8]>.Continuation] = []
  }

  private let state = Mutex(State())
  private let proxies: CertificatePool

  init(proxies: CertificatePool) { self.proxies = proxies }

  /// Requests for objects and what else was asked for by users.
  var seen: [Seen] { state.withLock { $0.seen.filter { $0.headers["X-Remote-User"] != "system:kube-aggregator" } } }
  /// From now on every answer is 500.
  func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }
  /// Knows neither aggregated discovery nor OpenAPI 3.
  func setOld() { state.withLock { $0.isOld = true } }

  func handleImmediately(_ request: APIRequest, connection: ConnectionInfo) -> APIResponse? { nil }

  func handle(_ request: APIRequest, connection: ConnectionInfo) async -> APIResponse {
    guard let proxy = try? proxies.verifyClient(chain: connection.clientCertificateChain, at: SystemTime().now()),
      proxy.commonName == "front-proxy-client"
    else { return Self.answer(401, ["kind": "Status", "status": "Failure", "code": 401]) }
    let (isBroken, isOld) = state.withLock { state in
      state.seen.append(
        Seen(method: request.method, path: request.path, query: request.query, headers: request.headers))
      return (state.isBroken, state.isOld)
    }
    if isBroken { return Self.answer(500, ["kind": "Status", "message": "broken"]) }
    switch request.path {
    case "/apis":
      let accept = request.headers["Accept"] ?? ""
      guard accept.contains("APIGroupDiscoveryList"), !isOld else { return Self.answer(200, ["kind": "APIGroupList"]) }
      return Self.answer(
        200, Self.aggregated, type: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
    case Self.base: return Self.answer(200, Self.resourceList)
    case "/openapi/v3" where !isOld:
      return Self.answer(
        200,
        [
          "paths": [
            "apis/wardle.example.com/v1alpha1": ["serverRelativeURL": .string("/openapi/v3\(Self.base)?hash=X")]
          ]
        ])
    case "/openapi/v3\(Self.base)": return Self.answer(200, ["openapi": "3.0.0", "paths": [:]])
    case "/openapi/v2": return Self.answer(200, Self.swagger)
    case "\(Self.flunders)/redirect": return APIResponse(status: 302, headers: Headers([("Location", "https://x/")]))
    case "\(Self.flunders)/connect":
      return APIResponse(
        status: 101, headers: Headers([("Upgrade", "echo"), ("Connection", "Upgrade")]),
        body: .upgrade { stream in
          while let bytes = try? await stream.read() { try? await stream.write(bytes) }
          await stream.finish()
        })
    default: return objects(request)
    }
  }

  private func objects(_ request: APIRequest) -> APIResponse {
    guard request.path.hasPrefix(Self.flunders) else { return Self.answer(404, ["kind": "Status", "code": 404]) }
    let name = String(request.path.dropFirst(Self.flunders.utf8.count + 1))
    switch (request.method, name.isEmpty) {
    case ("POST", true):
      guard let object = try? JSONParser.parse(request.body), let name = object[path: "metadata", "name"]?.stringValue
      else { return Self.answer(400, [:]) }
      let watchers = state.withLock { state in
        state.objects[name] = object
        return state.watchers
      }
      for watcher in watchers { watcher.yield((["type": "ADDED", "object": object] as JSONValue).encoded() + [10]) }
      return Self.answer(201, object)
    case ("GET", true) where request.query("watch") == "true":
      let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
      state.withLock { $0.watchers.append(continuation) }
      let pieces = PieceQueue(stream)
      return APIResponse(
        status: 200, headers: Headers([("Content-Type", "application/json")]),
        body: .stream(ByteStream(next: { await pieces.next() }, cancel: { continuation.finish() })))
    case ("GET", true):
      let items = state.withLock { $0.objects.sorted { $0.key < $1.key }.map(\.value) }
      return Self.answer(200, ["kind": "FlunderList", "items": .array(items)])
    case ("GET", false):
      guard let object = state.withLock({ $0.objects[name] }) else { return Self.answer(404, ["kind": "Status"]) }
      return Self.answer(200, object)
    case ("DELETE", _):
      state.withLock { state in if name.isEmpty { state.objects = [:] } else { state.objects[name] = nil } }
      return Self.answer(200, ["kind": "Status", "status": "Success"])
    default: return Self.answer(405, [:])
    }
  }

  private static func answer(_ status: Int, _ body: JSONValue, type: String = "application/json") -> APIResponse {
    APIResponse(status: status, headers: Headers([("Content-Type", type)]), body: .bytes(body.encoded()))
  }

  static let resourceList: JSONValue = [
    "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string("\(group)/v1alpha1"),
    "resources": [
      [
        "name": "flunders", "singularName": "flunder", "namespaced": true, "kind": "Flunder",
        "verbs": ["create", "delete", "get", "list", "watch"], "shortNames": ["fl"],
      ],
      ["name": "flunders/status", "singularName": "", "namespaced": true, "kind": "Flunder", "verbs": ["update"]],
    ],
  ]

  static let entry: JSONValue = [
    "resource": "flunders",
    "responseKind": ["group": .string(group), "version": "v1alpha1", "kind": "Flunder"], "scope": "Namespaced",
    "singularResource": "flunder", "verbs": ["create", "delete", "get", "list", "watch"], "shortNames": ["fl"],
    "subresources": [
      [
        "subresource": "status",
        "responseKind": ["group": .string(group), "version": "v1alpha1", "kind": "Flunder"], "verbs": ["update"],
      ]
    ],
  ]

  private static let aggregated: JSONValue = [
    "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
    "items": [
      [
        "metadata": ["name": .string(group)],
        "versions": [["version": "v1alpha1", "resources": [entry], "freshness": "Current"]],
      ]
    ],
  ]

  private static let swagger: JSONValue = [
    "swagger": "2.0", "info": ["title": "wardle", "version": "1"],
    "paths": [
      "\(base)/": ["get": ["responses": ["200": ["description": "OK", "schema": ["$ref": "#/definitions/Flunder"]]]]],
      "/version/": ["get": ["responses": [:]]],
    ],
    "definitions": ["Flunder": ["type": "object"], "Other": ["type": "object"]],
  ]
}

private actor PieceQueue {
  private var iterator: AsyncStream<[UInt8]>.AsyncIterator

  init(_ stream: AsyncStream<[UInt8]>) { iterator = stream.makeAsyncIterator() }

  func next() async -> [UInt8]? {
    var copy = iterator
    let piece = await copy.next(isolation: self)
    iterator = copy
    return piece
  }
}
