import APIMachinery
import Synchronization

/// Makes the namespace that something is made in, where there is none.
final class NamespaceAutoProvision: AdmissionPlugin, UsesTransport {
  let name = "NamespaceAutoProvision"
  private let reader: StoredObjects
  private let transport = Mutex<(any APITransport)?>(nil)

  init(reader: StoredObjects) { self.reader = reader }

  func use(_ transport: any APITransport) { self.transport.withLock { $0 = transport } }

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create && !request.isDryRun && !request.namespace.isEmpty && !request.isAboutNamespaces
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    let namespaces = GroupResource("namespaces")
    guard reader.cached(namespaces, namespace: "", name: request.namespace) == nil,
      let transport = transport.withLock({ $0 })
    else { return }
    let namespace: JSONValue = [
      "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(request.namespace)],
    ]
    let response: APIResponse
    do {
      response = try await transport.send(
        APIRequest(
          method: "POST", path: "/api/v1/namespaces", headers: Headers([("Content-Type", "application/json")]),
          body: namespace.encoded()))
    } catch {
      throw .internalError("\(error)")
    }
    // Somebody else may have made it in the meantime.
    guard response.status >= 400, response.status != 409 else { return }
    guard case .bytes(let bytes) = response.body, let status = try? JSONParser.parse(bytes) else {
      throw .internalError("namespace \(request.namespace) could not be made")
    }
    throw APIError(status: status)
  }
}
