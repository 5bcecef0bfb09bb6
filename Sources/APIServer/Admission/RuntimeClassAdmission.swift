import APIMachinery

/// A pod of a runtime class gets its overhead and the constraints on where it can run.
struct RuntimeClassAdmission: AdmissionPlugin {
  let name = "RuntimeClass"
  let reader: StoredObjects

  func handles(_ request: AdmissionRequest) -> Bool { request.operation == .create && request.isAbout("pods") }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard let runtime = try runtimeClass(request) else { return }
    if let overhead = runtime[path: "overhead", "podFixed"], request.object[path: "spec", "overhead"] == nil {
      request.object.set(["spec", "overhead"], to: overhead)
    }
    guard let scheduling = runtime["scheduling"] else { return }
    if case .object(let wanted) = scheduling["nodeSelector"] {
      var selector = request.object[path: "spec", "nodeSelector"] ?? [:]
      for (key, value) in wanted {
        if let given = selector[key], given != value {
          throw request.forbidden(
            "conflict: runtimeClass.scheduling.nodeSelector[\(key)] = \(value.stringValue ?? ""); "
              + "pod.spec.nodeSelector[\(key)] = \(given.stringValue ?? "")")
        }
        selector[key] = value
      }
      request.object.set(["spec", "nodeSelector"], to: selector)
    }
    if let wanted = scheduling["tolerations"]?.arrayValue {
      var tolerations = request.object[path: "spec", "tolerations"]?.arrayValue ?? []
      for toleration in wanted where !tolerations.contains(toleration) { tolerations.append(toleration) }
      request.object.set(["spec", "tolerations"], to: .array(tolerations))
    }
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let runtime = try runtimeClass(request)
    let given = request.object[path: "spec", "overhead"]
    let wanted = runtime?[path: "overhead", "podFixed"]
    if let wanted {
      guard given == wanted else {
        throw request.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
      }
    } else if let given, given.objectValue?.isEmpty == false {
      throw request.forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
    }
  }

  private func runtimeClass(_ request: AdmissionRequest) throws(APIError) -> JSONValue? {
    guard let name = request.object[path: "spec", "runtimeClassName"]?.stringValue, !name.isEmpty else { return nil }
    let found = reader.object(GroupResource("runtimeclasses", group: "node.k8s.io"), namespace: "", name: name)
    guard let found else { throw request.forbidden("pod rejected: RuntimeClass \(quoted(name)) not found") }
    return found
  }
}
