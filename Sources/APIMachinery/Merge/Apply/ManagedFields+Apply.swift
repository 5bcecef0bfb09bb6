extension ManagedFields {
  private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

  /// Server-side apply: the live object with everything `config` says and without what the manager said before and
  /// doesn't say any more. Throws a conflict when another manager owns what it changes, unless forced, and what
  /// kube-apiserver answers to configurations that are malformed.
  ///
  /// The result still has to be defaulted and validated. When nothing changed it is the live object.
  /// - Parameter live: The object before; nil when it is created by this.
  public static func apply(
    live: JSONValue?, config: JSONValue, force: Bool, type: ObjectType?, _ request: Request
  ) throws(APIError) -> JSONValue {
    try check(config, request)
    let schema = TypedSchema(type)
    do {
      try TypedValidation.check(config, schema)
    } catch {
      let namespace = config["metadata"]?["namespace"]?.stringValue ?? ""
      let name = config["metadata"]?["name"]?.stringValue ?? ""
      throw APIError(
        code: 500, reason: .unknown,
        message: "failed to create typed patch object (\(namespace)/\(name); \(request.kind)): \(error.message)")
    }
    let start =
      live
      ?? .object(
        JSONObject(uniqueMembers: [
          ("apiVersion", .string(request.kind.apiVersion)), ("kind", .string(request.kind.kind)),
        ]))
    do {
      let operation = try Application(live: start, isNew: live == nil, config: config, schema: schema, type, request)
      var outcome = try operation.run(force: force)
      if case .conflicts(let conflicts) = outcome, request.manager == "kubectl",
        let allowed = operation.allowedByLastApplied(annotation: lastApplied)
      {
        // The fields of a client-side apply may be taken over by kubectl's server-side one.
        let remaining = conflicts.compactMap { conflict in
          let fields = conflict.fields.subtracting(allowed)
          return fields.isEmpty ? nil : Managers.Conflict(manager: conflict.manager, fields: fields)
        }
        outcome = remaining.isEmpty ? try operation.run(force: true) : .conflicts(remaining)
      }
      switch outcome {
      case .conflicts(let conflicts): throw conflictError(conflicts)
      case .merged(var object):
        if request.manager == "kubectl" { syncLastApplied(&object, config) }
        return object
      }
    } catch let error as APIError {
      throw error
    } catch {
      throw APIError(code: 500, reason: .unknown, message: "\(error)")
    }
  }

  private static func check(_ config: JSONValue, _ request: Request) throws(APIError) {
    let apiVersion = config["apiVersion"]?.stringValue ?? ""
    let kind = config["kind"]?.stringValue ?? ""
    if apiVersion != request.kind.apiVersion || kind != request.kind.kind {
      let found = try? GroupVersionKind(apiVersion: apiVersion, kind: kind)
      let name = apiVersion.isEmpty ? "/, Kind=\(kind)" : found?.description ?? "\(apiVersion), Kind=\(kind)"
      throw .badRequest("invalid object type: \(name)")
    }
    if case .array(let sent)? = config["metadata"]?["managedFields"], !sent.isEmpty {
      throw .badRequest("metadata.managedFields must be nil")
    }
  }

  /// Keeps the annotation of client-side apply in step, so that the user can go back to it.
  private static func syncLastApplied(_ object: inout JSONValue, _ config: JSONValue) {
    guard let before = object["metadata"]?["annotations"]?[lastApplied]?.stringValue, !before.isEmpty else { return }
    var applied = config.withoutManagedFields
    if case .object(var annotations)? = applied["metadata"]?["annotations"] {
      annotations[lastApplied] = nil
      applied["metadata"]?["annotations"] = annotations.isEmpty ? nil : .object(annotations)
    }
    object["metadata"]?["annotations"]?[lastApplied] = .string(applied.jsonText + "\n")
  }

  // MARK: Conflicts

  private static func conflictError(_ conflicts: [Managers.Conflict]) -> APIError {
    let sorted = conflicts.sorted { $0.manager.identifier < $1.manager.identifier }
    var causes: [APIError.Cause] = []
    var lines: [String] = []
    for conflict in sorted {
      let name = describe(conflict.manager)
      lines.append("conflicts with \(name):")
      for path in conflict.fields.paths {
        causes.append(APIError.Cause(reason: "FieldManagerConflict", message: "conflict with \(name)", field: path))
        lines.append("- \(path)")
      }
    }
    if causes.count == 1, let cause = causes.first {
      return .applyConflict(causes, "Apply failed with 1 conflict: \(cause.message): \(cause.field)")
    }
    return .applyConflict(
      causes, "Apply failed with \(causes.count) conflicts: \(lines.joined(separator: "\n"))")
  }

  private static func describe(_ manager: Manager) -> String {
    var text = GoFormat.quoted(manager.name)
    if !manager.subresource.isEmpty { text += " with subresource \(GoFormat.quoted(manager.subresource))" }
    if manager.operation == .update { text += " using \(manager.apiVersion)" }
    return text
  }
}

/// One run of server-side apply.
private struct Application {
  enum Outcome {
    case merged(JSONValue)
    case conflicts([Managers.Conflict])
  }

  let live: JSONValue
  let config: JSONValue
  let schema: TypedSchema
  let request: ManagedFields.Request
  let excluded: FieldSet
  private let managers: Managers

  init(
    live: JSONValue, isNew: Bool, config: JSONValue, schema: TypedSchema, _ type: ObjectType?,
    _ request: ManagedFields.Request
  ) throws {
    self.live = live.withoutManagedFields
    self.config = config.withoutManagedFields
    self.schema = schema
    self.request = request
    excluded = FieldSet(paths: request.excluded)
    var managers = try Managers(json: live["metadata"]?["managedFields"])
    if managers.isEmpty, !isNew, case .object(let object) = self.live {
      // The object was not tracked so far: what it has belongs to those before.
      let fields = try CreatedFields.of(object, type, excluded: excluded)
      if !fields.isEmpty {
        managers.set(
          Manager(
            name: ManagedFields.beforeFirstApply, operation: .update, apiVersion: request.kind.apiVersion,
            subresource: request.subresource, time: request.time?.rfc3339, content: .encoded(.object(fields))))
      }
    }
    self.managers = managers
  }

  func run(force: Bool) throws -> Outcome {
    var managers = managers
    var manager = Manager(
      name: request.manager, operation: .apply, apiVersion: request.kind.apiVersion,
      subresource: request.subresource, time: nil, content: .encoded(.null))
    let identifier = manager.identifier
    let previous = managers.position(of: identifier).map { managers.entries[$0] }
    let owned = TypedFields.of(config, schema).subtractingRecursively(excluded)
    manager.content = .set(owned)
    manager.time = previous?.time
    managers.set(manager)

    var merged = TypedMerge.merge(live, config, schema)
    if let previous { merged = try prune(merged, last: try previous.fields(), managers) }

    var comparison = try TypedComparison(live, merged, schema)
    comparison.exclude(excluded)
    let conflicts = try managers.give(comparison, to: identifier, force: force)
    if !conflicts.isEmpty { return .conflicts(conflicts) }

    let isChanged = merged != live
    let tracked = owned.subtracting(Managers.untracked)
    if tracked.isEmpty {
      managers.remove(identifier)
    } else {
      // The time says when this manager last changed the object; a first apply that changes nothing has none.
      manager.content = .set(tracked)
      manager.time = isChanged ? request.time?.rfc3339 : previous?.time
      managers.set(manager)
    }
    var object = isChanged ? merged : live
    object.setManagedFields(managers.encoded)
    return .merged(object)
  }

  /// Takes out what this manager applied last and doesn't apply now, unless someone else owns it.
  private func prune(_ merged: JSONValue, last: FieldSet, _ managers: Managers) throws -> JSONValue {
    guard !last.isEmpty else { return merged }
    let empty = JSONValue.object(JSONObject())
    let lastNamed = last.withNamedFields(schema)
    var pruned = TypedMerge.remove(lastNamed, from: merged, schema) ?? empty
    let mergedSet = TypedFields.of(merged, schema).withNamedFields(schema)
    var everyone = FieldSet()
    for manager in managers.entries { everyone = everyone.union(try manager.fields()) }
    let kept = TypedFields.of(pruned, schema).withNamedFields(schema).union(everyone.withNamedFields(schema))
    pruned = TypedMerge.remove(mergedSet.subtracting(kept), from: merged, schema) ?? empty
    let prunedSet = TypedFields.of(pruned, schema).withNamedFields(schema)
    let dropped = mergedSet.subtracting(prunedSet).intersection(lastNamed)
    return TypedMerge.remove(dropped, from: merged, schema) ?? empty
  }

  /// The fields of the last client-side apply that are still as it set them; nil when there was none.
  func allowedByLastApplied(annotation: String) -> FieldSet? {
    guard let text = live["metadata"]?["annotations"]?[annotation]?.stringValue,
      let applied = try? JSONParser.parse(text), let comparison = try? TypedComparison(applied, live, schema)
    else { return nil }
    return TypedFields.of(applied, schema).subtracting(comparison.modified).subtracting(comparison.added).subtracting(
      comparison.removed)
  }
}
