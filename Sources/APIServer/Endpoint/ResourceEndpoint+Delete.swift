import APIMachinery
import Storage

extension ResourceEndpoint {
  func delete(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let form = try form(context)
    let options = try DeleteOptions(context, server: server)
    let result = try await deleteObject(name: context.info.name, context, options)
    return try answer(result, form: form, options, context)
  }

  enum DeleteResult: Sendable {
    /// The object is still there, or its kind answers with it (stored version).
    case object(JSONValue, isGone: Bool)
    case status(name: String, uid: String)
  }

  private func answer(_ result: DeleteResult, form: ContentForm, _ options: DeleteOptions, _ context: RequestContext)
    throws(APIError) -> APIResponse
  {
    switch result {
    case .object(let object, let isGone):
      // Whoever asks for a cascade hears that it isn't over yet.
      let status = !isGone && options.orphanDependents == false ? 202 : 200
      return try answer(served(object), form: form, status: status, context)
    case .status(let name, let uid):
      var details: JSONValue = ["name": .string(name)]
      if !groupResource.group.isEmpty { details["group"] = .string(groupResource.group) }
      details["kind"] = .string(groupResource.resource)
      details["uid"] = .string(uid)
      let status: JSONValue = [
        "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details,
      ]
      var plain = form
      plain.shape = .object
      return ObjectResponse.make(status, status: 200, form: plain)
    }
  }

  /// Deletes one object, or begins to; retried when another write came between.
  func deleteObject(name: String, _ context: RequestContext, _ options: DeleteOptions) async throws(APIError)
    -> DeleteResult
  {
    let storage = try storage()
    var isAdmitted = false
    while true {
      guard let current = storage.get(namespace: context.info.namespace, name: name) else {
        throw .notFound(groupResource, name)
      }
      if !isAdmitted {
        try checkPreconditions(options, current)
        var admission = admissionRequest(
          .delete, context, name: options.isOfCollection ? "" : name, old: try await read(current),
          options: options.json, isDryRun: options.isDryRun)
        if server.admission.handles(admission) {
          try await server.admission.admit(&admission)
          try await server.admission.validate(admission)
        }
        isAdmitted = true
      }
      do throws(APIError) {
        return try await attempt(current, storage, context, options)
      } catch  where error.isLostRace {
        continue
      }
    }
  }

  private func attempt(
    _ current: CachedObject, _ storage: ResourceStorage, _ context: RequestContext, _ options: DeleteOptions
  ) async throws(APIError) -> DeleteResult {
    try checkPreconditions(options, current)
    let object = try await working(current)
    let gracePeriod = storage.strategy.gracePeriod(deleting: object, requested: options.gracePeriodSeconds)
    let outcome =
      storage.strategy.beginDeletion(object, now: context.receivedAt).map(Deletion.Outcome.marked)
      ?? Deletion.begin(
        object, options: options, gracePeriod: gracePeriod, behavior: storage.behavior, now: context.receivedAt)
    switch outcome {
    case .unchanged: return .object(object, isGone: false)
    case .marked(var new):
      if !options.isDryRun {
        let revision = try await storage.update(new, expected: current.revision)
        storage.strategy.stored(new, writeContext(context, isDryRun: false))
        new.setMetadata("resourceVersion", .string("\(revision)"))
      }
      return .object(new, isGone: false)
    case .remove(var last):
      if !options.isDryRun {
        // Watchers see what the deletion made of the object before they see it go, as upstream.
        let expected = last == object ? current.revision : try await storage.update(last, expected: current.revision)
        let revision = try await storage.delete(
          namespace: current.namespace, name: current.name, expected: expected)
        last.setMetadata("resourceVersion", .string("\(revision)"))
        await storage.strategy.release(object, writeContext(context, isDryRun: false))
      }
      if storage.behavior.returnsDeletedObject { return .object(last, isGone: true) }
      return .status(name: current.name, uid: current.uid)
    }
  }

  private func checkPreconditions(_ options: DeleteOptions, _ current: CachedObject) throws(APIError) {
    if let uid = options.uid, uid != current.uid {
      throw preconditionFailed(
        current, "the UID in the precondition (\(uid)) does not match the UID in record (\(current.uid)).")
    }
    if let version = options.resourceVersion, version != "\(current.revision)" {
      throw preconditionFailed(
        current,
        "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record "
          + "(\(current.revision)).")
    }
  }

  /// Upstream names the kind here, not the resource.
  private func preconditionFailed(_ current: CachedObject, _ reason: String) -> APIError {
    .conflict(
      GroupResource(resource.kind, group: resource.group), current.name,
      reason
        + (reason.contains("UID")
          ? " The object might have been deleted and then recreated" : " The object might have been modified"))
  }

  /// Deletes what a list with the same selectors would give, and answers with that list.
  func deleteCollection(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let form = try form(context)
    let storage = try storage()
    let selecting = try listRequest(context, storage)
    var options = try DeleteOptions(context, server: server)
    options.isOfCollection = true
    let page = try await readPage(selecting, storage)
    for object in page.objects {
      var itemContext = context
      itemContext = RequestContext(
        request: context.request, info: context.info.naming(object.name, namespace: object.namespace),
        user: context.user, receivedAt: context.receivedAt, warnings: context.warnings,
        auditAnnotations: context.auditAnnotations)
      do throws(APIError) {
        _ = try await deleteObject(name: object.name, itemContext, options)
      } catch  where error.reason == .notFound {
        continue
      }
    }
    return try await answer(page, form: form, context)
  }
}

extension RequestInfo {
  /// The same request about one object.
  func naming(_ name: String, namespace: String) -> RequestInfo {
    var copy = self
    copy.name = name
    copy.namespace = namespace
    return copy
  }
}
