import APIMachinery
import Storage

extension ResourceEndpoint {
  func update(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let form = try form(context)
    let options = try WriteOptions(.update, context.request)
    let name = context.info.name
    let given = try server.decoding.object(context, resource: resource, validation: options.fieldValidation).value
    guard !given.name.isEmpty else {
      throw .badRequest(
        "the name of the object (\(name) based on URL) was undeterminable: name must be provided")
    }
    guard given.name == name else {
      throw .badRequest("the name of the object (\(given.name)) does not match the name on the URL (\(name))")
    }
    var object = given
    try matchNamespace(&object, context)
    warnOfDuplicateOwners(&object, context)
    let change = Change(expectsRevision: !object.resourceVersion.isEmpty) { [object] _ throws(APIError) in object }
    let result = try await apply(change, name: name, context, options)
    return try await answer(result, form: form, context)
  }

  /// A change of one object, made again from the newest state when another write came between.
  struct Change: Sendable {
    /// The client named the revision it wants to change: a write in between is its conflict, not ours to retry.
    var expectsRevision: Bool
    /// How the fields of the change are recorded in managedFields.
    var ownership = Ownership.update
    /// There may be no object yet: it is made (PUT of kinds that allow it, server-side apply).
    var creates = false
    /// Whether the change is made again after a conflict.
    var retries = false
    var recordsAs = WriteOptions.Kind.update
    /// The form in which admission sees the change, where it isn't the object's own.
    var form: SubresourceForm?
    /// The changed object in the served version, from the current one (null where there is none).
    var make: @Sendable (JSONValue) async throws(APIError) -> JSONValue
  }

  struct WriteResult: Sendable {
    /// In the served version.
    var object: JSONValue
    var isNew: Bool
    /// The same as it was stored; nil where nothing was, or it has changed since.
    var stored: CachedObject?
  }

  /// Other writers can come between at most this often, as upstream's patch handler allows.
  private static let attemptsMax = 50

  func apply(_ change: Change, name: String, _ context: RequestContext, _ options: WriteOptions)
    async throws(APIError) -> WriteResult
  {
    let storage = try storage()
    for _ in 0..<Self.attemptsMax {
      guard let current = storage.get(namespace: context.info.namespace, name: name) else {
        guard subresource == nil, change.creates || storage.behavior.createsOnUpdate else {
          throw .notFound(groupResource, name)
        }
        return try await createOnUpdate(change, storage, context, options, name: name)
      }
      do throws(APIError) {
        return try await attempt(change, current, storage, context, options)
      } catch  where error.reason == .conflict && error.isLostRace && !change.expectsRevision {
        continue
      }
    }
    throw .modified(groupResource, name)
  }

  private func createOnUpdate(
    _ change: Change, _ storage: ResourceStorage, _ context: RequestContext, _ options: WriteOptions, name: String
  ) async throws(APIError) -> WriteResult {
    var object = try await change.make(.null)
    // Something that was read once and is gone can't be brought back by writing it.
    if !object.uid.isEmpty && change.recordsAs == .update || !object.resourceVersion.isEmpty {
      guard change.creates else { throw .notFound(groupResource, name) }
    }
    if change.ownership == .alreadyRecorded, !object.uid.isEmpty {
      throw .conflict(
        groupResource, name,
        "uid mismatch: the provided object specified uid \(object.uid), and no existing object was found")
    }
    if object.name.isEmpty { object.setMetadata("name", .string(name)) }
    return try await createObject(
      BodyDecoding.Decoded(value: object, hasEmptyLists: true), context, options, ownership: change.ownership)
  }

  private func attempt(
    _ change: Change, _ current: CachedObject, _ storage: ResourceStorage, _ context: RequestContext,
    _ options: WriteOptions
  ) async throws(APIError) -> WriteResult {
    let oldStored = try await working(current)
    let old = served(oldStored)
    var object = try await change.make(old)
    try checkPreconditions(object, current, storage, checksUID: change.recordsAs == .update)
    object.setMetadata("resourceVersion", .string("\(current.revision)"))
    copySystemMetadata(&object, from: old)
    if change.ownership == .update { fieldManagement(context, options).recordUpdate(&object, old: old) }

    var admission = admissionRequest(
      .update, context, name: current.name, object: consume object, old: old,
      options: options.json(.update), isDryRun: options.isDryRun)
    // In another form it was asked about already where the change was made.
    if change.form == nil {
      try await server.admission.admit(&admission)
      warnOfDuplicateOwners(&admission.object, context, afterAdmission: true)
    }

    var new = stored(admission.object)
    admission.object = .null
    let writing = writeContext(context, isDryRun: options.isDryRun)
    let allocation = try await storage.strategy.allocate(&new, old: oldStored, writing)
    do throws(APIError) {
      try validate(&new, old: oldStored, storage, writing, context)
      storage.strategy.canonicalize(&new)
      admission.object = served(new)
      if let form = change.form { admission = try form.request(for: admission) }
      try await server.admission.validate(admission)
      let (result, isStored) = try await store(consume new, over: current, oldStored, storage, writing, options)
      if isStored { await allocation?.commit() } else { await allocation?.rollback() }
      return result
    } catch {
      await allocation?.rollback()
      throw error
    }
  }

  private func validate(
    _ new: inout JSONValue, old: JSONValue, _ storage: ResourceStorage, _ writing: WriteContext,
    _ context: RequestContext
  ) throws(APIError) {
    let validation = validationContext(context)
    var errors: [FieldError]
    if subresourceName == "status" {
      storage.strategy.prepareForStatusUpdate(&new, old: old, writing)
      errors = metadataErrors(new, old, [.update], storage.validator.nameRule)
      errors += storage.validator.validateStatusUpdate(new, old: old, validation)
    } else {
      storage.strategy.prepareForUpdate(&new, old: old, writing)
      errors = metadataErrors(new, old, storage.validator.metadataChecksOnUpdate, storage.validator.nameRule)
      if resource.isCustom || Self.changesContent(new, old) {
        errors += storage.validator.validateUpdate(new, old: old, validation)
      }
    }
    guard errors.isEmpty else { throw invalid(errors, name: new.name) }
    if !resource.isCustom { server.decoding.complete(&new, type: storage.type, since: known(old)) }
    ManagedFields.keepTimesIfUnchanged(live: old, new: &new)
    switch subresource?.name {
    case nil: context.warnings.add(storage.strategy.warnings(updating: new, old: old))
    case "status": context.warnings.add(storage.strategy.warnings(updatingStatusOf: new))
    default: break
    }
  }

  /// An object of the store as what needs no decoding again, where what is written has the same form.
  private func known(_ stored: JSONValue) -> JSONValue? { resource.conversion == nil ? stored : nil }

  /// Whether anything changes that the rules of built-in kinds look at. What was checked when it was stored is not
  /// checked again for a label, an owner or a finalizer, which are most of all patches. Custom resources are: their
  /// rules may forbid that something stays as it is.
  private static func changesContent(_ new: JSONValue, _ old: JSONValue) -> Bool {
    guard case .object(let new) = new, case .object(let old) = old, new.count == old.count else { return true }
    return new.contains { key, value in
      key == "metadata" ? value["annotations"] != old[key]?["annotations"] : value != old[key]
    }
  }

  /// The checks of all kinds, where any name that can stand in a path will do, and then those of this one.
  private func metadataErrors(_ new: JSONValue, _ old: JSONValue, _ own: [MetadataCheck], _ rule: NameRule)
    -> [FieldError]
  {
    let check = { (check: MetadataCheck, rule: NameRule) in
      switch check {
      case .create: ObjectMetaValidation.validate(new, isNamespaced: resource.isNamespaced, rule: rule)
      case .update: ObjectMetaValidation.validateUpdate(new, old: old)
      }
    }
    let update = check(.update, .pathSegment)
    let finalizers = FinalizerNames.validate(new, of: groupResource, isCustom: resource.isCustom)
    return check(.create, .pathSegment) + update
      + own.flatMap { ($0 == .update ? update : check($0, rule)) + finalizers }
  }

  /// - Returns: Also whether the object was stored, which an unchanged one and one of a dry run are not.
  private func store(
    _ object: consuming JSONValue, over current: CachedObject, _ old: JSONValue, _ storage: ResourceStorage,
    _ writing: WriteContext, _ options: WriteOptions
  ) async throws(APIError) -> (result: WriteResult, isStored: Bool) {
    var new = object
    if !resource.isCustom { server.decoding.readBack(&new, type: storage.type, since: known(old)) }
    if new == old, try await !storage.isStale(current) {
      return (WriteResult(object: served(old), isNew: false), false)
    }
    if Deletion.isFinished(new) {
      if !options.isDryRun {
        _ = try await storage.delete(namespace: current.namespace, name: current.name, expected: current.revision)
        await storage.strategy.release(old, writing)
      }
      return (WriteResult(object: served(new), isNew: false), false)
    }
    guard !options.isDryRun else { return (WriteResult(object: served(new), isNew: false), false) }
    let revision = try await storage.update(new, expected: current.revision)
    storage.strategy.stored(new, writing)
    let written = storage.object(named: current.name, namespace: current.namespace, at: revision)
    new.setMetadata("resourceVersion", .string("\(revision)"))
    return (WriteResult(object: served(new), isNew: false, stored: written), true)
  }

  /// What the client says about the object it saw must hold.
  ///
  /// - Parameter checksUID: A patch that names another UID is refused as a change of it.
  private func checkPreconditions(
    _ object: JSONValue, _ current: CachedObject, _ storage: ResourceStorage, checksUID: Bool
  ) throws(APIError) {
    let version = object.resourceVersion
    if version.isEmpty {
      guard storage.behavior.updatesUnconditionally else {
        // Upstream's store finds this out, which knows the resource but not its kind.
        throw .invalid(
          GroupKind(group: resource.group, kind: resource.name), current.name,
          [.invalid(FieldPath("metadata", "resourceVersion"), .integer(0), "must be specified for an update")])
      }
    } else {
      guard Revision(version) != nil else {
        throw invalid(
          [
            .invalid(
              FieldPath("metadata", "resourceVersion"), .string(version),
              "strconv.ParseUint: parsing \(quoted(version)): invalid syntax")
          ], name: current.name)
      }
      guard version == "\(current.revision)" else { throw .modified(groupResource, current.name) }
    }
    let uid = object.uid
    guard !checksUID || uid.isEmpty || uid == current.uid else {
      throw .conflict(
        groupResource, current.name,
        "Precondition failed: UID in precondition: \(uid), UID in object meta: \(current.uid)")
    }
  }

  /// What only the server sets stays as it is, whether the client leaves it out or not. What would be a client's wish
  /// to change the object's identity or to bring about its deletion is left for the checks to refuse.
  private func copySystemMetadata(_ object: inout JSONValue, from old: JSONValue) {
    for key in ["creationTimestamp", "generation", "selfLink"] {
      object.setMetadata(key, old[path: "metadata", key])
    }
    if object.uid.isEmpty { object.setMetadata("uid", old[path: "metadata", "uid"]) }
    if old.deletionTimestamp != nil {
      object.setMetadata("deletionTimestamp", old[path: "metadata", "deletionTimestamp"])
    }
    let gracePeriod = "deletionGracePeriodSeconds"
    if (object[path: "metadata", gracePeriod] ?? .null).isNull {
      object.setMetadata(gracePeriod, old[path: "metadata", gracePeriod])
    }
  }
}

extension APIError {
  /// Another write came between reading and writing (as opposed to a precondition that doesn't hold).
  var isLostRace: Bool { message.hasSuffix("please apply your changes to the latest version and try again") }
}
