/// Checks a value of a custom resource against its schema, with the errors, words and order of upstream's validator
/// (`k8s.io/kube-openapi/pkg/validation/validate`).
///
/// With an old value, what it already had is tolerated: errors at a place whose value didn't change are dropped
/// (validation ratcheting).
public struct StructuralValidation {
  /// Something wrong, with all that an error and its message need.
  struct Failure {
    /// As seen from the value; nil where upstream's error has none.
    var path: String?
    var kind: FieldError.Kind = .invalid
    var value: JSONValue? = ""
    var detail: String
    /// Upstream tells errors apart by their text, and reports each once.
    var text: String
  }

  /// A step from the value to the place that is looked at.
  enum Step {
    case member(String)
    /// A member that only `additionalProperties` speaks of; upstream puts a point in front of it even at the start.
    case additional(String)
    case index(Int)
  }

  /// The value that stood at a place before the change.
  enum Old {
    /// There was none that could be told to be the same.
    case uncorrelated
    case value(JSONValue)
  }

  var failures: [Failure] = []
  var path: [Step] = []

  private init() {}

  /// What is wrong with `value`. `base` is the way to it; nil for an object as a whole.
  public static func errors(
    _ value: JSONValue, _ type: StructuralType, old: JSONValue? = nil, base: FieldPath? = nil
  ) -> [FieldError] {
    var validation = StructuralValidation()
    validation.check(value, type, old: old.map(Old.value) ?? .uncorrelated)
    return validation.report(base: base)
  }

  private func report(base: FieldPath?) -> [FieldError] {
    guard !failures.isEmpty else { return [] }
    var seen: Set<String> = []
    let root = base ?? .root
    return failures.filter { seen.insert($0.text).inserted }.map { failure in
      var place = root.description
      if let path = failure.path, !path.isEmpty {
        let relative = path.hasPrefix(".") ? String(path.dropFirst()) : path
        place = base == nil ? relative : "\(place).\(relative)"
      }
      return FieldError(failure.kind, field: place, value: failure.value, detail: failure.detail)
    }
  }

  /// The path as upstream's messages write it.
  var pathText: String {
    var text = ""
    for step in path {
      switch step {
      case .member(let name): text += text.isEmpty ? name : "." + name
      case .additional(let name): text += "." + name
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  // MARK: Values

  /// Checks one value. Returns how many of its checks went well, by which upstream picks the branch of a choice whose
  /// errors it shows.
  @discardableResult
  mutating func check(_ value: JSONValue, _ type: StructuralType, old: Old) -> Int {
    let before = failures.count
    let matches = checkAll(value, type, old: old)
    if failures.count > before, case .value(let old) = old, old == value {
      failures.removeSubrange(before...)
    }
    return matches
  }

  private mutating func checkAll(_ value: JSONValue, _ type: StructuralType, old: Old) -> Int {
    guard value != .null else { return checkNull(type) }
    let rules = type.rules
    var matches = 0
    let format = rules?.format ?? ""
    if !type.kinds.isEmpty || !format.isEmpty {
      matches += checkKind(value, type, format: format) ? 2 : 1
    }
    if let rules { matches += checkChoices(value, rules, old: old) }
    matches += 1
    switch value {
    case .string(let text):
      if let rules {
        checkText(text, rules)
        if !format.isEmpty, ValueFormat.isKnown(format) {
          checkFormat(text, format)
          matches += 1
        }
      }
      matches += 1
    case .integer, .number:
      checkNumber(value, type)
      matches += 2
    case .array(let elements):
      matches += checkElements(elements, type, old: old) + 2
    default: break
    }
    if let rules { checkEnumeration(value, rules) }
    matches += 1
    if case .object(let object) = value { matches += checkMembers(object, type, old: old) + 1 }
    return matches + 1
  }

  private mutating func checkNull(_ type: StructuralType) -> Int {
    let isAllowed = type.kinds.isEmpty || type.isNullable
    if !isAllowed { failKind(type.kinds.description, found: "null") }
    if let rules = type.rules, !rules.enumeration.isEmpty { failEnumeration(.null, rules) }
    return isAllowed ? 1 : 0
  }

  // MARK: Lists and objects

  private mutating func checkElements(_ elements: [JSONValue], _ type: StructuralType, old: Old) -> Int {
    var matches = 0
    if let items = type.items {
      let before = OldElements(old, type)
      for (index, element) in elements.enumerated() {
        path.append(.index(index))
        matches += check(element, items, old: before.element(index, element))
        path.removeLast()
      }
    }
    guard let rules = type.rules else { return matches }
    let count = Int64(elements.count)
    if let minimum = rules.minItems, count < minimum {
      fail(.integer(count), "should have at least \(minimum) items")
    }
    if let maximum = rules.maxItems, count > maximum {
      failTooMany(count, maximum, "should have at most \(maximum) items")
    }
    return matches
  }

  private mutating func checkMembers(_ object: JSONObject, _ type: StructuralType, old: Old) -> Int {
    var matches = 0
    let rules = type.rules
    let count = Int64(object.count)
    if let minimum = rules?.minProperties, count < minimum {
      fail(.integer(count), "should have at least \(minimum) properties")
    }
    if let maximum = rules?.maxProperties, count > maximum {
      failTooMany(count, maximum, "should have at most \(maximum) properties")
    }
    if type.flags.contains(.forbidsAdditional) {
      for member in object.members where type.member(member.key) == nil {
        let place = pathText
        append(place, value: .string(member.key), "\(place).\(member.key) in body is a forbidden property")
      }
    } else if let additional = type.additional {
      for member in object.members where type.member(member.key) == nil {
        path.append(.additional(member.key))
        matches += check(member.value, additional, old: Self.member(member.key, of: old, isRoot: false))
        path.removeLast()
      }
    }
    if !type.members.isEmpty {
      for member in object.members {
        guard let declared = type.member(member.key) else { continue }
        let before = Self.member(member.key, of: old, isRoot: path.isEmpty)
        path.append(.member(member.key))
        matches += check(member.value, declared, old: before)
        path.removeLast()
      }
    }
    for name in rules?.required ?? [] where object.position(of: name) == nil {
      let place = pathText + "." + name
      failures.append(
        Failure(path: place, kind: .required, value: "", detail: "", text: "\(place) in body is required"))
    }
    return matches
  }

  /// Changes of an object's type can't be seen: both versions were converted to the same one.
  private static func member(_ name: String, of old: Old, isRoot: Bool) -> Old {
    guard case .value(.object(let object)) = old, let value = object[name],
      !(isRoot && (name == "kind" || name == "apiVersion"))
    else { return .uncorrelated }
    return .value(value)
  }

  // MARK: Choices

  private mutating func checkChoices(_ value: JSONValue, _ rules: ValueRules, old: Old) -> Int {
    guard !rules.anyOf.isEmpty || !rules.oneOf.isEmpty || !rules.allOf.isEmpty || rules.not != nil else { return 1 }
    var matches = 1
    if !rules.anyOf.isEmpty { matches += checkAnyOf(value, rules.anyOf, old: old) }
    if !rules.oneOf.isEmpty { matches += checkOneOf(value, rules.oneOf, old: old) }
    if !rules.allOf.isEmpty {
      var valid = 0
      for branch in rules.allOf {
        let result = attempt(value, branch, old: old)
        if result.failures.isEmpty { valid += 1 }
        failures += result.failures
        matches += result.matches
      }
      if valid != rules.allOf.count {
        failChoice("must validate all the schemas (allOf)\(valid == 0 ? ". None validated" : "")")
      }
    }
    if let not = rules.not, attempt(value, not, old: old).failures.isEmpty {
      failChoice("must not validate the schema (not)")
    }
    return matches
  }

  private mutating func attempt(_ value: JSONValue, _ type: StructuralType, old: Old) -> (
    failures: [Failure], matches: Int
  ) {
    let kept = failures
    failures = []
    let matches = checkAll(value, type, old: old)
    defer { failures = kept }
    return (failures, matches)
  }

  private mutating func checkAnyOf(_ value: JSONValue, _ branches: [StructuralType], old: Old) -> Int {
    var best: (failures: [Failure], matches: Int)?
    for branch in branches {
      let result = attempt(value, branch, old: old)
      if result.failures.isEmpty { return result.matches }
      if best.map({ result.matches > $0.matches }) ?? true { best = result }
    }
    failChoice("must validate at least one schema (anyOf)")
    failures += best?.failures ?? []
    return best?.matches ?? 0
  }

  private mutating func checkOneOf(_ value: JSONValue, _ branches: [StructuralType], old: Old) -> Int {
    var best: (failures: [Failure], matches: Int)?
    var valid = 0
    var firstMatches = 0
    for branch in branches {
      let result = attempt(value, branch, old: old)
      if result.failures.isEmpty {
        if valid == 0 { firstMatches = result.matches }
        valid += 1
        best = nil
      } else if valid == 0, best.map({ result.matches > $0.matches }) ?? true {
        best = result
      }
    }
    guard valid != 1 else { return firstMatches }
    failChoice(
      "must validate one and only one schema (oneOf). "
        + (valid == 0 ? "Found none valid" : "Found \(valid) valid alternatives"))
    failures += best?.failures ?? []
    return best?.matches ?? 0
  }
}

/// The elements of a list before a change, as they correspond to those after it.
private struct OldElements {
  private enum Correspondence {
    case none
    case byIndex
    case byKeys([String])
  }

  private let elements: [JSONValue]
  private let correspondence: Correspondence

  init(_ old: StructuralValidation.Old, _ type: StructuralType) {
    guard case .value(.array(let elements)) = old else {
      self.elements = []
      correspondence = .none
      return
    }
    self.elements = elements
    switch type.topology {
    case .granular: correspondence = .byIndex
    case .keyed(let keys): correspondence = .byKeys(keys)
    case .set, .atomic: correspondence = .none
    }
  }

  func element(_ index: Int, _ new: JSONValue) -> StructuralValidation.Old {
    let found: JSONValue?
    switch correspondence {
    case .none: found = nil
    case .byIndex: found = elements.indices.contains(index) ? elements[index] : nil
    case .byKeys(let keys):
      guard case .object(let object) = new else { return .uncorrelated }
      found = elements.first { element in keys.allSatisfy { element[$0] == object[$0] } }
    }
    guard let found, !found.isNull else { return .uncorrelated }
    return .value(found)
  }
}
