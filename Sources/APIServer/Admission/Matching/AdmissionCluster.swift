import APIMachinery
import Storage

/// What those who admit requests need to know of the cluster.
struct AdmissionCluster: Sendable {
  let reader: StoredObjects
  var featureGates = FeatureGates()

  func namespace(_ name: String) -> JSONValue? {
    reader.object(GroupResource("namespaces"), namespace: "", name: name)
  }

  /// nil where there is no such namespace.
  func namespaceLabels(_ name: String) -> [String: String]? {
    reader.cached(GroupResource("namespaces"), namespace: "", name: name)?.labels
  }

  // MARK: Versions

  /// The other resources in which the same objects are served: other versions, and for events the other group.
  func equivalents(of target: AdmissionTarget, subresource: String) -> [AdmissionTarget] {
    reader.resources.equivalents(
      of: GroupResource(target.resource, group: target.group), version: target.version
    ).compactMap { resource in
      guard !subresource.isEmpty else { return AdmissionTarget(resource) }
      return resource.subresources.first { $0.name == subresource }.map { AdmissionTarget(resource, subresource: $0) }
    }
  }

  /// The schema of the objects that are meant.
  func type(of target: AdmissionTarget) -> ObjectType? {
    if let resource = reader.resources.resource(target.resource, group: target.group, version: target.version),
      resource.kind == target.kind.kind, resource.version == target.kind.version, resource.group == target.kind.group
    {
      return resource.type
    }
    return SchemaRegistry.builtIn.type(for: target.kind)
  }

  /// An object of one version in another version of the same resource.
  func convert(_ object: JSONValue, from: AdmissionTarget, to: AdmissionTarget) async throws(APIError) -> JSONValue {
    if object.isNull || from.kind == to.kind { return object }
    let source = reader.resources.resource(from.resource, group: from.group, version: from.version)
    let destination = reader.resources.resource(to.resource, group: to.group, version: to.version)
    var converted = object
    if let conversion = source?.conversion { converted = try await conversion.writing(converted) }
    if let conversion = destination?.conversion {
      converted = try await conversion.reading([converted]).first ?? converted
    }
    converted["apiVersion"] = .string(to.kind.apiVersion)
    return converted
  }

  /// Both states of the request's object in the version of `target`.
  func versioned(_ request: AdmissionRequest, as target: AdmissionTarget) async throws(APIError) -> VersionedObjects {
    let own = AdmissionTarget(request)
    return VersionedObjects(
      target: target, object: try await convert(request.object, from: own, to: target),
      oldObject: try await convert(request.oldObject, from: own, to: target))
  }

  // MARK: Parameters of policies

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

/// The objects of a request in the version that somebody wants to see.
struct VersionedObjects: Sendable {
  let target: AdmissionTarget
  let object: JSONValue
  let oldObject: JSONValue
}

/// A binding of a policy.
struct CompiledBinding: Sendable {
  let name: String
  let policy: String
  let match: RequestMatch
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
    match = RequestMatch(spec["matchResources"])
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
