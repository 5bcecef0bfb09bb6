import APIMachinery

extension ResourceEndpoint {
  func patch(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let form = try form(context)
    let kind = try PatchKind(context.request, isCustom: resource.isCustom)
    let options = try WriteOptions(.patch, context.request, isApply: kind == .apply)
    guard let type = resource.type else { throw .methodNotAllowed }
    let (patch, duplicates) = try kind.parse(context.request.body)
    context.audit?.notePatch(context.request.body)
    let change: Change
    if kind == .apply {
      try report(duplicates, options, context)
      change = try applyChange(patch, type, context, options)
    } else {
      change = Change(expectsRevision: false, recordsAs: .patch) { [self] current throws(APIError) in
        guard current != .null else { throw .notFound(groupResource, context.info.name) }
        return try patched(current, by: patch, duplicates, kind, type, context, options)
      }
    }
    let result = try await apply(change, name: context.info.name, context, options)
    return try await answer(result, form: form, context)
  }

  /// Keys that an applied configuration has twice.
  private func report(_ duplicates: [String], _ options: WriteOptions, _ context: RequestContext) throws(APIError) {
    guard !duplicates.isEmpty, options.fieldValidation != .ignore else { return }
    guard options.fieldValidation == .strict else { return context.warnings.add(duplicates) }
    throw .badRequest(
      "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n"
        + duplicates.map { "  \($0)" }.joined(separator: "\n"))
  }

  /// The current object with the patch, checked like any object a client sends.
  private func patched(
    _ current: JSONValue, by patch: JSONValue, _ duplicates: [String], _ kind: PatchKind, _ type: ObjectType,
    _ context: RequestContext,
    _ options: WriteOptions
  ) throws(APIError) -> JSONValue {
    let changed: JSONValue
    switch kind {
    case .json: changed = try JSONPatch.apply(patch, to: current)
    case .merge: changed = try MergePatch.apply(patch, to: current)
    case .strategic: changed = try StrategicMergePatch.apply(patch, to: current, type: type)
    case .apply: changed = current
    }
    // What a message would show of it.
    let shown = kind == .strategic ? .null : changed
    let decoded: JSONValue
    do throws(APIError) {
      let gvk = GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind)
      decoded = try server.decoding.object(
        BodyDecoding.Body(
          value: consume changed, duplicates: duplicates.map { "duplicate field \(quoted($0))" }), kind: gvk,
        type: type, validation: options.fieldValidation, warnings: context.warnings,
        since: resource.conversion == nil ? current : nil
      ).value
    } catch {
      // What a client sends is a bad request; what a patch makes of an object is an invalid one.
      throw PatchFailure(kind: kind, patch: patch, current: current, changed: shown).error(error, type: type, server)
    }
    return try named(consume decoded, context)
  }

  /// A patch doesn't rename.
  func named(_ given: consuming JSONValue, _ context: RequestContext) throws(APIError) -> JSONValue {
    var object = given
    let name = context.info.name
    guard !object.name.isEmpty else {
      throw .badRequest("the name of the object (\(name) based on URL) was undeterminable: name must be provided")
    }
    guard object.name == name else {
      throw .badRequest("the name of the object (\(object.name)) does not match the name on the URL (\(name))")
    }
    try matchNamespace(&object, context)
    warnOfDuplicateOwners(&object, context)
    return object
  }
}

/// The patch formats, by Content-Type.
enum PatchKind: String, Sendable {
  case json = "application/json-patch+json"
  case merge = "application/merge-patch+json"
  case strategic = "application/strategic-merge-patch+json"
  case apply = "application/apply-patch+yaml"

  init(_ request: APIRequest, isCustom: Bool) throws(APIError) {
    var accepted: [PatchKind] = [.json, .merge, .strategic, .apply]
    if isCustom { accepted.removeAll { $0 == .strategic } }
    let essence = request.headers["Content-Type"].flatMap { MediaType($0)?.essence } ?? ""
    guard let kind = PatchKind(rawValue: essence), accepted.contains(kind) else {
      throw .unsupportedMediaType(accepted: accepted.map(\.rawValue))
    }
    self = kind
  }

  /// The patch document.
  func parse(_ body: [UInt8]) throws(APIError) -> (value: JSONValue, duplicates: [String]) {
    if self == .apply {
      do {
        return try YAMLCodec.decodeReportingDuplicates(body)
      } catch {
        throw .badRequest("error decoding YAML: \(error)")
      }
    }
    do {
      return try JSONParser.parseReportingDuplicates(body)
    } catch {
      throw .badRequest("error decoding patch: \(error)")
    }
  }
}
