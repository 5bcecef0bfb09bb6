import APIMachinery

/// The most a Secret or a ConfigMap can hold, in bytes.
private let dataBytesMax = 1024 * 1024

/// What makes an object that says so of itself immutable.
private enum Immutability {
  static func validate(_ object: JSONValue, old: JSONValue, _ members: [String]) -> [FieldError] {
    guard old["immutable"]?.boolValue == true else { return [] }
    let detail = "field is immutable when `immutable` is set"
    var errors: [FieldError] = []
    if object["immutable"]?.boolValue != true { errors.append(ObjectField(object, "immutable").forbidden(detail)) }
    for member in members where !SemanticEquality.areEqual(object[member], old[member]) {
      errors.append(ObjectField(object, member).forbidden(detail))
    }
    return errors
  }
}

/// ConfigMaps: keys that can be names of files, and not too much.
struct ConfigMapValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let data = ObjectField(object, "data")
    let binary = ObjectField(object, "binaryData")
    var errors: [FieldError] = []
    var size = 0
    for (key, entry) in data.entries {
      errors += NameValidation.configMapKey(key).map { .invalid(entry.path, .string(key), $0) }
      if binary[key].isPresent {
        errors.append(.invalid(entry.path, .string(key), "duplicate of key present in binaryData"))
      }
      size += entry.string.utf8.count
    }
    for (key, entry) in binary.entries {
      errors += NameValidation.configMapKey(key).map { .invalid(entry.path, .string(key), $0) }
      size += decodedSize(entry.string)
    }
    if size > dataBytesMax { errors.append(.tooLong(FieldPath(""), maximumBytes: dataBytesMax)) }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    Immutability.validate(object, old: old, ["data", "binaryData"]) + validate(object, context)
  }
}

/// Secrets: as ConfigMaps, and what each type must hold.
struct SecretValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let data = ObjectField(object, "data")
    var errors: [FieldError] = []
    var size = 0
    for (key, entry) in data.entries {
      errors += NameValidation.configMapKey(key).map { .invalid(entry.path, .string(key), $0) }
      size += decodedSize(entry.string)
    }
    if size > dataBytesMax { errors.append(data.tooLong(dataBytesMax)) }
    let keys = Set(data.entries.map(\.key))
    let require = { (names: [String]) in
      names.filter { !keys.contains($0) }.map { FieldError.required(data.path.key($0)) }
    }
    switch ObjectField(object, "type").string {
    case "kubernetes.io/service-account-token":
      let name = "kubernetes.io/service-account.name"
      if (object[path: "metadata", "annotations", name]?.stringValue ?? "").isEmpty {
        errors.append(.required(FieldPath("metadata", "annotations").key(name)))
      }
    case "kubernetes.io/dockercfg": errors += require([".dockercfg"]) + isJSON(data, ".dockercfg")
    case "kubernetes.io/dockerconfigjson": errors += require([".dockerconfigjson"]) + isJSON(data, ".dockerconfigjson")
    case "kubernetes.io/basic-auth":
      if !keys.contains("username"), !keys.contains("password") { errors += require(["username", "password"]) }
    case "kubernetes.io/ssh-auth":
      if data["ssh-privatekey"].isEmpty { errors.append(.required(data.path.key("ssh-privatekey"))) }
    case "kubernetes.io/tls": errors += require(["tls.crt", "tls.key"])
    default: break
    }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ObjectField(object, "type").mustEqual(ObjectField(old, "type"))
      + Immutability.validate(object, old: old, ["data"]) + validate(object, context)
  }

  /// The content of a secret doesn't go into messages.
  private func isJSON(_ data: ObjectField, _ key: String) -> [FieldError] {
    guard data[key].isPresent, let bytes = try? Base64.decode(data[key].string) else { return [] }
    do throws(JSONError) {
      let value = try JSONParser.parse(bytes)
      if value.objectValue != nil || value.isNull { return [] }
      return [
        .invalid(
          data.path.key(key), "<secret contents redacted>",
          "json: cannot unmarshal \(value.goKind) into Go value of type map[string]interface {}")
      ]
    } catch {
      return [.invalid(data.path.key(key), "<secret contents redacted>", error.message)]
    }
  }
}

/// How many bytes a text in base 64 stands for.
private func decodedSize(_ text: String) -> Int {
  text.utf8.count / 4 * 3 - text.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
}
