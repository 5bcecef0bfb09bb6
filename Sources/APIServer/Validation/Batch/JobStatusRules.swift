import APIMachinery

/// What the status of a job may say, and how it may change (`validateJobStatus` and `ValidateJobUpdateStatus`
/// upstream). Rules look only at what a write changes, so that jobs that broke one before it was made can go on.
struct JobStatusRules {
  private let spec: ObjectField
  private let status: ObjectField
  private let before: ObjectField

  init(_ object: JSONValue, _ old: JSONValue) {
    spec = ObjectField(object, "spec")
    status = ObjectField(object, "status")
    before = ObjectField(old, "status")
  }

  func errors() -> [FieldError] {
    counts() + uncounted() + conditions() + times() + finished() + indexes() + transitions()
  }

  private func holds(_ type: String, _ status: ObjectField) -> Bool {
    status["conditions"].elements.contains { $0["type"].string == type && $0["status"].string == "True" }
  }

  private func holds(_ type: String) -> Bool { holds(type, status) }

  private func isFinished(_ status: ObjectField) -> Bool { holds("Complete", status) || holds("Failed", status) }

  private func hasChanged(_ members: String...) -> Bool {
    members.contains { !SemanticEquality.areEqual(status[$0].value, before[$0].value) }
  }

  private func hasTurned(_ types: String...) -> Bool { types.contains { holds($0) != holds($0, before) } }

  private var isIndexed: Bool { spec["completionMode"].string == "Indexed" }

  private func counts() -> [FieldError] {
    ["active", "succeeded", "failed", "ready", "terminating"].flatMap { status[$0].mustNotBeNegative() }
  }

  private func uncounted() -> [FieldError] {
    var seen: Set<String> = []
    return ["succeeded", "failed"].flatMap { status["uncountedTerminatedPods", $0].elements }.compactMap { uid in
      if uid.isEmpty { return uid.invalid("must not be empty") }
      return seen.insert(uid.string).inserted ? nil : uid.duplicate()
    }
  }

  private func conditions() -> [FieldError] {
    let complain = { (detail: String) in [status["conditions"].invalidWithoutValue(detail)] }
    var errors: [FieldError] = []
    if hasTurned("Complete", "Failed"), holds("Complete"), holds("Failed") {
      errors += complain("cannot set Complete=True and Failed=true conditions")
    }
    if hasTurned("Complete", "FailureTarget"), holds("Complete"), holds("FailureTarget") {
      errors += complain("cannot set Complete=True and FailureTarget=true conditions")
    }
    return errors
  }

  private func times() -> [FieldError] {
    let (start, end) = (status["startTime"], status["completionTime"])
    var errors: [FieldError] = []
    if hasTurned("Complete") || hasChanged("completionTime") {
      if end.isPresent, !holds("Complete") {
        errors.append(end.invalid("cannot set completionTime when there is no Complete=True condition"))
      }
      if !end.isPresent, holds("Complete") {
        errors.append(end.required("completionTime is required for Complete jobs"))
      }
    }
    // Times are kept in one form, whose order is that of their texts.
    if hasChanged("startTime", "completionTime"), start.isPresent, end.isPresent, end.string < start.string {
      errors.append(end.invalid("completionTime cannot be set before startTime"))
    }
    let isFailed = holds("Failed")
    if hasTurned("Failed") || hasChanged("failedIndexes"), isFailed, !holds("FailureTarget") {
      errors.append(
        status["conditions"].invalidWithoutValue(
          "cannot set Failed=True condition without the FailureTarget=true condition")
      )
    }
    if hasTurned("Complete", "SuccessCriteriaMet"), holds("Complete"), !holds("SuccessCriteriaMet") {
      errors.append(
        status["conditions"].invalidWithoutValue(
          "cannot set Complete=True condition without the SuccessCriteriaMet=true condition"))
    }
    return errors
  }

  /// Nothing runs of a job that is over.
  private func finished() -> [FieldError] {
    guard isFinished(status) else { return readiness() }
    let hasFinished = isFinished(status) != isFinished(before)
    let (active, terminating, uncounted) = (status["active"], status["terminating"], status["uncountedTerminatedPods"])
    var errors: [FieldError] = []
    if hasFinished || hasChanged("active"), active.number > 0 {
      errors.append(active.invalid("active>0 is invalid for finished job"))
    }
    if hasFinished || hasChanged("terminating"), terminating.number > 0 {
      errors.append(terminating.invalid("terminating>0 is invalid for finished job"))
    }
    if hasFinished || hasChanged("startTime"), !status["startTime"].isPresent {
      errors.append(status["startTime"].required("startTime is required for finished job"))
    }
    if hasFinished || hasChanged("uncountedTerminatedPods"),
      uncounted["succeeded"].count + uncounted["failed"].count > 0
    {
      errors.append(uncounted.invalid("uncountedTerminatedPods needs to be empty for finished job"))
    }
    return errors + readiness()
  }

  private func readiness() -> [FieldError] {
    guard hasChanged("ready", "active"), status["ready"].number > status["active"].number else { return [] }
    return [status["ready"].invalid("cannot set more ready pods than active")]
  }

  private func indexes() -> [FieldError] {
    let (completed, failed) = (status["completedIndexes"], status["failedIndexes"])
    var errors: [FieldError] = []
    if hasChanged("completedIndexes") {
      if spec["completions"].isPresent,
        let problem = IndexRanges(completed.string, below: spec["completions"].number).problem
      {
        errors.append(completed.invalid("error parsing completedIndexes: \(problem)"))
      }
      if !completed.isEmpty, !isIndexed {
        errors.append(completed.invalid("cannot set non-empty completedIndexes when non-indexed completion mode"))
      }
    }
    if hasChanged("failedIndexes"), failed.isPresent {
      if spec["completions"].isPresent,
        let problem = IndexRanges(failed.string, below: spec["completions"].number).problem
      {
        errors.append(failed.invalid("error parsing failedIndexes: \(problem)"))
      }
      if !spec["backoffLimitPerIndex"].isPresent {
        errors.append(failed.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null"))
      }
    }
    if hasChanged("failedIndexes", "completedIndexes"), spec["completions"].isPresent, failed.isPresent,
      let index = IndexRanges(failed.string, below: .max).firstShared(with: IndexRanges(completed.string, below: .max))
    {
      errors.append(failed.invalid("failedIndexes and completedIndexes overlap at index: \(index)"))
    }
    return errors
  }

  private func transitions() -> [FieldError] {
    var errors: [FieldError] = []
    for type in ["Failed", "Complete", "FailureTarget"] where holds(type, before) && !holds(type) {
      errors.append(
        status["conditions"].invalidWithoutValue("cannot disable the terminal \(type)=True condition"))
    }
    if status["failed"].number < before["failed"].number {
      errors.append(
        status["failed"].invalid(showing: .integer(status["failed"].number), "cannot decrease the failed counter"))
    }
    let isElastic = isIndexed && spec["completions"].value == spec["parallelism"].value
    if !isElastic, status["succeeded"].number < before["succeeded"].number {
      errors.append(
        status["succeeded"].invalid(
          showing: .integer(status["succeeded"].number), "cannot decrease the succeeded counter"))
    }
    let (start, end) = (status["startTime"], status["completionTime"])
    if end.isPresent, before["completionTime"].isPresent, end.value != before["completionTime"].value {
      errors.append(end.invalid("field is immutable"))
    }
    if before["startTime"].isPresent, start.value != before["startTime"].value, !spec["suspend"].bool {
      errors.append(start.invalid(showing: start.value, "field is immutable for unsuspended job once set"))
    }
    return errors
  }
}

/// Indexes as a job's status lists them: `1,3-5,7`, ascending.
private struct IndexRanges {
  private var ranges: [ClosedRange<Int64>] = []
  /// Why the text isn't such a list; nil where it is.
  private(set) var problem: String?

  /// - Parameter below: The number of completions, which every index is less than.
  init(_ text: String, below completions: Int64) {
    guard !text.isEmpty else { return }
    var last: Int64?
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let limits = part.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard limits.count <= 2 else {
        problem =
          "the fragment \(quoted(String(part))) violates the requirement that an index interval can have at most "
          + "two parts separated by '-'"
        return
      }
      var numbers: [Int64] = []
      for limit in limits {
        guard let number = Int64(limit) else {
          problem = "cannot convert string to integer for index: \(quoted(limit))"
          return
        }
        guard number < completions else {
          problem = "too large index: \(quoted(limit))"
          return
        }
        if let last, number <= last {
          problem = "non-increasing order, previous: \(last), current: \(number)"
          return
        }
        last = number
        numbers.append(number)
      }
      if let first = numbers.first, let last = numbers.last { ranges.append(first...last) }
    }
  }

  func firstShared(with other: IndexRanges) -> Int64? {
    ranges.flatMap { range in other.ranges.filter { $0.overlaps(range) }.map { max($0.lowerBound, range.lowerBound) } }
      .min()
  }
}
