import APIMachinery

/// What is told of kinds that make pods, beside what is told of the pods.
enum WorkloadWarnings {
  private static let completionsSoftMax: Int64 = 100_000
  private static let parallelismSoftMax: Int64 = 10_000

  static func job(_ spec: ObjectField) -> [String] {
    guard spec["completionMode"].string == "Indexed", spec["completions"].number > completionsSoftMax,
      spec["parallelism"].number > parallelismSoftMax
    else { return [] }
    return [
      "\(spec.path): In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, "
        + "Kubernetes might not be able to track completedIndexes when a big number of indexes fail"
    ]
  }

  static func cronJob(_ object: JSONValue, isNew: Bool) -> [String] {
    guard ObjectField(object, "spec")["schedule"].string.contains("TZ") else { return [] }
    return [
      "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see "
        + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"
    ]
  }

  /// Upstream's paths of claims differ between new sets and changed ones.
  static func statefulSet(_ object: JSONValue, isNew: Bool) -> [String] {
    let spec = ObjectField(object, "spec")
    var texts = spec["volumeClaimTemplates"].elements.flatMap {
      ClaimWarnings.of(spec: ObjectField($0["spec"].value, at: isNew ? $0.path : $0.path.child("Spec")))
    }
    if let limit = spec["revisionHistoryLimit"].integer, limit < 0 {
      texts.append(
        "\(spec["revisionHistoryLimit"].path): a negative value retains all historical revisions; a value >= 0 is "
          + "recommended")
    }
    return texts
  }
}
