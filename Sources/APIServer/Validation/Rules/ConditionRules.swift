import APIMachinery

/// `metav1.Condition`s of a status (`ValidateConditions` upstream).
enum ConditionRules {
  static func validate(_ conditions: ObjectField) -> [FieldError] {
    var seen: Set<String> = []
    return conditions.elements.flatMap { condition in
      let type = condition["type"]
      var errors = seen.insert(type.string).inserted ? [] : [type.duplicate()]
      errors += type.isEmpty ? [type.required()] : type.mustMatch(NameValidation.qualifiedName)
      errors +=
        condition["status"].isEmpty
        ? [condition["status"].required()] : condition["status"].mustBeOne(of: ["False", "True", "Unknown"])
      errors += condition["observedGeneration"].mustNotBeNegative()
      errors += condition["lastTransitionTime"].mustBeSet()
      errors += reason(condition["reason"])
      if condition["message"].string.utf8.count > 32 * 1024 { errors.append(condition["message"].tooLong(32 * 1024)) }
      return errors
    }
  }

  private static let reasonPattern = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?"

  private static func reason(_ reason: ObjectField) -> [FieldError] {
    if reason.isEmpty { return [reason.required()] }
    var errors: [FieldError] = []
    let bytes = Array(reason.string.utf8)
    func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") }
    func isWord(_ byte: UInt8) -> Bool {
      isLetter(byte) || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
    }
    let isRight =
      isLetter(bytes[0]) && (bytes.last.map(isWord) ?? false)
      && bytes.allSatisfy { isWord($0) || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ":") }
    if !isRight {
      errors.append(
        reason.invalid(
          "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric "
            + "characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or "
            + "'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is "
            + "'\(reasonPattern)')"))
    }
    if bytes.count > 1024 { errors.append(reason.tooLong(1024)) }
    return errors
  }
}
