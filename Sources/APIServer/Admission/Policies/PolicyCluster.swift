import APIMachinery

/// What policies need to know of the cluster.
struct PolicyCluster: Sendable {
  let reader: StoredObjects

  func namespace(_ name: String) -> JSONValue? {
    reader.object(GroupResource("namespaces"), namespace: "", name: name)
  }

  /// The other versions in which the resource is served.
  func equivalents(of target: PolicyTarget, subresource: String) -> [PolicyTarget] {
    reader.resources.all().compactMap { resource in
      guard resource.group == target.group, resource.name == target.resource, resource.version != target.version,
        subresource.isEmpty || resource.subresources.contains(where: { $0.name == subresource })
      else { return nil }
      return PolicyTarget(
        group: resource.group, version: resource.version, resource: resource.name, kind: resource.kind)
    }
  }

  /// An object of one version in another version of the same resource.
  func convert(_ object: JSONValue, from: PolicyTarget, to: PolicyTarget) -> JSONValue {
    if object.isNull || from == to { return object }
    let source = reader.resources.resource(from.resource, group: from.group, version: from.version)
    let destination = reader.resources.resource(to.resource, group: to.group, version: to.version)
    let stored = source?.conversion?.toStored(object) ?? object
    var converted = destination?.conversion?.fromStored(stored) ?? stored
    converted["apiVersion"] = .string(to.group.isEmpty ? to.version : "\(to.group)/\(to.version)")
    return converted
  }

  /// The parameters that a binding names; one null where the policy is to be evaluated without.
  func parameters(
    of policy: CompiledPolicy, _ binding: CompiledBinding, namespace: String
  ) throws(PolicyProblem) -> [JSONValue] {
    guard let kind = policy.parameterKind, let reference = binding.parameters else { return [.null] }
    guard let gvk = try? GroupVersion(apiVersion: kind.apiVersion),
      let resource = reader.resources.all().first(where: {
        $0.group == gvk.group && $0.version == gvk.version && $0.kind == kind.kind
      })
    else {
      throw PolicyProblem("failed to find resource referenced by paramKind: '\(kind.apiVersion), Kind=\(kind.kind)'")
    }
    let scope = try scope(resource, reference, namespace: namespace)
    let found = try find(reference, resource, scope)
    if found.isEmpty, reference.deniesWhenMissing {
      throw PolicyProblem("no params found for policy binding with `Deny` parameterNotFoundAction")
    }
    return found.map { object in
      var served = resource.conversion?.fromStored(object) ?? object
      served["apiVersion"] = .string(kind.apiVersion)
      served["kind"] = .string(kind.kind)
      return served
    }
  }

  /// The namespace to look in; nil for a resource of the whole cluster.
  private func scope(
    _ resource: ServedResource, _ reference: CompiledBinding.Parameters, namespace: String
  ) throws(PolicyProblem) -> String? {
    guard resource.isNamespaced else {
      guard reference.namespace.isEmpty else {
        throw PolicyProblem("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
      }
      return nil
    }
    let chosen = reference.namespace.isEmpty ? namespace : reference.namespace
    guard !chosen.isEmpty else {
      throw PolicyProblem("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources")
    }
    return chosen
  }

  private func find(
    _ reference: CompiledBinding.Parameters, _ resource: ServedResource, _ namespace: String?
  ) throws(PolicyProblem) -> [JSONValue] {
    if !reference.name.isEmpty {
      return reader.object(resource.groupResource, namespace: namespace ?? "", name: reference.name).map { [$0] } ?? []
    }
    do throws(ParseError) {
      let selector = try LabelSelector(object: reference.selector)
      return reader.objects(resource.groupResource, namespace: namespace).filter {
        selector.matches($0.metadata["labels"])
      }
    } catch {
      throw PolicyProblem(error.message)
    }
  }
}

/// A binding of a policy.
struct CompiledBinding: Sendable {
  let name: String
  let policy: String
  let match: PolicyMatch
  let parameters: Parameters?
  /// `Deny`, `Warn`, `Audit`.
  let actions: [String]

  struct Parameters: Sendable {
    let name: String
    let namespace: String
    let selector: JSONValue?
    let deniesWhenMissing: Bool
  }

  init(_ binding: JSONValue) {
    let spec = binding["spec"] ?? .null
    name = binding.name
    policy = spec["policyName"]?.stringValue ?? ""
    match = PolicyMatch(spec["matchResources"])
    actions = spec["validationActions"]?.arrayValue?.compactMap(\.stringValue) ?? []
    parameters = spec["paramRef"].flatMap { reference in
      reference.isNull
        ? nil
        : Parameters(
          name: reference["name"]?.stringValue ?? "", namespace: reference["namespace"]?.stringValue ?? "",
          selector: reference["selector"],
          deniesWhenMissing: reference["parameterNotFoundAction"]?.stringValue == "Deny")
    }
  }
}
