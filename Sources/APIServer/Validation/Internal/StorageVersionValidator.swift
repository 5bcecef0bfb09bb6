import APIMachinery

/// StorageVersions: the server's word must hold together, and agree with what is said to be common.
struct StorageVersionValidator: ObjectValidator {
  var nameRule: NameRule { .unchecked }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let name = ObjectField(object, "metadata")["name"]
    // `group.resource`: the group can be anything before the last dot, `core` in the core group.
    let problems =
      name.string.contains(".")
      ? NameValidation.dns1123Subdomain(name.string)
      : ["name must be in the form of <group>.<resource>"]
    return problems.map { name.invalid($0) } + status(ObjectField(object, "status"))
  }

  /// The spec has nothing that could change.
  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] { [] }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    status(ObjectField(object, "status"))
  }

  private func status(_ status: ObjectField) -> [FieldError] {
    var seen: Set<String> = []
    var errors = status["storageVersions"].elements.flatMap { server in
      (seen.insert(server["apiServerID"].string).inserted ? [] : [server["apiServerID"].duplicate()]) + said(by: server)
    }
    errors += common(status)
    return errors + conditions(status)
  }

  private func said(by server: ObjectField) -> [FieldError] {
    let (encoding, decodable) = (server["encodingVersion"], server["decodableVersions"])
    var errors = server["apiServerID"].mustMatch(NameValidation.dns1123Subdomain)
    for version in [encoding] + decodable.elements {
      let problems = APIVersionName.problems(version.string)
      if !problems.isEmpty { errors.append(version.invalid(problems.joined(separator: ","))) }
    }
    if !decodable.strings.contains(encoding.string) {
      errors.append(decodable.invalid("decodableVersions must include encodingVersion \(encoding.string)"))
    }
    let list = "[\(decodable.strings.joined(separator: " "))]"
    return errors
      + server["servedVersions"].elements.filter { !decodable.strings.contains($0.string) }.map {
        $0.invalid("individual served version : \($0.string) must be included in decodableVersions : \(list)")
      }
  }

  private func common(_ status: ObjectField) -> [FieldError] {
    let field = status["commonEncodingVersion"]
    let versions = Set(status["storageVersions"].elements.map { $0["encodingVersion"].string })
    guard versions.count == 1, let common = versions.first else {
      guard field.isPresent else { return [] }
      return [
        field.invalid(
          "should be nil if servers do not agree on the same encoding version, or if there is no server reporting the "
            + "supported versions yet")
      ]
    }
    if !field.isPresent { return [field.invalid(showing: .null, "the common encoding version is \(common)")] }
    return field.string == common ? [] : [field.invalid("the actual common encoding version is \(common)")]
  }

  /// Upstream names the conditions by their place in the status.
  private func conditions(_ status: ObjectField) -> [FieldError] {
    var seen: [String: Int] = [:]
    return status["conditions"].elements.enumerated().flatMap { index, condition -> [FieldError] in
      let place = { (name: String) in ObjectField(condition[name].value, at: status.path.index(index).child(name)) }
      let type = place("type")
      var errors: [FieldError] = []
      if let other = seen[type.string] {
        errors.append(
          type.invalid("the type of the condition is not unique, it also appears in conditions[\(other)]"))
      }
      seen[type.string] = index
      errors += type.mustMatch(NameValidation.qualifiedName) + place("status").mustMatch(NameValidation.qualifiedName)
      for name in ["reason", "message"] where place(name).isEmpty {
        errors.append(place(name).required("\(name) cannot be empty"))
      }
      return errors
    }
  }
}

/// `v1`, or `group/v1`.
enum APIVersionName {
  static func problems(_ text: String) -> [String] {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let version = parts.last else {
      return [
        "an apiVersion is "
          + NameValidation.mismatch(
            "a DNS-1035 label, which must consist of lower case alphanumeric characters or '-', start with an "
              + "alphabetic character, and end with an alphanumeric character", "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name",
            "abc-123") + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyVersion')"
      ]
    }
    var problems: [String] = []
    if parts.count == 2 {
      problems +=
        parts[0].isEmpty
        ? ["group part: must be non-empty"] : NameValidation.dns1123Subdomain(parts[0]).map { "group part: \($0)" }
    }
    return problems
      + (version.isEmpty
        ? ["version part: must be non-empty"] : NameValidation.dns1035Label(version).map { "version part: \($0)" })
  }
}
