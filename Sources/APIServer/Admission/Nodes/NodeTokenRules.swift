import APIMachinery

/// Which tokens of service accounts a kubelet gets: those of pods on its node, for the audiences their volumes name.
struct NodeTokenRules {
  private let request: AdmissionRequest
  private let node: String
  private let reader: StoredObjects
  private let authorizer: any Authorizer

  init(_ request: AdmissionRequest, node: String, _ reader: StoredObjects, _ authorizer: any Authorizer) {
    self.request = request
    self.node = node
    self.reader = reader
    self.authorizer = authorizer
  }

  func check() throws(APIError) {
    guard request.operation == .create, request.subresource == "token" else { return }
    let reference = request.object[path: "spec", "boundObjectRef"] ?? .null
    let name = reference["name"]?.stringValue ?? ""
    guard reference["apiVersion"] == "v1", reference["kind"] == "Pod", !name.isEmpty else {
      throw request.forbidden("node requested token not bound to a pod")
    }
    let uid = reference["uid"]?.stringValue ?? ""
    guard !uid.isEmpty else { throw request.forbidden("node requested token with a pod binding without a uid") }
    let pods = GroupResource("pods")
    guard let pod = reader.object(pods, namespace: request.namespace, name: name) else { throw .notFound(pods, name) }
    guard pod.uid == uid else {
      throw request.forbidden(
        "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have been "
          + "deleted and then recreated")
    }
    guard pod[path: "spec", "nodeName"]?.stringValue == node else {
      throw request.forbidden("node requested token bound to a pod scheduled on a different node")
    }
    try checkAudience(pod)
  }

  private func checkAudience(_ pod: JSONValue) throws(APIError) {
    let audiences = (request.object[path: "spec", "audiences"]?.arrayValue ?? []).compactMap(\.stringValue)
    guard audiences.count < 2 else { throw request.forbidden("node may only request 0 or 1 audiences") }
    let audience = audiences.first ?? ""
    if references(audience, pod) { return }
    let asked = AuthorizationAttributes(
      user: request.user, verb: "request-serviceaccounts-token-audience", namespace: request.namespace,
      apiVersion: "v1", resource: audience, name: request.name)
    guard authorizer.authorize(asked).isAllowed else {
      throw request.forbidden(
        "audience \(quoted(audience)) not found in pod spec volume, \(request.user.name) is not authorized to request "
          + "tokens for this audience")
    }
  }

  /// Whether a volume of the pod needs a token for this audience.
  private func references(_ audience: String, _ pod: JSONValue) -> Bool {
    var drivers: Set<String> = []
    for volume in pod[path: "spec", "volumes"]?.arrayValue ?? [] {
      for source in volume[path: "projected", "sources"]?.arrayValue ?? [] {
        if let token = source["serviceAccountToken"], !token.isNull,
          (token["audience"]?.stringValue ?? "") == audience
        {
          return true
        }
      }
      if let driver = driver(volume, pod) { drivers.insert(driver) }
    }
    let kind = GroupResource("csidrivers", group: "storage.k8s.io")
    return drivers.contains { name in
      let requests = reader.object(kind, namespace: "", name: name)?[path: "spec", "tokenRequests"]?.arrayValue ?? []
      return requests.contains { ($0["audience"]?.stringValue ?? "") == audience }
    }
  }

  /// The CSI driver behind a volume, directly or through a claim.
  private func driver(_ volume: JSONValue, _ pod: JSONValue) -> String? {
    if let driver = volume[path: "csi", "driver"]?.stringValue { return driver }
    let claim =
      volume[path: "persistentVolumeClaim", "claimName"]?.stringValue
      ?? (volume["ephemeral"]?.objectValue == nil ? nil : "\(pod.name)-\(volume["name"]?.stringValue ?? "")")
    guard let claim,
      let bound = reader.object(GroupResource("persistentvolumeclaims"), namespace: pod.namespace, name: claim),
      let name = bound[path: "spec", "volumeName"]?.stringValue
    else { return nil }
    return reader.object(GroupResource("persistentvolumes"), namespace: "", name: name)?[path: "spec", "csi", "driver"]?
      .stringValue
  }
}
