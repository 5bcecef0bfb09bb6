import APIMachinery

/// How evenly pods are to be spread.
enum TopologySpreadValidation {
  static func validate(_ constraints: ObjectField, _ options: PodValidationOptions) -> [FieldError] {
    let all = constraints.elements
    return all.indices.flatMap { index in
      let constraint = all[index]
      let key = constraint["topologyKey"]
      let action = constraint["whenUnsatisfiable"]
      var errors: [FieldError] = []
      let skew = constraint["maxSkew"].integer ?? 0
      if skew <= 0 {
        errors.append(.invalid(constraint["maxSkew"].path, .integer(skew), "must be greater than zero"))
      }
      errors += key.mustBeSet("can not be empty")
      errors += action.mustBeOne(of: ["DoNotSchedule", "ScheduleAnyway"])
      if all[(index + 1)...].contains(where: {
        $0["topologyKey"].string == key.string && $0["whenUnsatisfiable"].string == action.string
      }) {
        errors.append(
          .duplicate(
            constraint.path.child("{topologyKey, whenUnsatisfiable}"), .string("{\(key.string), \(action.string)}")))
      }
      errors += domains(constraint["minDomains"], action.string)
      for policy in ["nodeAffinityPolicy", "nodeTaintsPolicy"] where constraint[policy].isPresent {
        errors += constraint[policy].mustBeOne(of: ["Honor", "Ignore"])
      }
      errors += MatchLabelKeysValidation.validate(constraint)
      errors += LabelSelectorValidation.validate(
        constraint["labelSelector"], allowsInvalidValues: options.allowsInvalidSelectorValues)
      return errors
    }
  }

  private static func domains(_ domains: ObjectField, _ action: String) -> [FieldError] {
    guard domains.isPresent else { return [] }
    return domains.mustBePositive()
      + (action == "DoNotSchedule"
        ? [] : [domains.invalid("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)")])
  }
}

/// Selectors that take values from the pod's own labels.
enum MatchLabelKeysValidation {
  /// Of an affinity term or a constraint.
  static func validate(_ term: ObjectField) -> [FieldError] {
    let matching = term["matchLabelKeys"]
    let mismatching = term["mismatchLabelKeys"]
    let selector = term["labelSelector"]
    var errors: [FieldError] = []
    for keys in [matching, mismatching] where !keys.isEmpty {
      guard selector.isPresent else {
        errors.append(keys.forbidden("must not be specified when labelSelector is not set"))
        continue
      }
      for key in keys.elements { errors += key.mustMatch(NameValidation.qualifiedName) }
    }
    if selector.isPresent {
      // The requirement made from the key is in the selector already; a second one is the client's.
      var seen = Set(selector["matchLabels"].entries.map(\.key))
      for expression in selector["matchExpressions"].elements {
        let key = expression["key"].string
        if let index = matching.strings.lastIndex(of: key), seen.contains(key) {
          errors.append(
            .invalid(term.path.index(index), .string(key), "exists in both matchLabelKeys and labelSelector"))
        }
        seen.insert(key)
      }
    }
    let excluded = Set(mismatching.strings)
    for key in matching.elements where excluded.contains(key.string) {
      errors.append(key.invalid("exists in both matchLabelKeys and mismatchLabelKeys"))
    }
    return errors
  }
}
