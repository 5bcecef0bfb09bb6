import APIMachinery

/// The spec of jobs, their own and those of a CronJob's template (`validateJobSpec` upstream).
enum JobRules {
  private static let parallelismMax: Int64 = 100_000
  private static let failedIndexesMax: Int64 = 100_000
  /// Above so many completions, jobs with a limit per index have lower limits.
  private static let manyCompletions: Int64 = 100_000
  private static let failedIndexesOfManyMax: Int64 = 10_000
  private static let parallelismOfManyMax: Int64 = 10_000
  private static let managerBytesMax = 63

  static func validate(_ spec: ObjectField, _ context: ValidationContext) -> [FieldError] {
    var errors = [
      "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
      "backoffLimitPerIndex", "maxFailedIndexes",
    ].flatMap { spec[$0].mustNotBeNegative() }
    if spec["maxFailedIndexes"].isPresent, !spec["backoffLimitPerIndex"].isPresent {
      errors.append(spec["backoffLimitPerIndex"].required("when maxFailedIndexes is specified"))
    }
    if spec["managedBy"].isPresent {
      errors += spec["managedBy"].mustBeDomainPrefixedPath()
      if spec["managedBy"].string.utf8.count > managerBytesMax {
        errors.append(spec["managedBy"].tooLong(managerBytesMax))
      }
    }
    errors += completionMode(spec)
    if spec["podFailurePolicy"].isPresent { errors += JobPolicyRules.failure(spec) }
    if spec["successPolicy"].isPresent { errors += JobPolicyRules.success(spec) }
    errors += replacementPolicy(spec)
    let template = spec["template"]
    errors += PodTemplateValidation.validate(template, PodValidationOptions(context))
    return errors
      + restartPolicy(template["spec", "restartPolicy"], hasFailurePolicy: spec["podFailurePolicy"].isPresent)
  }

  private static func completionMode(_ spec: ObjectField) -> [FieldError] {
    let mode = spec["completionMode"]
    var errors = mode.isPresent ? mode.mustBeOne(of: ["NonIndexed", "Indexed"]) : []
    if mode.string == "Indexed" { errors += indexed(spec) }
    if !mode.isPresent || mode.string == "NonIndexed" {
      for name in ["backoffLimitPerIndex", "maxFailedIndexes"] where spec[name].isPresent {
        errors.append(spec[name].invalid("requires indexed completion mode"))
      }
    }
    return errors
  }

  private static func indexed(_ spec: ObjectField) -> [FieldError] {
    let (completions, parallelism, failed) = (spec["completions"], spec["parallelism"], spec["maxFailedIndexes"])
    var errors: [FieldError] = []
    if !completions.isPresent { errors.append(completions.required("when completion mode is Indexed")) }
    if parallelism.number > parallelismMax {
      errors.append(
        parallelism.invalid("must be less than or equal to \(parallelismMax) when completion mode is Indexed"))
    }
    if completions.isPresent, failed.number > completions.number {
      errors.append(failed.invalid("must be less than or equal to completions"))
    }
    if failed.number > failedIndexesMax {
      errors.append(failed.invalid("must be less than or equal to \(failedIndexesMax)"))
    }
    guard completions.number > manyCompletions, spec["backoffLimitPerIndex"].isPresent else { return errors }
    if !failed.isPresent {
      errors.append(failed.required("must be specified when completions is above \(manyCompletions)"))
    }
    for (field, maximum) in [(parallelism, parallelismOfManyMax), (failed, failedIndexesOfManyMax)]
    where field.number > maximum {
      errors.append(
        field.invalid(
          "must be less than or equal to \(maximum) when completions are above \(manyCompletions) and used with "
            + "backoff limit per index"))
    }
    return errors
  }

  private static func replacementPolicy(_ spec: ObjectField) -> [FieldError] {
    let policy = spec["podReplacementPolicy"]
    guard policy.isPresent else { return [] }
    return policy.mustBeOne(
      of: spec["podFailurePolicy"].isPresent ? ["Failed"] : ["Failed", "TerminatingOrFailed"])
  }

  private static func restartPolicy(_ policy: ObjectField, hasFailurePolicy: Bool) -> [FieldError] {
    switch policy.string {
    case "", "Always": return [policy.required("valid values: \"OnFailure\", \"Never\"")]
    case "Never": return []
    case "OnFailure":
      return hasFailurePolicy
        ? [policy.invalid("only \"Never\" is supported when podFailurePolicy is specified")] : []
    default: return [policy.notSupported(["OnFailure", "Never"])]
    }
  }
}
