import APIMachinery

/// When a job has failed, and when it has succeeded early.
enum JobPolicyRules {
  private static let rulesMax = 20
  private static let conditionPatternsMax = 20
  private static let exitCodesMax = 255
  private static let indexesBytesMax = 64 * 1024
  private static let actions = ["Count", "FailIndex", "FailJob", "Ignore"]
  private static let operators = ["In", "NotIn"]
  private static let statuses = ["False", "True", "Unknown"]

  static func failure(_ spec: ObjectField) -> [FieldError] {
    let rules = spec["podFailurePolicy", "rules"]
    let containers = Set(
      ["containers", "initContainers"].flatMap { spec["template", "spec", $0].elements }.map { $0["name"].string })
    return (rules.count > rulesMax ? [rules.tooMany(rulesMax)] : [])
      + rules.elements.flatMap { rule($0, spec, containers) }
  }

  private static func rule(_ rule: ObjectField, _ spec: ObjectField, _ containers: Set<String>) -> [FieldError] {
    let (codes, conditions, action) = (rule["onExitCodes"], rule["onPodConditions"], rule["action"])
    var errors = required(action, actions)
    if action.string == "FailIndex", !spec["backoffLimitPerIndex"].isPresent {
      errors.append(action.invalid("requires the backoffLimitPerIndex to be set"))
    }
    if codes.isPresent { errors += exitCodes(codes, containers) }
    if conditions.count > conditionPatternsMax { errors.append(conditions.tooMany(conditionPatternsMax)) }
    for pattern in conditions.elements {
      errors += pattern["type"].mustMatch(NameValidation.qualifiedName) + required(pattern["status"], statuses)
    }
    if codes.isPresent, !conditions.isEmpty {
      errors.append(
        rule.invalidWithoutValue("specifying both OnExitCodes and OnPodConditions is not supported"))
    }
    if !codes.isPresent, conditions.isEmpty {
      errors.append(rule.invalidWithoutValue("specifying one of OnExitCodes and OnPodConditions is required"))
    }
    return errors
  }

  private static func required(_ field: ObjectField, _ words: [String]) -> [FieldError] {
    let list = words.map(GoFormat.quoted).joined(separator: " ")
    return field.isEmpty ? [field.required("valid values: [\(list)]")] : field.mustBeOne(of: words)
  }

  private static func exitCodes(_ codes: ObjectField, _ containers: Set<String>) -> [FieldError] {
    let (container, values) = (codes["containerName"], codes["values"])
    var errors = required(codes["operator"], operators)
    if container.isPresent, !containers.contains(container.string) {
      errors.append(
        container.invalid("must be one of the container or initContainer names in the pod template"))
    }
    if values.isEmpty {
      errors.append(values.invalid(showing: values.value, "at least one value is required"))
    } else if values.count > exitCodesMax {
      errors.append(values.tooMany(exitCodesMax))
    }
    var seen: Set<Int64> = []
    for value in values.elements {
      if codes["operator"].string == "In", value.number == 0 {
        errors.append(value.invalid("must not be 0 for the In operator"))
      }
      if !seen.insert(value.number).inserted { errors.append(value.duplicate()) }
    }
    let numbers = values.elements.map(\.number)
    if zip(numbers, numbers.dropFirst()).contains(where: { $0 > $1 }) {
      errors.append(values.invalid("must be ordered"))
    }
    return errors
  }

  static func success(_ spec: ObjectField) -> [FieldError] {
    let policy = spec["successPolicy"]
    guard spec["completionMode"].string == "Indexed" else {
      return [
        policy.invalid(
          showing: GoInternalForm.of(policy.value, "batch/v1.SuccessPolicy"), "requires indexed completion mode")
      ]
    }
    let rules = policy["rules"]
    var errors: [FieldError] = []
    if rules.isEmpty {
      errors.append(rules.required("at least one rules must be specified when the successPolicy is specified"))
    }
    if rules.count > rulesMax { errors.append(rules.tooMany(rulesMax)) }
    return errors + rules.elements.flatMap { successRule($0, completions: spec["completions"].number) }
  }

  private static func successRule(_ rule: ObjectField, completions: Int64) -> [FieldError] {
    let (count, indexes) = (rule["succeededCount"], rule["succeededIndexes"])
    var errors: [FieldError] = []
    if !count.isPresent, !indexes.isPresent {
      errors.append(rule.required("at least one of succeededCount or succeededIndexes must be specified"))
    }
    var total: Int64?
    if indexes.isPresent {
      if indexes.string.utf8.count > indexesBytesMax { errors.append(indexes.tooLong(indexesBytesMax)) }
      do {
        total = try numberOfIndexes(indexes.string, completions: completions)
      } catch {
        errors.append(indexes.invalid("error parsing succeededIndexes: \(error.message)"))
      }
    }
    errors += count.mustNotBeNegative()
    if count.number > completions {
      errors.append(
        count.invalid("must be less than or equal to \(completions) (the number of specified completions)"))
    }
    if let total, count.number > total {
      errors.append(
        count.invalid(
          "must be less than or equal to \(total) (the number of indexes in the specified succeededIndexes field)"))
    }
    return errors
  }

  /// How many indexes a text such as `0-2,5` names; they must rise.
  private static func numberOfIndexes(_ text: String, completions: Int64) throws(ParseError) -> Int64 {
    guard !text.isEmpty else { return 0 }
    var (previous, total) = (Int64?.none, Int64(0))
    for interval in text.split(separator: ",", omittingEmptySubsequences: false) {
      let bounds = interval.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard bounds.count <= 2 else {
        throw ParseError(
          "the fragment \(GoFormat.quoted(String(interval))) violates the requirement that an index interval can have "
            + "at most two parts separated by '-'")
      }
      var first: Int64?
      for bound in bounds {
        guard let value = Int64(bound) else {
          throw ParseError("cannot convert string to integer for index: \(GoFormat.quoted(bound))")
        }
        guard value < completions else { throw ParseError("too large index: \(GoFormat.quoted(bound))") }
        if let previous, previous >= value {
          throw ParseError("non-increasing order, previous: \(previous), current: \(value)")
        }
        previous = value
        total += first.map { value - $0 } ?? 1
        first = value
      }
    }
    return total
  }
}
