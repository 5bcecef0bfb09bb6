/// Types, numbers, texts and enumerations.
extension StructuralValidation {
  // MARK: Types

  mutating func checkKind(_ value: JSONValue, _ type: StructuralType, format: String) -> Bool {
    let found = JSONKinds(of: value)
    let isWholeNumber: Bool =
      if case .number(let number) = value { type.kinds.contains(.integer) && number == number.rounded() } else { false }
    let isWidened = found == .integer && type.kinds.contains(.number)
    let fits = type.kinds.contains(found) && !found.isEmpty || isWholeNumber || isWidened
    if !format.isEmpty {
      if found == .string || found == .array {
        // The format is checked by itself; upstream leaves the rest to it.
        if type.kinds.isDisjoint(with: [.integer, .number]) { return true }
      } else if !fits {
        let inferred = found == .integer ? "int64" : found == .number ? "float64" : ""
        if inferred != format {
          failKind(format, found: inferred)
          return false
        }
      }
    }
    guard fits || type.kinds.isEmpty else {
      failKind(type.kinds.description, found: found.description)
      return false
    }
    return true
  }

  mutating func checkFormat(_ text: String, _ format: String) {
    if !ValueFormat.validates(text, format) { failKind(format, found: text) }
  }

  // MARK: Texts

  /// Upstream stops at the first of these.
  mutating func checkText(_ text: String, _ rules: ValueRules) {
    if rules.maxLength != nil || rules.minLength != nil {
      let length = Int64(text.unicodeScalars.count)
      if let maximum = rules.maxLength, length > maximum {
        let place = pathText
        let error = FieldError.tooLong(.root, maximumBytes: Int(clamping: maximum))
        failures.append(
          Failure(
            path: place, kind: .tooLong, value: error.value, detail: error.detail,
            text: "\(place) in body should be at most \(maximum) chars long"))
        return
      }
      if let minimum = rules.minLength, length < minimum {
        return fail(.string(text), "should be at least \(minimum) chars long")
      }
    }
    if let pattern = rules.compiledPattern, !pattern.matches(text) {
      fail(.string(text), "should match '\(rules.pattern)'")
    }
  }

  // MARK: Numbers

  /// The type and format a number is held to, where the schema has exactly one type.
  private struct NumberForm {
    let isInteger: Bool
    let format: String

    init(_ type: StructuralType) {
      isInteger = type.kinds == .integer
      format = type.kinds == .integer || type.kinds == .number ? type.rules?.format ?? "" : ""
    }

    func holds(_ number: Double) -> Bool {
      if isInteger {
        return format == "int32" ? Int32(exactly: number) != nil : Int64(exactly: number) != nil
      }
      return format != "float" || number.magnitude <= Double(Float.greatestFiniteMagnitude)
    }

    func holds(_ value: JSONValue) -> Bool {
      if case .integer(let number) = value, isInteger { return format != "int32" || Int32(exactly: number) != nil }
      return holds(value.doubleValue ?? 0)
    }

    var name: String {
      (isInteger ? "integer" : format.isEmpty ? "" : "number")
        + (format.isEmpty ? " (default format)" : " with format \(format)")
    }
  }

  mutating func checkNumber(_ value: JSONValue, _ type: StructuralType) {
    let form = NumberForm(type)
    if !form.holds(value) { failForm("Checked", form) }
    guard let rules = type.rules else { return }
    if let factor = rules.multipleOf {
      let fits = form.holds(factor)
      if !fits { failForm("MultipleOf", form) }
      checkMultiple(value, factor, isExact: fits)
    }
    if let minimum = rules.minimum {
      let fits = form.holds(minimum)
      if !fits { failForm("Minimum boundary", form) }
      let isExclusive = rules.isMinimumExclusive
      let isBelow = Self.compare(value, minimum, isExact: fits)
      if isBelow < 0 || isExclusive && isBelow == 0 {
        fail(
          value,
          "should be greater than \(isExclusive ? "" : "or equal to ")\(Self.text(minimum, like: value, isExact: fits))"
        )
      }
    }
    if let maximum = rules.maximum {
      let fits = form.holds(maximum)
      if !fits { failForm("Maximum boundary", form) }
      let isExclusive = rules.isMaximumExclusive
      let isAbove = Self.compare(value, maximum, isExact: fits)
      if isAbove > 0 || isExclusive && isAbove == 0 {
        fail(
          value,
          "should be less than \(isExclusive ? "" : "or equal to ")\(Self.text(maximum, like: value, isExact: fits))")
      }
    }
  }

  /// Integers are compared with the whole part of a limit, as upstream does.
  private static func compare(_ value: JSONValue, _ limit: Double, isExact: Bool) -> Int {
    if isExact, case .integer(let number) = value, let whole = Int64(exactly: limit.rounded(.towardZero)) {
      return number < whole ? -1 : number > whole ? 1 : 0
    }
    let number = value.doubleValue ?? 0
    return number < limit ? -1 : number > limit ? 1 : 0
  }

  private static func text(_ limit: Double, like value: JSONValue, isExact: Bool) -> String {
    if isExact, case .integer = value, let whole = Int64(exactly: limit.rounded(.towardZero)) { return "\(whole)" }
    return GoFormat.plain(limit)
  }

  private mutating func checkMultiple(_ value: JSONValue, _ factor: Double, isExact: Bool) {
    guard factor > 0 else {
      let place = pathText
      let detail = "factor MultipleOf declared for \(place) must be positive: \(GoFormat.plain(factor))"
      return append(place, value: .number(factor), detail)
    }
    let shown = Self.text(factor, like: value, isExact: isExact)
    if isExact, case .integer(let number) = value, let whole = Int64(exactly: factor.rounded(.towardZero)) {
      if whole <= 0 {
        let place = pathText
        append(place, value: .integer(whole), "factor MultipleOf declared for \(place) must be positive: \(whole)")
      } else if number % whole != 0 {
        fail(value, "should be a multiple of \(shown)")
      }
      return
    }
    let number = value.doubleValue ?? 0
    let quotient = factor < 1 ? 1 / factor * number : number / factor
    if !Self.isWhole(quotient) { fail(value, "should be a multiple of \(shown)") }
  }

  /// Whether a number is whole but for the error of its computation.
  private static func isWhole(_ number: Double) -> Bool {
    let limit = Double(1 << 53)
    guard number.isFinite, number.magnitude < limit else { return false }
    let whole = number.rounded()
    let difference = (number - whole).magnitude
    return difference == 0 || difference < 1e-9 * max(1, number.magnitude)
  }

  private mutating func failForm(_ subject: String, _ form: NumberForm) {
    let text = "\(subject) value must be of type \(form.name) in \(pathText)"
    failures.append(Failure(path: nil, detail: text, text: text))
  }

  // MARK: Enumerations

  mutating func checkEnumeration(_ value: JSONValue, _ rules: ValueRules) {
    guard !rules.enumeration.isEmpty, !rules.enumeration.contains(where: { Self.areSame($0, value) }) else { return }
    failEnumeration(value, rules)
  }

  /// Numbers are compared by their value.
  private static func areSame(_ allowed: JSONValue, _ value: JSONValue) -> Bool {
    switch (allowed, value) {
    case (.integer(let whole), .number(let number)): Int64(exactly: number.rounded(.towardZero)) == whole
    case (.number(let number), .integer(let whole)): Double(whole) == number
    default: allowed == value
    }
  }

  mutating func failEnumeration(_ value: JSONValue, _ rules: ValueRules) {
    let place = pathText
    let values = rules.enumeration.map { $0.stringValue ?? $0.jsonText }
    let error = FieldError.notSupported(.root, value, supported: values)
    failures.append(
      Failure(
        path: place, kind: .notSupported, value: value, detail: error.detail,
        text: "\(place) in body should be one of [\(values.joined(separator: " "))]"))
  }

  // MARK: Failures

  mutating func fail(_ value: JSONValue, _ what: String) {
    let place = pathText
    append(place, value: value, "\(place) in body \(what)")
  }

  mutating func append(_ place: String, value: JSONValue, _ detail: String) {
    failures.append(Failure(path: place, value: value, detail: detail, text: detail))
  }

  mutating func failKind(_ expected: String, found: String) {
    let place = pathText
    let detail = "\(place) in body must be of type \(expected): \(GoFormat.quoted(found))"
    failures.append(Failure(path: place, kind: .typeInvalid, value: .string(found), detail: detail, text: detail))
  }

  mutating func failTooMany(_ count: Int64, _ maximum: Int64, _ what: String) {
    let place = pathText
    let error = FieldError.tooMany(.root, count: Int(count), maximum: Int(clamping: maximum))
    failures.append(
      Failure(
        path: place, kind: .tooMany, value: .integer(count), detail: error.detail, text: "\(place) in body \(what)"))
  }

  mutating func failChoice(_ what: String) {
    let text = "\(GoFormat.quoted(pathText)) \(what)"
    failures.append(Failure(path: nil, detail: text, text: text))
  }
}
