import APIMachinery

/// CronJobs, as upstream's `pkg/apis/batch/validation`.
struct CronJobValidator: ObjectValidator {
  /// Jobs are named after it with eleven characters more.
  private static let nameBytesMax = 52

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let errors = spec(ObjectField(object, "spec"), old: nil, context)
    guard object.name.utf8.count > Self.nameBytesMax else { return errors }
    return errors + [
      ObjectField(object, "metadata")["name"].invalid("must be no more than \(Self.nameBytesMax) characters")
    ]
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    spec(ObjectField(object, "spec"), old: ObjectField(old, "spec"), context)
  }

  private func spec(_ spec: ObjectField, old: ObjectField?, _ context: ValidationContext) -> [FieldError] {
    let zone = spec["timeZone"]
    var errors = schedule(spec["schedule"], zone, old: old?["schedule"])
    errors += spec["startingDeadlineSeconds"].mustNotBeNegative()
    if old == nil || zone.value != old?["timeZone"].value { errors += timeZone(zone) }
    errors += spec["concurrencyPolicy"].mustBeSetAndOne(of: ["Allow", "Forbid", "Replace"])
    let job = spec["jobTemplate", "spec"]
    errors += JobRules.validate(job, context)
    if job["selector"].isPresent { errors.append(job["selector"].invalid("`selector` will be auto-generated")) }
    if job["manualSelector"].bool { errors.append(job["manualSelector"].notSupported(["nil", "false"])) }
    return errors
      + ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"].flatMap { spec[$0].mustNotBeNegative() }
  }

  private func schedule(_ schedule: ObjectField, _ zone: ObjectField, old: ObjectField?) -> [FieldError] {
    if schedule.isEmpty { return [schedule.required()] }
    var errors = CronSchedule.problem(schedule.string).map { [schedule.invalid($0)] } ?? []
    guard schedule.string.contains("TZ") else { return errors }
    if old?.string.contains("TZ") != true {
      errors.append(schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead"))
    } else if zone.isPresent {
      errors.append(schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule"))
    }
    return errors
  }

  /// One of the time zone database; the server's own is none.
  private func timeZone(_ zone: ObjectField) -> [FieldError] {
    guard zone.isPresent else { return [] }
    if zone.isEmpty { return [zone.invalid("timeZone must be nil or non-empty string")] }
    let unknown = zone.invalid(TimeZoneNames.problem(zone.string))
    guard zone.string.lowercased() == "local" else { return TimeZoneNames.contains(zone.string) ? [] : [unknown] }
    return [
      zone.invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
    ] + (zone.string == "Local" ? [] : [unknown])
  }
}
