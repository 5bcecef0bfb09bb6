import APIMachinery

/// Request bodies as objects of a schema, refused in upstream's words.
struct BodyDecoding: Sendable {
  let types: ServedTypes
  let decoder: ObjectDecoder
  let storedDecoder: ObjectDecoder
  let defaulter: Defaulter
  /// For the few members that default to the current time.
  let time: any TimeSource

  init(types: ServedTypes, featureGates: FeatureGates, time: any TimeSource) {
    self.types = types
    self.time = time
    decoder = ObjectDecoder(gates: featureGates)
    storedDecoder = ObjectDecoder(gates: featureGates, nullsEmptyLists: true)
    defaulter = Defaulter(gates: featureGates)
  }

  /// The object in the body, in the version of `resource`: checked against its schema, defaulted.
  func object(_ context: RequestContext, resource: ServedResource, validation: WriteOptions.FieldValidation)
    throws(APIError) -> Decoded
  {
    guard let type = resource.type else { throw .methodNotAllowed }
    let body = try parse(
      context.request, kind: resource.kind, isCustom: resource.isCustom, type: type)
    let kind = GroupVersionKind(group: resource.group, version: resource.version, kind: resource.kind)
    let decoded = try object(
      consume body, kind: kind, type: type, validation: validation, warnings: context.warnings)
    context.audit?.noteRequest(decoded.value)
    return decoded
  }

  /// An object of another kind than the resource's (Scale, Eviction, Binding, …).
  func object(_ context: RequestContext, kind: GroupVersionKind, validation: WriteOptions.FieldValidation = .ignore)
    throws(APIError) -> JSONValue
  {
    guard let type = types.type(kind) else { throw .methodNotAllowed }
    let body = try parse(context.request, kind: kind.kind, isCustom: false, type: type)
    let decoded = try object(
      consume body, kind: kind, type: type, validation: validation, warnings: context.warnings
    ).value
    context.audit?.noteRequest(decoded)
    return decoded
  }

  /// `DeleteOptions` in a body, of whatever version clients put there.
  func options(_ request: APIRequest, kind: String) throws(APIError) -> JSONValue {
    let gvk = GroupVersionKind(group: "meta.k8s.io", version: "v1", kind: kind)
    guard let type = types.type(GroupVersionKind(group: "meta", version: "v1", kind: kind)) else {
      throw .internalError("no schema for \(kind)")
    }
    let body = try parse(request, kind: kind, isCustom: false, type: type)
    if let given = body.value["kind"]?.stringValue, !given.isEmpty, given != kind {
      throw .badRequest(
        "no kind \(quoted(given)) is registered for version \(quoted(body.value["apiVersion"]?.stringValue ?? ""))")
    }
    return try decode(body.value, type: type, kind: gvk, appliesDefaults: false).value
  }

  struct Body {
    var value: JSONValue
    /// Members that came more than once.
    var duplicates: [String] = []
    var isYAML = false

    /// All that is wrong in one text; go-yaml puts a head above what it has to say.
    func strictError(with problems: [String]) -> String {
      guard isYAML, !duplicates.isEmpty else { return (duplicates + problems).joined(separator: ", ") }
      let head = "yaml: unmarshal errors:\n" + duplicates.map { "  \($0)" }.joined(separator: "\n")
      return ([head] + problems).joined(separator: ", ")
    }
  }

  /// - Parameter known: The object that the body was made from, if any; what both share isn't decoded again.
  func object(
    _ body: consuming Body, kind: GroupVersionKind, type: ObjectType, validation: WriteOptions.FieldValidation,
    warnings: WarningRecorder, since known: JSONValue? = nil
  ) throws(APIError) -> Decoded {
    if type.structural != nil {
      try checkCustomKind(body.value, expected: kind)
    } else {
      try checkKind(body.value, expected: kind)
    }
    // Nobody else has the value then, and it is decoded in place.
    var value = JSONValue.null
    swap(&value, &body.value)
    let decoded = try decode(consume value, type: type, kind: kind, appliesDefaults: true, since: known)
    let problems = body.duplicates + decoded.problems
    switch validation {
    case .ignore: break
    case .warn: warnings.add(problems)
    case .strict:
      if !problems.isEmpty {
        throw .badRequest(
          "\(kind.kind) in version \(quoted(kind.version)) cannot be handled as a \(kind.kind): "
            + "strict decoding error: \(body.strictError(with: decoded.problems))")
      }
    }
    return decoded
  }

  /// An object of a custom resource says what it is; another kind is validation's to refuse.
  private func checkCustomKind(_ value: JSONValue, expected: GroupVersionKind) throws(APIError) {
    let apiVersion = value["apiVersion"]?.stringValue ?? ""
    guard apiVersion == expected.apiVersion else {
      throw .badRequest(
        "the API version in the data (\(apiVersion)) does not match the expected API version (\(expected.apiVersion))")
    }
    let kind = value["kind"]?.stringValue ?? ""
    guard kind == expected.kind else {
      throw .invalid(
        GroupKind(group: expected.group, kind: kind), value.name,
        [.invalid(FieldPath("kind"), .string(kind), "must be \(expected.kind)")])
    }
  }

  /// The body says nothing about its kind, or the right thing.
  private func checkKind(_ value: JSONValue, expected: GroupVersionKind) throws(APIError) {
    let apiVersion = value["apiVersion"]?.stringValue ?? ""
    let kind = value["kind"]?.stringValue ?? ""
    if !kind.isEmpty, kind != expected.kind || (!apiVersion.isEmpty && apiVersion != expected.apiVersion) {
      let given = apiVersion.isEmpty ? expected.apiVersion : apiVersion
      if kind == expected.kind {
        throw .badRequest(
          "the API version in the data (\(given)) does not match the expected API version (\(expected.apiVersion))")
      }
      let version = given.split(separator: "/").last.map(String.init) ?? given
      throw .badRequest(
        "\(kind) in version \(quoted(version)) cannot be handled as a \(expected.kind): converting "
          + "(\(given).\(kind)) to (\(expected.apiVersion).\(expected.kind)): unknown conversion")
    }
  }
}
