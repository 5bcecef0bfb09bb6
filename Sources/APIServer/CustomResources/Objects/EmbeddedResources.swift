import APIMachinery

/// Objects inside of custom resources: their type and metadata must be right whatever their schema says
/// (`pkg/apiserver/schema/objectmeta` of apiextensions-apiserver).
enum EmbeddedResources {
  /// - Parameter isResource: The value itself is such an object.
  static func errors(_ value: JSONValue, _ type: StructuralType, isResource: Bool = false, at path: FieldPath)
    -> [FieldError]
  {
    guard isResource || type.contents.contains(.embedded) else { return [] }
    var errors: [FieldError] = []
    visit(value, type, isResource: isResource, path, &errors)
    return errors
  }

  private static func visit(
    _ value: JSONValue, _ type: StructuralType, isResource: Bool, _ path: FieldPath, _ errors: inout [FieldError]
  ) {
    switch value {
    case .object(let object):
      if isResource || type.isEmbedded { check(object, path, &errors) }
      for member in object.members {
        if let declared = type.member(member.key) {
          descend(member.value, declared, path.child(member.key), &errors)
        } else if let additional = type.additional {
          descend(member.value, additional, path.key(member.key), &errors)
        }
      }
    case .array(let elements):
      guard let items = type.items else { return }
      for (index, element) in elements.enumerated() { descend(element, items, path.index(index), &errors) }
    default: return
    }
  }

  private static func descend(
    _ value: JSONValue, _ type: StructuralType, _ path: FieldPath, _ errors: inout [FieldError]
  ) {
    guard type.contents.contains(.embedded) else { return }
    visit(value, type, isResource: false, path, &errors)
  }

  private static func check(_ object: JSONObject, _ path: FieldPath, _ errors: inout [FieldError]) {
    for name in ["apiVersion", "kind"] where object[name] == nil { errors.append(.required(path.child(name))) }
    for member in object.members {
      let place = path.child(member.key)
      switch member.key {
      case "apiVersion", "kind":
        guard let text = member.value.stringValue else {
          errors.append(.invalid(place, member.value, "must be a string"))
          continue
        }
        if text.isEmpty {
          errors.append(.invalid(place, .string(text), "must not be empty"))
        } else if member.key == "kind" {
          let problems = NameValidation.dns1035Label(text.lowercased())
          if !problems.isEmpty {
            errors.append(
              .invalid(
                place, .string(text),
                "may have mixed case, but should otherwise match: \(problems.joined(separator: ","))"))
          }
        } else if text.split(separator: "/", omittingEmptySubsequences: false).count > 2 {
          errors.append(.invalid(place, .string(text), "unexpected GroupVersion string: \(text)"))
        }
      case "metadata": metadata(member.value, place, &errors)
      default: continue
      }
    }
  }

  private static func metadata(_ value: JSONValue, _ path: FieldPath, _ errors: inout [FieldError]) {
    var decoded = value
    guard let type = SchemaRegistry.builtIn.objectMeta else { return }
    do {
      try ObjectDecoder().decode(&decoded, as: type)
    } catch {
      return errors.append(.invalid(path, value, error.message))
    }
    // Something must stand there, so that nothing is said about its absence.
    if (decoded["name"]?.stringValue ?? "").isEmpty { decoded["name"] = "fakename" }
    let object: JSONValue = ["metadata": decoded]
    let found = ObjectMetaValidation.validate(
      object, isNamespaced: !object.namespace.isEmpty, rule: .pathSegment)
    for var error in found {
      error.field = path.description + error.field.dropFirst("metadata".count)
      errors.append(error)
    }
  }
}
