import APIMachinery

/// `serviceaccounts/token`: issues a token of a service account.
struct TokenRequestReview: Review {
  let tokens: ServiceAccountTokens

  /// As upstream: at least ten minutes; an hour where nothing is asked for; tokens of pods that ask for 3607 seconds
  /// live a year, since old clients never read them again.
  private static let lifetimeMin: Int64 = 600
  private static let lifetimeDefault: Int64 = 3600
  private static let lifetimeMax: Int64 = 1 << 32
  private static let warnAfter: Int64 = 3607
  private static let extendedLifetime: Int64 = 365 * 24 * 3600

  var kind: GroupVersionKind { GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenRequest") }

  func answer(_ object: inout JSONValue, _ request: HandlerRequest) async throws(APIError) {
    let namespace = request.info.namespace
    let name = request.info.name
    let given = object[path: "metadata", "name"]?.stringValue ?? ""
    var errors: [FieldError] = []
    if !given.isEmpty, given != name {
      errors.append(
        .invalid(FieldPath("metadata", "name"), .string(given), "must match the service account name if specified"))
    }
    let givenNamespace = object[path: "metadata", "namespace"]?.stringValue ?? ""
    if !givenNamespace.isEmpty, givenNamespace != namespace {
      throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
    }
    guard
      let account = request.server.objects.object(GroupResource("serviceaccounts"), namespace: namespace, name: name)
    else {
      throw .notFound(GroupResource("serviceaccounts"), name)
    }
    guard errors.isEmpty else { throw .invalid(GroupKind(group: kind.group, kind: kind.kind), name, errors) }
    object.setMetadata("name", .string(name))
    object.setMetadata("namespace", .string(namespace))
    let uid = account[path: "metadata", "uid"]?.stringValue ?? ""
    var spec = object["spec"] ?? [:]
    let requested = spec["expirationSeconds"]?.integerValue ?? Self.lifetimeDefault
    let path = FieldPath("spec", "expirationSeconds")
    if requested < Self.lifetimeMin {
      errors.append(.invalid(path, .integer(requested), "may not specify a duration less than 10 minutes"))
    }
    if requested > Self.lifetimeMax {
      errors.append(.invalid(path, .integer(requested), "may not specify a duration larger than 2^32 seconds"))
    }
    guard errors.isEmpty else { throw .invalid(GroupKind(group: kind.group, kind: kind.kind), "", errors) }
    if (spec["audiences"]?.arrayValue ?? []).isEmpty {
      spec["audiences"] = .array(tokens.audiences.map(JSONValue.string))
    }
    spec["expirationSeconds"] = .integer(requested)
    let bound = try binding(spec["boundObjectRef"], request)
    if spec["boundObjectRef"] == nil { spec["boundObjectRef"] = .null }
    object["spec"] = spec
    object.setMetadata("uid", .string(uid))
    object.setMetadata("creationTimestamp", .string(request.context.receivedAt.rfc3339))

    let isPodToken = bound?.binding.kind == "Pod" && requested == Self.warnAfter
    do {
      let (token, expiry) = try tokens.issue(
        namespace: namespace, name: name, uid: uid,
        audiences: spec["audiences"]?.arrayValue?.compactMap(\.stringValue) ?? [],
        lifetimeSeconds: isPodToken ? Self.extendedLifetime : requested, binding: bound?.binding, node: bound?.node)
      let shown = isPodToken ? Timestamp(seconds: expiry.seconds - Self.extendedLifetime + requested) : expiry
      object["status"] = ["token": .string(token), "expirationTimestamp": .string(shown.rfc3339)]
    } catch {
      throw .internalError("failed to generate token: \(error)")
    }
  }

  /// The object a token will depend on, which must be there.
  private func binding(
    _ reference: JSONValue?, _ request: HandlerRequest
  ) throws(APIError) -> (binding: ServiceAccountTokens.Binding, node: ServiceAccountTokens.Binding?)? {
    guard let reference, !reference.isNull else { return nil }
    let kind = reference["kind"]?.stringValue ?? ""
    let version = reference["apiVersion"]?.stringValue ?? ""
    let name = reference["name"]?.stringValue ?? ""
    let resources = ["Pod": "pods", "Secret": "secrets", "Node": "nodes"]
    guard let resource = resources[kind], version == "v1" else {
      let slash = version.contains("/") ? version : "/\(version)"
      throw .badRequest("cannot bind token to object of type \(slash), Kind=\(kind)")
    }
    let namespace = kind == "Node" ? "" : request.info.namespace
    guard let object = request.server.objects.object(GroupResource(resource), namespace: namespace, name: name) else {
      throw .notFound(GroupResource(resource), name)
    }
    let uid = object[path: "metadata", "uid"]?.stringValue ?? ""
    if let wanted = reference["uid"]?.stringValue, !wanted.isEmpty, wanted != uid {
      throw .conflict(
        GroupResource(kind), name,
        "the UID in the bound object reference (\(wanted)) does not match the UID in record. The object might have been deleted and then recreated"
      )
    }
    if kind == "Pod", let account = object[path: "spec", "serviceAccountName"]?.stringValue,
      account != request.info.name
    {
      throw .badRequest(
        "cannot bind token for serviceaccount \"\(request.info.name)\" to pod running with different serviceaccount name."
      )
    }
    var node: ServiceAccountTokens.Binding?
    if kind == "Pod", let nodeName = object[path: "spec", "nodeName"]?.stringValue, !nodeName.isEmpty {
      let found = request.server.objects.object(GroupResource("nodes"), namespace: "", name: nodeName)
      node = .init(kind: "Node", name: nodeName, uid: found?[path: "metadata", "uid"]?.stringValue ?? "")
    }
    return (.init(kind: kind, name: name, uid: uid), node)
  }
}
