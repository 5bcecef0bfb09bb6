import APIMachinery

/// Limit ranges: amounts that fit each other.
struct LimitRangeValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors: [FieldError] = []
    var types: Set<String> = []
    for limit in ObjectField(object, "spec")["limits"].elements {
      errors += type(limit["type"])
      if !types.insert(limit["type"].string).inserted { errors.append(limit["type"].duplicate(limit["type"].shown)) }
      errors += names(limit)
      if limit["type"].string == "PersistentVolumeClaim", !limit["min", "storage"].isPresent,
        !limit["max", "storage"].isPresent
      {
        errors.append(
          limit["limits"].required("either minimum or maximum storage value is required, but neither was provided"))
      }
      let lists = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"]
      let keys = Set(lists.flatMap { limit[$0].entries.map(\.key) }).sorted()
      errors += keys.flatMap { amounts(limit, $0) }
    }
    return errors
  }

  private func type(_ type: ObjectField) -> [FieldError] {
    let wrong = type.mustMatch(NameValidation.qualifiedName)
    guard wrong.isEmpty, !type.string.contains("/") else { return wrong }
    return ["Pod", "Container", "PersistentVolumeClaim"].contains(type.string)
      ? [] : [type.invalid("must be a standard limit type or fully qualified")]
  }

  private func names(_ limit: ObjectField) -> [FieldError] {
    let isPod = limit["type"].string == "Pod"
    let rule = isPod || limit["type"].string == "Container" ? ResourceNames.containerName : ResourceNames.anyName
    var errors = ["max", "min"].flatMap { list in limit[list].entries.flatMap { rule($0.key, $0.field.path) } }
    for list in ["default", "defaultRequest"] {
      if isPod {
        if !limit[list].isEmpty { errors.append(limit[list].forbidden("may not be specified when `type` is 'Pod'")) }
      } else {
        errors += limit[list].entries.flatMap { rule($0.key, $0.field.path) }
      }
    }
    return errors + limit["maxLimitRequestRatio"].entries.flatMap { rule($0.key, $0.field.path) }
  }

  private func amounts(_ limit: ObjectField, _ name: String) -> [FieldError] {
    let isPod = limit["type"].string == "Pod"
    let amount = { (list: String) in limit[list, name].quantity }
    let least = amount("min")
    let most = amount("max")
    let usual = isPod ? nil : amount("default")
    let asked = isPod ? nil : amount("defaultRequest")
    var errors: [FieldError] = []
    /// Complains at a list when the first amount is above the second.
    func check(_ list: String, _ low: (String, Quantity?), _ high: (String, Quantity?), shows shown: Quantity?) {
      guard let one = low.1, let other = high.1, one > other else { return }
      errors.append(
        .invalid(
          limit[list].path.key(name), .string((shown ?? one).description),
          "\(low.0) value \(one) is greater than \(high.0) value \(other)"))
    }
    check("min", ("min", least), ("max", most), shows: least)
    check("defaultRequest", ("min", least), ("default request", asked), shows: asked)
    check("defaultRequest", ("default request", asked), ("max", most), shows: asked)
    check("defaultRequest", ("default request", asked), ("default limit", usual), shows: asked)
    check("default", ("min", least), ("default", usual), shows: least)
    check("default", ("default", usual), ("max", most), shows: most)
    errors += ratio(limit, name, least, most)
    if !ResourceNames.canBeOvercommitted(name), let usual, let asked, usual != asked {
      errors.append(
        .invalid(
          limit["defaultRequest"].path.key(name), .string(asked.description),
          "default value \(usual) must equal to defaultRequest value \(asked) in \(name)"))
    }
    return errors
  }

  private func ratio(_ limit: ObjectField, _ name: String, _ least: Quantity?, _ most: Quantity?) -> [FieldError] {
    let path = limit["maxLimitRequestRatio"].path.key(name)
    guard let ratio = limit["maxLimitRequestRatio", name].quantity else { return [] }
    var errors: [FieldError] = []
    if ratio < Quantity(1) {
      errors.append(.invalid(path, .string(ratio.description), "ratio \(ratio) is less than 1"))
    }
    if let least, let most {
      let bound = most.approximateDouble / least.approximateDouble
      if ratio.approximateDouble > bound {
        errors.append(
          .invalid(
            path, .string(ratio.description), "ratio \(ratio) is greater than max/min = \(Self.sixDigits(bound))"))
      }
    }
    return errors
  }

  /// As Go's `%f`.
  private static func sixDigits(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
    let millionths = Int64((value * 1_000_000).rounded())
    let rest = "\(millionths.magnitude % 1_000_000)"
    return "\(millionths / 1_000_000).\(String(repeating: "0", count: 6 - rest.utf8.count))\(rest)"
  }
}

extension ObjectField {
  /// A text as messages show it, also where there is none.
  fileprivate var shown: JSONValue { .string(string) }
}
