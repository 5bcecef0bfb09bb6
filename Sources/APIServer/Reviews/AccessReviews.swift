import APIMachinery

/// `SubjectAccessReview`, `LocalSubjectAccessReview` and `SelfSubjectAccessReview`: may somebody do something?
struct AccessReview: Review {
  enum Scope { case anyone, namespace, myself }

  let scope: Scope

  var kind: GroupVersionKind {
    let name =
      switch scope {
      case .anyone: "SubjectAccessReview"
      case .namespace: "LocalSubjectAccessReview"
      case .myself: "SelfSubjectAccessReview"
      }
    return GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: name)
  }

  func answer(_ object: inout JSONValue, _ request: HandlerRequest) async throws(APIError) {
    let spec = object["spec"] ?? [:]
    if scope == .namespace {
      let given = object[path: "metadata", "namespace"]?.stringValue ?? ""
      guard given.isEmpty || given == request.info.namespace else {
        throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
      }
      object.setMetadata("namespace", .string(request.info.namespace))
    }
    let errors = validate(spec, metadata: object.metadata, namespace: request.info.namespace)
    guard errors.isEmpty else { throw .invalid(GroupKind(group: kind.group, kind: ""), "", errors) }
    let decision = await request.server.authorizer.decide(attributes(spec, request))
    var status: JSONValue = ["allowed": .bool(decision.isAllowed)]
    switch decision {
    case .deny: status["denied"] = true
    case .failure(let message, let denies):
      if denies { status["denied"] = true }
      status["evaluationError"] = .string(message)
    case .allow, .noOpinion: break
    }
    if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
    object["status"] = status
  }

  private func attributes(_ spec: JSONValue, _ request: HandlerRequest) -> AuthorizationAttributes {
    let user =
      scope == .myself
      ? request.user
      : UserInfo(
        name: spec["user"]?.stringValue ?? "", uid: spec["uid"]?.stringValue ?? "",
        groups: (spec["groups"]?.arrayValue ?? []).compactMap(\.stringValue), extra: Self.extra(spec["extra"]))
    guard let resource = spec["resourceAttributes"], !resource.isNull else {
      let path = spec["nonResourceAttributes"]
      return AuthorizationAttributes(
        user: user, verb: path?["verb"]?.stringValue ?? "", isResourceRequest: false,
        path: path?["path"]?.stringValue ?? "")
    }
    func text(_ member: String) -> String { resource[member]?.stringValue ?? "" }
    return AuthorizationAttributes(
      user: user, verb: text("verb"), namespace: text("namespace"), apiGroup: text("group"),
      apiVersion: text("version"),
      resource: text("resource"), subresource: text("subresource"), name: text("name"),
      fieldSelector: AccessReviewForm.fieldSelector(resource["fieldSelector"]),
      labelSelector: AccessReviewForm.labelSelector(resource["labelSelector"]))
  }

  static func extra(_ json: JSONValue?) -> [String: [String]] {
    var extra: [String: [String]] = [:]
    for (key, values) in json?.objectValue ?? JSONObject() {
      extra[key] = values.arrayValue?.compactMap(\.stringValue) ?? []
    }
    return extra
  }

  private func validate(_ spec: JSONValue, metadata: JSONValue, namespace: String) -> [FieldError] {
    var errors: [FieldError] = []
    let path = FieldPath("spec")
    let resource = spec["resourceAttributes"].flatMap { $0.isNull ? nil : $0 }
    let nonResource = spec["nonResourceAttributes"].flatMap { $0.isNull ? nil : $0 }
    if resource != nil && nonResource != nil {
      errors.append(
        .invalid(
          path.child("nonResourceAttributes"), Self.goForm(nonResource),
          "cannot be specified in combination with resourceAttributes"))
    }
    if resource == nil && nonResource == nil {
      errors.append(
        .invalid(
          path.child("resourceAttributes"), .null,
          "exactly one of nonResourceAttributes or resourceAttributes must be specified"))
    }
    if scope != .myself, (spec["user"]?.stringValue ?? "").isEmpty, (spec["groups"]?.arrayValue ?? []).isEmpty {
      errors.append(.invalid(path.child("user"), "", "at least one of user or group must be specified"))
    }
    if let resource { errors += selectors(resource, path.child("resourceAttributes")) }
    // What the server itself puts there doesn't count, but shows.
    let given = (metadata.objectValue?.members ?? []).filter { member in
      member.key != "managedFields" && !(scope == .namespace && member.key == "namespace")
        && !ObjectField(member.value, at: .root).isEmpty
    }
    if !given.isEmpty {
      let exception = scope == .namespace ? " except for namespace" : ""
      errors.append(.invalid(FieldPath("metadata"), metadata, "must be empty\(exception)"))
    }
    if scope == .namespace {
      if let resource, resource["namespace"]?.stringValue ?? "" != namespace {
        errors.append(
          .invalid(
            path.child("resourceAttributes", "namespace"), .string(resource["namespace"]?.stringValue ?? ""),
            "must match metadata.namespace"))
      }
      if nonResource != nil {
        errors.append(
          .invalid(path.child("nonResourceAttributes"), Self.goForm(nonResource), "disallowed on this kind of request"))
      }
    }
    return errors
  }

  /// Field names as Go's struct has them, which is how upstream prints this value.
  private static func goForm(_ attributes: JSONValue?) -> JSONValue {
    ["Path": attributes?["path"] ?? "", "Verb": attributes?["verb"] ?? ""]
  }

  private func selectors(_ resource: JSONValue, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    for member in ["fieldSelector", "labelSelector"] {
      guard let selector = resource[member], !selector.isNull else { continue }
      let raw = selector["rawSelector"]?.stringValue ?? ""
      let requirements = selector["requirements"]?.arrayValue ?? []
      if !raw.isEmpty && !requirements.isEmpty {
        errors.append(
          .invalid(
            path.child(member, "rawSelector"), .string(raw), "may not specified at the same time as requirements"))
      }
      if raw.isEmpty && requirements.isEmpty {
        errors.append(
          .required(
            path.child(member, "requirements"),
            "when \(path.child(member)) is specified, requirements or rawSelector is required"))
      }
      errors += ObjectField(selector, at: path.child(member))["requirements"].elements.flatMap {
        requirement($0, isOfLabels: member == "labelSelector")
      }
    }
    return errors
  }
}

extension AccessReview {
  /// Operators that nobody knows yet are let through: a client may be newer than this server.
  private func requirement(_ requirement: ObjectField, isOfLabels: Bool) -> [FieldError] {
    let key = requirement["key"]
    var errors: [FieldError] = []
    if key.isEmpty, !isOfLabels { errors.append(key.required("must be specified")) }
    errors += LabelSelectorValidation.values(of: requirement) ?? []
    guard isOfLabels else { return errors }
    errors += key.mustMatch(NameValidation.qualifiedName)
    return errors + requirement["values"].elements.flatMap { $0.mustMatch(NameValidation.labelValue) }
  }
}

/// `SelfSubjectRulesReview`: everything the caller may do in a namespace.
struct RulesReview: Review {
  var kind: GroupVersionKind {
    GroupVersionKind(group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectRulesReview")
  }
  var tracksFields: Bool { false }

  func answer(_ object: inout JSONValue, _ request: HandlerRequest) async throws(APIError) {
    guard let namespace = object[path: "spec", "namespace"]?.stringValue, !namespace.isEmpty else {
      throw .badRequest("no namespace on request")
    }
    // What members of system:masters may do without RBAC isn't told, as upstream: it is cluster-admin's rules anyway.
    var rules: [PolicyRule] = []
    var problems: [String] = []
    for authorizer in authorizers(request.server) {
      switch authorizer {
      case let rbac as RBACAuthorizer: rules += rbac.rules(of: request.user, namespace: namespace)
      case let abac as ABACAuthorizer: rules += abac.rules(of: request.user, namespace: namespace)
      case is AlwaysAllowAuthorizer:
        rules += [
          PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]),
          PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
        ]
      case is NodeAuthorizer where NodeAuthorizer.nodeName(request.user) != nil:
        problems.append("node authorizer does not support user rule resolution")
      case is WebhookAuthorizer: problems.append("webhook authorizer does not support user rule resolution")
      default: break
      }
    }
    // As upstream, which answers with an object of its own instead of the one it got.
    object["metadata"] = [:]
    object["spec"] = [:]
    object["status"] = [
      "resourceRules": .array(rules.filter { !$0.resources.isEmpty }.map(\.json)),
      "nonResourceRules": .array(rules.filter { !$0.nonResourceURLs.isEmpty }.map(\.json)),
      "incomplete": .bool(!problems.isEmpty),
    ]
    guard !problems.isEmpty else { return }
    object["status"]?["evaluationError"] = .string(ErrorText.joined(problems))
  }

  private func authorizers(_ server: APIServer) -> [any Authorizer] {
    guard let chain = server.authorizer as? AuthorizerChain else { return [] }
    return chain.authorizers.flatMap { ($0 as? ConfiguredAuthorizer)?.authorizers ?? [$0] }
  }
}
