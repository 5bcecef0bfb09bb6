import APIMachinery

/// Rules many kinds share, with upstream's messages. Each gives what is wrong; nothing for what is right.
extension ObjectField {
  /// There must be something.
  func mustBeSet(_ detail: String = "") -> [FieldError] { isEmpty ? [required(detail)] : [] }

  /// Checks a text by one of ``NameValidation``'s rules.
  func mustMatch(_ rule: (String) -> [String]) -> [FieldError] { rule(string).map { invalid(shownText, $0) } }

  /// The same, only if there is a text.
  func mayMatch(_ rule: (String) -> [String]) -> [FieldError] { string.isEmpty ? [] : mustMatch(rule) }

  /// There must be a text, of the form the rule says.
  func mustBeSetAndMatch(_ rule: (String) -> [String]) -> [FieldError] {
    string.isEmpty ? [required()] : mustMatch(rule)
  }

  /// One of these values; absent counts as an empty text.
  /// - Parameter supported: In the order the message lists them.
  func mustBeOne(of supported: [String]) -> [FieldError] { supported.contains(string) ? [] : [notSupported(supported)] }

  /// One of these values, or nothing.
  func mayBeOne(of supported: [String]) -> [FieldError] { string.isEmpty ? [] : mustBeOne(of: supported) }

  /// A whole number, or nothing.
  func mustNotBeNegative() -> [FieldError] {
    guard let integer, integer < 0 else { return [] }
    return [invalid("must be greater than or equal to 0")]
  }

  /// A whole number above zero, or nothing.
  func mustBePositive() -> [FieldError] {
    guard let integer, integer <= 0 else { return [] }
    return [invalid("must be greater than zero")]
  }

  /// A number, or nothing.
  func mustBeIn(_ range: ClosedRange<Int64>) -> [FieldError] {
    guard let integer else { return [] }
    return NameValidation.inRange(integer, range.lowerBound, range.upperBound).map { invalid($0) }
  }

  /// A port; absent counts as 0.
  func mustBePort() -> [FieldError] {
    NameValidation.portNumber(integer ?? 0).map { .invalid(path, .integer(integer ?? 0), $0) }
  }

  /// A port by number or by an IANA service name (`ValidatePortNumOrName`).
  func mustBePortOrName() -> [FieldError] {
    if case .string(let name) = value { return NameValidation.portName(name).map { invalid($0) } }
    return mustBePort()
  }

  /// A quantity that isn't below zero, or nothing.
  func mustNotBeNegativeQuantity() -> [FieldError] {
    guard let quantity, quantity < .zero else { return [] }
    return [.invalid(path, .string(quantity.description), "must be greater than or equal to 0")]
  }

  /// A quantity above zero, or nothing.
  func mustBePositiveQuantity() -> [FieldError] {
    guard let quantity, quantity <= .zero else { return [] }
    return [.invalid(path, .string(quantity.description), "must be greater than zero")]
  }

  /// Nothing may change (`ValidateImmutableField`).
  func mustEqual(_ old: ObjectField) -> [FieldError] {
    SemanticEquality.areEqual(value, old.value) ? [] : [.invalid(path, value ?? .null, "field is immutable")]
  }

  /// Elements must differ in the member that names them.
  func mustBeUnique(by name: String) -> [FieldError] {
    var seen: Set<String> = []
    return elements.compactMap { seen.insert($0[name].string).inserted ? nil : $0[name].duplicate() }
  }

  /// What a message shows of a text that may be absent.
  private var shownText: JSONValue { .string(string) }
  private func invalid(_ shown: JSONValue, _ detail: String) -> FieldError { .invalid(path, shown, detail) }
}

/// What counts as no change: Go's nil and empty lists are the same, and quantities compare by amount.
enum SemanticEquality {
  static func areEqual(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    switch (reduced(left), reduced(right)) {
    case (nil, nil): true
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
    case (.object(let left), .object(let right)):
      left.allSatisfy { areEqual($0.value, right[$0.key]) }
        && right.allSatisfy { left[$0.key] != nil || reduced($0.value) == nil }
    case (let left?, let right?): left == right || areEqualQuantities(left, right)
    default: false
    }
  }

  private static func reduced(_ value: JSONValue?) -> JSONValue? {
    switch value {
    case nil, .null: nil
    case .array(let elements) where elements.isEmpty: nil
    case .string(let text) where text.isEmpty: nil
    default: value
    }
  }

  /// Only texts that begin like numbers are taken for quantities.
  private static func areEqualQuantities(_ left: JSONValue, _ right: JSONValue) -> Bool {
    guard case .string(let one) = left, case .string(let other) = right,
      let first = one.utf8.first, let second = other.utf8.first,
      (0x30...0x39).contains(first), (0x30...0x39).contains(second),
      one.utf8.count < 32, other.utf8.count < 32,
      let one = try? Quantity(json: left), let other = try? Quantity(json: right)
    else { return false }
    return one == other
  }
}

extension ObjectField {
  /// There must be a text, one of these.
  func mustBeSetAndOne(of supported: [String]) -> [FieldError] {
    isEmpty ? [required()] : mustBeOne(of: supported)
  }

  /// A path that stays where it is: relative, without `..` (`validateLocalDescendingPath`).
  func mustDescend() -> [FieldError] {
    (string.hasPrefix("/") ? [invalid("must be a relative path")] : []) + mustNotStepBack()
  }

  /// A descending path whose first name doesn't begin with two dots either, which are the kubelet's.
  func mustDescendUnreserved() -> [FieldError] {
    var errors = ObjectField(.string(string), at: path).mustDescend()
    if string.hasPrefix(".."), !string.hasPrefix("../") { errors.append(invalid("must not start with '..'")) }
    return errors
  }

  /// A path without `..`.
  func mustNotStepBack() -> [FieldError] {
    string.split(separator: "/").contains("..") ? [invalid("must not contain '..'")] : []
  }

  /// The permissions of a file, or nothing.
  func mustBeFileMode() -> [FieldError] {
    guard let integer, !(0...0o777).contains(integer) else { return [] }
    return [invalid("must be a number between 0 and 0777 (octal), both inclusive")]
  }
}
