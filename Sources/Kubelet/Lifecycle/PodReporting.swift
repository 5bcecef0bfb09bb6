import APIMachinery

/// Where what happens to pods is told.
protocol PodEventSink: Sendable {
  /// - Parameter container: The container it is about, with its place in the specification; nil for the pod as a whole.
  func report(
    _ pod: PodDefinition, container: ContainerDefinition?, isWarning: Bool, reason: String, message: String)
}

extension PodEventSink {
  func normal(_ pod: PodDefinition, _ container: ContainerDefinition?, _ reason: String, _ message: String) {
    report(pod, container: container, isWarning: false, reason: reason, message: message)
  }

  func warning(_ pod: PodDefinition, _ container: ContainerDefinition?, _ reason: String, _ message: String) {
    report(pod, container: container, isWarning: true, reason: reason, message: message)
  }
}

/// Where the state of pods is written.
protocol PodStatusSink: Sendable {
  /// The newest status; older ones that weren't written yet are dropped. Returns at once.
  func publish(_ status: JSONValue, of pod: PodDefinition) async
  /// Writes the last status and deletes the object for good. Returns when that is done, or is of no more use.
  func finish(_ status: JSONValue, of pod: PodDefinition) async
}
