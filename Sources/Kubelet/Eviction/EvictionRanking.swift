/// What one pod uses of what is short.
struct PodUsage: Sendable, Equatable {
  struct ContainerUsage: Sendable, Equatable {
    var name: String
    var used: Int64
    var requested: Int64
  }

  var pod: PodDefinition
  var used: Int64
  var requested: Int64
  var containers: [ContainerUsage]

  static func == (left: PodUsage, right: PodUsage) -> Bool {
    left.pod.uid == right.pod.uid && left.used == right.used && left.requested == right.requested
  }
}

/// Who goes first when something runs out, and what is said of it; as upstream ranks pods.
enum EvictionRanking {
  /// Those that use more than they requested, of them the least important, of them the one that is most above its
  /// request.
  static func order(_ pods: [PodUsage]) -> [PodUsage] {
    pods.filter { !$0.pod.isCritical }.sorted { left, right in
      let leftExceeds = left.used > left.requested
      let rightExceeds = right.used > right.requested
      if leftExceeds != rightExceeds { return leftExceeds }
      if left.pod.priority != right.pod.priority { return left.pod.priority < right.pod.priority }
      let (above, other) = (left.used - left.requested, right.used - right.requested)
      return above != other ? above > other : left.pod.uid < right.pod.uid
    }
  }

  /// The pod's status message.
  static func message(_ threshold: EvictionThreshold, available: String, victim: PodUsage, format: (Int64) -> String)
    -> String
  {
    var text =
      "The node was low on resource: \(threshold.signal.resource). Threshold quantity: \(threshold.text), "
      + "available: \(available). "
    for container in victim.containers where container.used > container.requested {
      text +=
        "Container \(container.name) was using \(format(container.used)), request is \(format(container.requested)), "
        + "has larger consumption of \(threshold.signal.resource). "
    }
    return text
  }
}
