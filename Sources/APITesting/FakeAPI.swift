public import APIMachinery
import Synchronization

/// An API server in memory for tests of controllers, scheduler and kubelet.
///
/// It isn't lenient: resource versions conflict, uids and generations are the server's, status and the rest are
/// written apart, finalizers hold objects back, pods die gracefully, a namespace that is being deleted takes
/// nothing new, watches are in order and end with 410 when their start is forgotten. It doesn't default,
/// validate or authorise.
public final class FakeAPI: APITransport {
  struct State {
    var storage = FakeStorage()
    var waiters: [FakeResource: [Int: CheckedContinuation<Void, Never>]] = [:]
    var nextID = 0
    var intercept: (@Sendable (APIRequest) -> APIError?)?
    var requests: [String: Int] = [:]
  }

  let time: any TimeSource
  let random: any RandomSource
  let state = Mutex(State())
  /// Refuses objects in namespaces that don't exist.
  let checksNamespaces: Bool

  /// - Parameters:
  ///   - time: Gives creation and deletion times.
  ///   - random: Gives uids and generated names.
  ///   - checksNamespaces: Refuses objects in namespaces that don't exist.
  public init(time: any TimeSource, random: any RandomSource, checksNamespaces: Bool = false) {
    self.time = time
    self.random = random
    self.checksNamespaces = checksNamespaces
  }

  /// Lets `intercept` refuse requests; nil for none.
  public func setIntercept(_ intercept: (@Sendable (APIRequest) -> APIError?)?) {
    state.withLock { $0.intercept = intercept }
  }

  /// How many requests of each kind came, such as `POST pods` or `PUT deployments/status`.
  public var requestCounts: [String: Int] { state.withLock { $0.requests } }

  /// Forgets history: watches from before now end with 410.
  public func compact() {
    state.withLock { $0.storage.compact() }
  }

  /// The objects of a resource, such as `pods` or `deployments.apps`, by namespace and name.
  public func objects(_ resource: String, namespace: String? = nil) -> [JSONValue] {
    guard let known = FakeResource.all.first(where: { $0.qualifiedResource == resource }) else { return [] }
    return state.withLock { state in
      state.storage.keys(of: known, in: namespace).compactMap { state.storage[$0] }
    }
  }

  /// One object of a resource.
  public func object(_ resource: String, namespace: String = "", name: String) -> JSONValue? {
    objects(resource, namespace: namespace).first { $0[path: "metadata", "name"]?.stringValue == name }
  }

  public func send(_ request: APIRequest) async throws -> APIResponse {
    try Task.checkCancellation()
    await Task.yield()
    if let error = state.withLock({ $0.intercept?(request) }) { return response(error) }
    do {
      if let document = discovery(request.path) { return response(document) }
      guard let target = FakeTarget(path: request.path) else {
        throw APIError(code: 404, reason: .notFound, message: "the server could not find the requested resource")
      }
      if request.method == "GET", request.query("watch") == "true" || request.query("watch") == "1" {
        return try startWatch(target, request)
      }
      let (answer, wake) = try state.withLock { state in
        let label = target.resource.resource + (target.subresource.map { "/" + $0 } ?? "")
        state.requests[request.method + " " + label, default: 0] += 1
        let before = state.storage.version
        let answer = try perform(target, request, &state.storage)
        return (answer, state.storage.version == before ? [] : state.takeWaiters(since: before))
      }
      for continuation in wake { continuation.resume() }
      return response(answer, status: request.method == "POST" ? 201 : 200)
    } catch let error as APIError {
      return response(error)
    }
  }

  private func perform(
    _ target: FakeTarget, _ request: APIRequest, _ storage: inout FakeStorage
  ) throws(APIError) -> JSONValue {
    switch (request.method, target.name) {
    case ("GET", nil): return try list(target, request, storage)
    case ("GET", .some): return try find(target, storage).object
    case ("POST", nil): return try create(try body(request), target, &storage)
    case ("POST", .some): return try post(try body(request), target, &storage)
    case ("PUT", .some): return try update(try body(request), target, &storage)
    case ("PATCH", .some): return try patch(request, target, &storage)
    case ("DELETE", .some): return try delete(target, request.body.isEmpty ? [:] : try body(request), &storage)
    case ("DELETE", nil):
      let options = request.body.isEmpty ? [:] : try body(request)
      let selection = try Selection(request)
      for key in storage.keys(of: target.resource, in: target.namespace) {
        guard let object = storage[key], selection.matches(object) else { continue }
        var one = target
        one.namespace = key.namespace.isEmpty ? nil : key.namespace
        one.name = key.name
        _ = try delete(one, options, &storage)
      }
      return ["kind": "Status", "apiVersion": "v1", "status": "Success"]
    default:
      throw APIError(
        code: 405, reason: .methodNotAllowed, message: "the server does not allow this method on the requested resource"
      )
    }
  }

  private func body(_ request: APIRequest) throws(APIError) -> JSONValue {
    do {
      return try JSONParser.parse(request.body)
    } catch {
      throw APIError(code: 400, reason: .badRequest, message: "\(error)")
    }
  }

  func find(
    _ target: FakeTarget, _ storage: FakeStorage
  ) throws(APIError) -> (key: FakeStorage.Key, object: JSONValue) {
    let key = FakeStorage.Key(
      resource: target.resource, namespace: target.namespace ?? "", name: target.name ?? "")
    guard let object = storage[key] else {
      throw APIError(
        code: 404, reason: .notFound, message: "\(target.resource.qualifiedResource) \"\(key.name)\" not found",
        details: APIError.Details(name: key.name, group: target.resource.group, kind: target.resource.resource))
    }
    return (key, object)
  }

  private func response(_ json: JSONValue, status: Int = 200) -> APIResponse {
    APIResponse(
      status: status, headers: Headers([("Content-Type", "application/json")]), body: .bytes(json.encoded()))
  }

  private func response(_ error: APIError) -> APIResponse {
    response(error.status, status: error.code)
  }
}

extension FakeAPI.State {
  /// The watches to be woken after the changes since `version`.
  mutating func takeWaiters(since version: Int64) -> [CheckedContinuation<Void, Never>] {
    var woken: [CheckedContinuation<Void, Never>] = []
    for change in storage.changes(after: version) ?? [] {
      guard let waiting = waiters.removeValue(forKey: change.key.resource) else { continue }
      woken += waiting.sorted { $0.key < $1.key }.map(\.value)
    }
    return woken
  }
}
