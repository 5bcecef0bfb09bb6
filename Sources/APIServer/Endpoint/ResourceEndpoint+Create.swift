import APIMachinery
import Storage

extension ResourceEndpoint {
  func create(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let form = try form(context)
    let options = try WriteOptions(.create, context.request)
    let decoded = try server.decoding.object(context, resource: resource, validation: options.fieldValidation)
    return try await answer(try await createObject(decoded, context, options), form: form, context)
  }

  /// Runs a new object, decoded and defaulted in the served version, through admission, validation and the store.
  func createObject(
    _ decoded: BodyDecoding.Decoded, _ context: RequestContext, _ options: WriteOptions, ownership: Ownership = .update
  )
    async throws(APIError) -> WriteResult
  {
    var object = decoded.value
    let known = resource.conversion == nil && !decoded.hasEmptyLists ? decoded.value : nil
    if resource.custom?.isTerminating == true {
      throw .forbidden(
        groupResource, object.name, "create not allowed while custom resource definition is terminating")
    }
    try matchNamespace(&object, context)
    wipeSystemMetadata(&object)
    warnOfDuplicateOwners(&object, context)
    if ownership == .update { fieldManagement(context, options).recordCreate(&object) }
    let name = object.name
    var admission = admissionRequest(
      .create, context, name: name, object: consume object, options: options.json(.create),
      isDryRun: options.isDryRun)
    try await server.admission.admit(&admission)
    warnOfDuplicateOwners(&admission.object, context, afterAdmission: true)
    // What admission lets through has its identity from here on.
    admission.object.setMetadata("uid", .string(server.random.uuid()))
    admission.object.setMetadata("creationTimestamp", .string(context.receivedAt.rfc3339))
    let generateName = admission.object[path: "metadata", "generateName"]?.stringValue ?? ""
    let generatesName = admission.object.name.isEmpty && !generateName.isEmpty
    let admitted = stored(admission.object)
    admission.object = .null
    guard generatesName else {
      return try await store(new: consume admitted, since: known, admission, context, options)
    }

    // A generated name can be taken already; another one is tried then, as upstream does.
    for attempt in 0... {
      var candidate = admitted
      candidate.setMetadata("name", .string(NameGenerator.name(generateName, server.random)))
      do throws(APIError) {
        return try await store(new: candidate, since: known, admission, context, options)
      } catch  where error.reason == .alreadyExists && attempt < NameGenerator.attemptsMax {
        continue
      }
    }
    throw .internalError("no name could be generated")
  }

  /// - Parameter known: The object as it was decoded, where its parts stay as they are when it is stored.
  private func store(
    new candidate: consuming JSONValue, since known: JSONValue?, _ admission: AdmissionRequest,
    _ context: RequestContext,
    _ options: WriteOptions
  ) async throws(APIError) -> WriteResult {
    let storage = try storage()
    let writing = writeContext(context, isDryRun: options.isDryRun)
    var object = candidate
    let allocation = try await storage.strategy.allocate(&object, old: nil, writing)
    do throws(APIError) {
      let result = try await check(
        new: consume object, since: allocation == nil ? known : nil, storage, admission, writing, context)
      guard !options.isDryRun else {
        await allocation?.rollback()
        return WriteResult(object: served(result), isNew: true)
      }
      let written = try await write(new: consume result, storage, writing)
      await allocation?.commit()
      return written
    } catch {
      await allocation?.rollback()
      throw error
    }
  }

  /// A new object as it is stored, when nothing is wrong with it.
  private func check(
    new candidate: consuming JSONValue, since known: JSONValue?, _ storage: ResourceStorage,
    _ admission: AdmissionRequest, _ writing: WriteContext, _ context: RequestContext
  ) async throws(APIError) -> JSONValue {
    var object = candidate
    storage.strategy.prepareForCreate(&object, writing)
    // What was cleared has its zero members again.
    if !resource.isCustom { server.decoding.complete(&object, type: storage.type, since: known) }
    let errors =
      ObjectMetaValidation.validate(
        object, isNamespaced: resource.isNamespaced, rule: storage.validator.nameRule)
      + FinalizerNames.validate(object, of: groupResource, isCustom: resource.isCustom)
      + storage.validator.validate(object, validationContext(context))
    guard errors.isEmpty else { throw invalid(errors, name: object.name) }
    context.warnings.add(storage.strategy.warnings(creating: object))
    storage.strategy.canonicalize(&object)

    var admission = admission
    admission.object = served(object)
    admission.name = object.name
    try await server.admission.validate(admission)

    if let existing = storage.get(namespace: object.namespace, name: object.name) {
      throw Self.exists(existing, groupResource)
    }
    if !resource.isCustom { server.decoding.readBack(&object, type: storage.type, since: known) }
    return object
  }

  private func write(new candidate: consuming JSONValue, _ storage: ResourceStorage, _ writing: WriteContext)
    async throws(APIError) -> WriteResult
  {
    var object = candidate
    let revision = try await storage.create(object)
    storage.strategy.stored(object, writing)
    let written = storage.object(named: object.name, namespace: object.namespace, at: revision)
    object.setMetadata("resourceVersion", .string("\(revision)"))
    return WriteResult(object: served(object), isNew: true, stored: written)
  }

  static func exists(_ object: CachedObject, _ resource: GroupResource) -> APIError {
    var error = APIError.alreadyExists(resource, object.name)
    if object.isBeingDeleted { error.message = "object is being deleted: " + error.message }
    return error
  }

  /// The namespace of the path is the object's; one that says otherwise is refused.
  func matchNamespace(_ object: inout JSONValue, _ context: RequestContext) throws(APIError) {
    guard resource.isNamespaced else {
      return
    }
    let given = object.namespace
    guard given.isEmpty || given == context.info.namespace else {
      throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
    }
    object.setMetadata("namespace", .string(context.info.namespace))
  }

  /// What only the server sets.
  private func wipeSystemMetadata(_ object: inout JSONValue) {
    for key in [
      "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "uid", "creationTimestamp", "generation",
    ] {
      object.setMetadata(key, nil)
    }
  }

  /// Owners named twice are kept once, and the client told.
  func warnOfDuplicateOwners(_ object: inout JSONValue, _ context: RequestContext, afterAdmission: Bool = false) {
    guard let owners = object[path: "metadata", "ownerReferences"]?.arrayValue, owners.count > 1 else { return }
    var kept: [JSONValue] = []
    for owner in owners where !kept.contains(owner) { kept.append(owner) }
    guard kept.count < owners.count else { return }
    context.warnings.add(
      ".metadata.ownerReferences contains duplicate entries"
        + (afterAdmission ? " after mutating admission happens" : "")
        + "; API server dedups owner references in 1.20+, "
        + "and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: "
        + Set(
          owners.compactMap { $0["uid"]?.stringValue }.filter { uid in
            owners.filter { $0["uid"]?.stringValue == uid }.count > 1
          }
        ).sorted().joined(separator: ", "))
    object.setMetadata("ownerReferences", .array(kept))
  }
}

/// Whether a write records which fields its manager set.
enum Ownership { case update, alreadyRecorded }

/// Names made from `metadata.generateName`.
enum NameGenerator {
  static let attemptsMax = 7
  /// 63 characters at most, of which five are random.
  static func name(_ base: String, _ random: any RandomSource) -> String {
    String(base.prefix(58)) + random.suffix(length: 5)
  }
}
