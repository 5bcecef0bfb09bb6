import APIMachinery
import Storage

/// Empties a resource whose definition is being deleted, and lets the definition go (upstream's `crd_finalizer`).
struct DefinitionCleanup {
  static let finalizer = "customresourcecleanup.apiextensions.k8s.io"
  /// How long to wait for the objects to go before saying that they don't.
  private static let waitMax = Duration.seconds(60)
  private static let waitStep = Duration.milliseconds(100)

  let server: APIServer
  let resource: GroupResource

  /// Returns whether the definition is gone, or somebody else has changed it, which brings it here again.
  func run(_ definition: JSONValue) async -> Bool {
    var conditions = CustomResourceConditions(definition)
    var current = definition
    conditions.set(
      Self.terminating("True", "InstanceDeletionInProgress", "CustomResource deletion is in progress"),
      at: server.time.now())
    guard await update(&current, conditions) else { return false }
    let problem: CustomResourceConditions.Condition?
    if server.resources.isBuiltIn(resource) {
      problem = nil
      conditions.set(
        Self.terminating("False", "OverlappingBuiltInResource", "instances overlap with built-in resources in storage"),
        at: server.time.now())
    } else if conditions.isTrue("Established") {
      problem = await deleteObjects()
      conditions.set(
        problem ?? Self.terminating("False", "InstanceDeletionCompleted", "removed all instances"),
        at: server.time.now())
    } else {
      problem = nil
      conditions.set(
        Self.terminating("False", "NeverEstablished", "resource was never established"), at: server.time.now())
    }
    if problem == nil { current.setFinalizers(current.finalizers.filter { $0 != Self.finalizer }) }
    return await update(&current, conditions) && problem == nil
  }

  private func update(_ definition: inout JSONValue, _ conditions: CustomResourceConditions) async -> Bool {
    definition.set(["status", "conditions"], to: .array(conditions.list))
    guard let updated = await DefinitionClient(server).updatedStatus(definition) else { return false }
    definition = updated
    return true
  }

  private static func terminating(_ status: String, _ reason: String, _ message: String)
    -> CustomResourceConditions.Condition
  {
    .init(type: "Terminating", status: status, reason: reason, message: message)
  }

  // MARK: Objects

  /// What is in the way; nil when all are gone.
  private func deleteObjects() async -> CustomResourceConditions.Condition? {
    guard let served = server.resources.all().first(where: { $0.groupResource == resource }) else { return nil }
    let objects = server.objects.allCached(resource, namespace: nil)
    let namespaces = Set(objects.map(\.namespace))
    for namespace in namespaces.sorted() {
      let path =
        "/apis/\(served.apiVersion)/" + (namespace.isEmpty ? "" : "namespaces/\(namespace)/") + resource.resource
      if let message = await DefinitionClient(server).delete(path) {
        return Self.terminating("True", "InstanceDeletionFailed", "could not issue all deletes: \(message)")
      }
    }
    var waited = Duration.zero
    while !server.objects.allCached(resource, namespace: nil).isEmpty {
      guard waited < Self.waitMax, (try? await server.time.sleep(for: Self.waitStep)) != nil else {
        return Self.terminating(
          "True", "InstanceDeletionCheck",
          "could not confirm zero CustomResources remaining: timed out waiting for the condition")
      }
      waited += Self.waitStep
    }
    return nil
  }
}

/// The controller's own requests, which go the way of all others.
struct DefinitionClient {
  private static let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
  private static let headers = Headers([("Content-Type", "application/json"), ("User-Agent", "kube-apiserver/v1.36")])

  private let transport: any APITransport

  init(_ server: APIServer) { transport = server.transport(as: .apiServer) }

  func updateStatus(_ definition: JSONValue) async -> Bool { await updatedStatus(definition) != nil }

  /// The definition as it is stored then; nil where it was refused, for instance since it has changed.
  func updatedStatus(_ definition: JSONValue) async -> JSONValue? {
    let response = try? await transport.send(
      APIRequest(
        method: "PUT", path: "\(Self.path)/\(definition.name)/status", headers: Self.headers,
        body: definition.encoded()))
    guard let response, response.status == 200, case .bytes(let bytes) = response.body else { return nil }
    return try? JSONParser.parse(bytes)
  }

  /// What went wrong, if anything did.
  func delete(_ path: String) async -> String? {
    do {
      let response = try await transport.send(
        APIRequest(method: "DELETE", path: path, headers: Self.headers, body: []))
      guard response.status >= 300, case .bytes(let bytes) = response.body else { return nil }
      return (try? JSONParser.parse(bytes))?["message"]?.stringValue ?? "status \(response.status)"
    } catch {
      return "\(error)"
    }
  }
}
