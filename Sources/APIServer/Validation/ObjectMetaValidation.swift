import APIMachinery

/// The rules of `metadata`, the same for every kind (`ValidateObjectMeta` and `ValidateObjectMetaUpdate` upstream).
enum ObjectMetaValidation {
  /// All annotations of an object together.
  static let annotationsBytesMax = 256 * 1024

  static func validate(_ object: JSONValue, isNamespaced: Bool, rule: NameRule) -> [FieldError] {
    let path = FieldPath("metadata")
    let metadata = object.metadata
    var errors: [FieldError] = []
    let generateName = metadata["generateName"]?.stringValue ?? ""
    if !generateName.isEmpty {
      errors += rule.violations(of: generateName, isPrefix: true).map {
        .invalid(path.child("generateName"), .string(generateName), $0)
      }
    }
    if object.name.isEmpty {
      errors.append(.required(path.child("name"), "name or generateName is required"))
    } else {
      errors += rule.violations(of: object.name, isPrefix: false).map {
        .invalid(path.child("name"), .string(object.name), $0)
      }
    }
    if isNamespaced {
      if object.namespace.isEmpty {
        errors.append(.required(path.child("namespace"), ""))
      } else {
        errors += NameRule.dnsLabel.violations(of: object.namespace, isPrefix: false).map {
          .invalid(path.child("namespace"), .string(object.namespace), $0)
        }
      }
    } else if !object.namespace.isEmpty {
      errors.append(.forbidden(path.child("namespace"), "not allowed on this type"))
    }
    return errors + validateRest(metadata, path)
  }

  static func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
    let path = FieldPath("metadata")
    var errors: [FieldError] = []
    // Finalizers may only go once a deletion has begun.
    if old.deletionTimestamp != nil {
      let added = object.finalizers.filter { !old.finalizers.contains($0) }.sorted()
      if !added.isEmpty {
        errors.append(
          .forbidden(
            path.child("finalizers"),
            "no new finalizers can be added if the object is being deleted, found new finalizers "
              + "[]string{\(added.map(quoted).joined(separator: ", "))}"))
      }
    }
    errors += immutable(object.name, old.name, path.child("name"))
    errors += immutable(object.namespace, old.namespace, path.child("namespace"))
    errors += immutable(object.uid, old.uid, path.child("uid"))
    errors += immutable(
      object[path: "metadata", "creationTimestamp"] ?? .null, old[path: "metadata", "creationTimestamp"] ?? .null,
      path.child("creationTimestamp"))
    errors += immutable(
      object[path: "metadata", "deletionTimestamp"] ?? .null, old[path: "metadata", "deletionTimestamp"] ?? .null,
      path.child("deletionTimestamp"))
    errors += immutable(
      object[path: "metadata", "deletionGracePeriodSeconds"] ?? .null,
      old[path: "metadata", "deletionGracePeriodSeconds"] ?? .null, path.child("deletionGracePeriodSeconds"))
    if object.generation < old.generation {
      errors.append(.invalid(path.child("generation"), .integer(object.generation), "must not be decremented"))
    }
    return errors + validateRest(object.metadata, path)
  }

  private static func immutable(_ new: String, _ old: String, _ path: FieldPath) -> [FieldError] {
    new == old ? [] : [.invalid(path, .string(new), "field is immutable")]
  }

  private static func immutable(_ new: JSONValue, _ old: JSONValue, _ path: FieldPath) -> [FieldError] {
    new == old ? [] : [.invalid(path, new, "field is immutable")]
  }

  private static func validateRest(_ metadata: JSONValue, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    if let generation = metadata["generation"]?.integerValue, generation < 0 {
      errors.append(.invalid(path.child("generation"), .integer(generation), "must be greater than or equal to 0"))
    }
    errors += labels(metadata["labels"], path.child("labels"))
    errors += annotations(metadata["annotations"], path.child("annotations"))
    errors += owners(metadata["ownerReferences"], path.child("ownerReferences"))
    errors += finalizers(metadata["finalizers"], path.child("finalizers"))
    return errors
  }

  static func labels(_ labels: JSONValue?, _ path: FieldPath) -> [FieldError] {
    guard case .object(let members) = labels else { return [] }
    var errors: [FieldError] = []
    for (key, value) in members {
      errors += NameValidation.qualifiedName(key).map { .invalid(path, .string(key), $0) }
      errors += NameValidation.labelValue(value.stringValue ?? "").map {
        .invalid(path, .string(value.stringValue ?? ""), $0)
      }
    }
    return errors
  }

  static func annotations(_ annotations: JSONValue?, _ path: FieldPath) -> [FieldError] {
    guard case .object(let members) = annotations else { return [] }
    var errors: [FieldError] = []
    var size = 0
    for (key, value) in members {
      errors += NameValidation.qualifiedName(key.lowercased()).map { .invalid(path, .string(key), $0) }
      size += key.utf8.count + (value.stringValue?.utf8.count ?? 0)
    }
    if size > annotationsBytesMax {
      errors.append(.tooLong(path, maximumBytes: annotationsBytesMax))
    }
    return errors
  }

  private static func owners(_ owners: JSONValue?, _ path: FieldPath) -> [FieldError] {
    guard let owners = owners?.arrayValue else { return [] }
    var errors: [FieldError] = []
    var controller: String?
    for owner in owners {
      // Upstream reports owners without their index.
      let apiVersion = owner["apiVersion"]?.stringValue ?? ""
      let kind = owner["kind"]?.stringValue ?? ""
      let pieces = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
      if pieces.count > 2 || (pieces.last ?? "").isEmpty {
        errors.append(.invalid(path.child("apiVersion"), .string(apiVersion), "version must not be empty"))
      }
      if kind.isEmpty { errors.append(.invalid(path.child("kind"), .string(kind), "must not be empty")) }
      if (owner["name"]?.stringValue ?? "").isEmpty {
        errors.append(.invalid(path.child("name"), owner["name"] ?? "", "must not be empty"))
      }
      if (owner["uid"]?.stringValue ?? "").isEmpty {
        errors.append(.invalid(path.child("uid"), owner["uid"] ?? "", "must not be empty"))
      }
      if apiVersion == "v1", kind == "Event" {
        errors.append(.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"))
      }
      guard owner["controller"]?.boolValue == true else { continue }
      let name = "\(kind)/\(owner["name"]?.stringValue ?? "")"
      if let controller {
        errors.append(
          .invalid(
            path, .array(owners),
            "Only one reference can have Controller set to true. Found \"true\" in references for "
              + "\(controller) and \(name)"))
      } else {
        controller = name
      }
    }
    return errors
  }

  private static func finalizers(_ finalizers: JSONValue?, _ path: FieldPath) -> [FieldError] {
    guard let finalizers = finalizers?.arrayValue?.compactMap(\.stringValue) else { return [] }
    var errors: [FieldError] = []
    for name in finalizers {
      let violations = NameValidation.qualifiedName(name)
      errors += violations.map { .invalid(path, .string(name), $0) }
    }
    if finalizers.contains("orphan"), finalizers.contains("foregroundDeletion") {
      errors.append(
        .invalid(
          path, .array(finalizers.map { .string($0) }),
          "finalizer orphan and foregroundDeletion cannot be both set"))
    }
    return errors
  }
}

extension NameRule {
  /// What is wrong with a name, in upstream's words. A prefix may end in `-`.
  func violations(of name: String, isPrefix: Bool) -> [String] {
    var name = name
    if isPrefix, name.hasSuffix("-"), name.utf8.count > 1 { name = name.dropLast() + "a" }
    switch self {
    case .dnsSubdomain: return NameValidation.dns1123Subdomain(name)
    case .dnsLabel: return NameValidation.dns1123Label(name)
    case .dns1035Label: return NameValidation.dns1035Label(name)
    case .pathSegment: return NameValidation.pathSegmentName(name)
    case .ipAddress: return IPValidation.address(name, at: .root).map(\.detail)
    case .configMapKey: return NameValidation.configMapKey(name)
    case .unchecked: return []
    }
  }
}
