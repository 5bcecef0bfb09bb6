import APIMachinery

/// Volumes over iSCSI.
enum ISCSIValidation {
  /// - Parameter isPersistent: The source is a PersistentVolume's, whose messages differ.
  static func validate(_ source: ObjectField, isPersistent: Bool = false) -> [FieldError] {
    var errors = source["targetPortal"].mustBeSet()
    let unknown =
      isPersistent ? "must be valid format" : "must be valid format starting with iqn, eui, or naa"
    let name = source["iqn"]
    errors += name.isEmpty ? [name.required()] : qualified(name, unknown)
    if let unit = source["lun"].integer, !(0...255).contains(unit) {
      errors.append(source["lun"].invalid(NameValidation.outsideRange(0, 255)))
    }
    let secret = source["secretRef"]
    if source["chapAuthDiscovery"].bool || source["chapAuthSession"].bool, !secret.isPresent {
      errors.append(secret.required())
    }
    if isPersistent, secret.isPresent { errors += secret["name"].mustBeSet() }
    let initiator = source["initiatorName"]
    if initiator.isPresent {
      errors += qualified(ObjectField(initiator.value, at: source.path.child("initiatorname")), unknown)
    }
    return errors
  }

  private static func qualified(_ name: ObjectField, _ unknown: String) -> [FieldError] {
    let bytes = Array(name.string.utf8)
    let isValid: Bool
    switch name.string.prefix(3) {
    case "iqn": isValid = isIQN(name.string)
    case "eui": isValid = bytes.count == 20 && bytes.dropFirst(4).allSatisfy(Self.isAlphanumeric)
    case "naa": isValid = bytes.count == 36 && bytes.dropFirst(4).allSatisfy(Self.isAlphanumeric)
    default: return [name.invalid(unknown)]
    }
    return isValid ? [] : [name.invalid("must be valid format")]
  }

  /// `iqn.<year>-<month>.<domain>:<name>`.
  private static func isIQN(_ name: String) -> Bool {
    guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let authority = name[..<colon].split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    let rest = name[name.utf8.index(after: colon)...]
    guard authority.count == 3, authority[0] == "iqn", !authority[2].isEmpty, !rest.isEmpty else { return false }
    let date = Array(authority[1].utf8)
    let isDate =
      date.count == 7 && date[4] == UInt8(ascii: "-")
      && date.enumerated().allSatisfy { $0.offset == 4 || (0x30...0x39).contains($0.element) }
    return isDate
      && authority[2].utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
      && !rest.contains { ",;*&$|".contains($0) || $0.isWhitespace }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }
}
