import APIMachinery

/// What the kinds that make pods from a template have in common.
enum WorkloadRules {
  /// The template's pods run for ever: only one restart policy, no deadline.
  static func lasting(_ template: ObjectField, kind: String) -> [FieldError] {
    let (policy, deadline) = (template["spec", "restartPolicy"], template["spec", "activeDeadlineSeconds"])
    var errors = policy.mustBeOne(of: ["Always"])
    if deadline.isPresent {
      errors.append(deadline.forbidden("activeDeadlineSeconds in \(kind) is not Supported"))
    }
    return errors
  }

  /// The selector must choose the template's pods. An empty one, and one that can't be read, are complained about
  /// elsewhere.
  static func matches(_ selector: ObjectField, _ template: ObjectField) -> [FieldError] {
    guard let parsed = try? LabelSelector(object: selector.value) else { return [] }
    let labels = template["metadata", "labels"]
    guard !parsed.matches(labels.value) else { return [] }
    return [labels.invalid(showing: labels.value, "`selector` does not match template `labels`")]
  }

  static func isReadable(_ selector: ObjectField) -> Bool { (try? LabelSelector(object: selector.value)) != nil }

  /// - Parameter kind: In lower case, as the message has it.
  static func notEmpty(_ selector: ObjectField, kind: String) -> [FieldError] {
    guard selector.isPresent, LabelSelectorValidation.isEmpty(selector) else { return [] }
    return [selector.invalid("empty selector is invalid for \(kind)")]
  }

  /// Counts of a status: none below zero, none of the parts above the whole.
  static func counts(
    _ status: ObjectField, nonNegative: [String], whole: String = "replicas", parts: [String]
  ) -> [FieldError] {
    var errors = nonNegative.flatMap { status[$0].mustNotBeNegative() }
    for part in parts where status[part].number > status[whole].number {
      errors.append(
        status[part].invalid(showing: .integer(status[part].number), "cannot be greater than status.\(whole)"))
    }
    return errors
  }

  /// Available pods are ready.
  static func availableAreReady(_ status: ObjectField) -> [FieldError] {
    let available = status["availableReplicas"]
    return available.number > status["readyReplicas"].number
      ? [available.invalid(showing: .integer(available.number), "cannot be greater than readyReplicas")] : []
  }

  static func collisions(_ status: ObjectField, since old: ObjectField) -> [FieldError] {
    let count = status["collisionCount"]
    let before = old["collisionCount"]
    guard before.isPresent, count.number < before.number else { return [] }
    return [count.invalid(showing: .integer(count.number), "cannot be decremented")]
  }
}
