import APIMachinery

/// Records in `metadata.managedFields` what a write set.
struct FieldManagement {
  let request: ManagedFields.Request
  let type: ObjectType?
  /// The schemas of the other versions of a custom resource, by `apiVersion`.
  var otherVersions: [String: StructuralType] = [:]

  /// - Parameter excluded: What the request can't change, as paths of members.
  init(
    _ context: RequestContext, _ options: WriteOptions, kind: GroupVersionKind, type: ObjectType?,
    subresource: String = "", excluded: [[String]] = []
  ) {
    let manager = ManagedFields.manager(
      fieldManager: options.fieldManager, userAgent: context.request.headers["User-Agent"])
    request = ManagedFields.Request(
      manager: manager.isEmpty ? "unknown" : manager, time: subresource == "scale" ? nil : context.receivedAt,
      kind: kind, subresource: subresource, excluded: excluded)
    self.type = type
  }

  /// Of a change that the server itself makes to an object's status.
  init(statusOf kind: GroupVersionKind, type: ObjectType?, at time: Timestamp) {
    request = ManagedFields.Request(
      manager: "kube-apiserver", time: time, kind: kind, subresource: "status", excluded: [])
    self.type = type
  }

  func recordCreate(_ object: inout JSONValue) {
    ManagedFields.update(live: nil, new: &object, type: type, request)
  }

  func recordUpdate(_ object: inout JSONValue, old: JSONValue) {
    if !otherVersions.isEmpty, isForeign(object, to: old) {
      object.setMetadata("managedFields", nil)
      return
    }
    ManagedFields.update(live: old, new: &object, type: type, request)
  }
}

extension FieldManagement {
  /// Whether fields were set through a version that lacks members of the object as it is in this one. Upstream can't
  /// tell then what is owned by whom, and forgets all of it.
  private func isForeign(_ object: JSONValue, to old: JSONValue) -> Bool {
    let managers = old[path: "metadata", "managedFields"]?.arrayValue ?? []
    for version in Set(managers.compactMap { $0["apiVersion"]?.stringValue }) {
      guard let type = otherVersions[version] else { continue }
      for value in [old, object] {
        var copy = value
        if StructuralObjects.prune(&copy, type, isResource: true) { return true }
      }
    }
    return false
  }
}

extension ResourceEndpoint {
  func fieldManagement(_ context: RequestContext, _ options: WriteOptions) -> FieldManagement {
    var management = FieldManagement(
      context, options,
      kind: GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind),
      type: resource.type, subresource: subresourceName,
      excluded: resource.storage?.strategy.resetFields(subresource: subresourceName) ?? [])
    if resource.isCustom, resource.conversion != nil {
      for other in server.resources.versions(of: groupResource) where other.version != resource.version {
        management.otherVersions[other.apiVersion] = other.type?.structural
      }
    }
    return management
  }

  /// Server-side apply as a change of the object, which is made where there is none.
  func applyChange(_ patch: JSONValue, _ type: ObjectType, _ context: RequestContext, _ options: WriteOptions)
    throws(APIError) -> Change
  {
    let management = fieldManagement(context, options)
    let kind = GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind)
    var change = Change(expectsRevision: false, recordsAs: .patch) { [self] current throws(APIError) in
      let merged = try ManagedFields.apply(
        live: current == .null ? nil : current, config: patch, force: options.force ?? false, type: type,
        management.request)
      if merged == current { return current }
      return try named(
        try server.decoding.object(
          BodyDecoding.Body(value: merged), kind: kind, type: type, validation: options.fieldValidation,
          warnings: context.warnings, since: resource.conversion == nil ? current : nil
        ).value, context)
    }
    change.ownership = .alreadyRecorded
    change.creates = true
    return change
  }
}
