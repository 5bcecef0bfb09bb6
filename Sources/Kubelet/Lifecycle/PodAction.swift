import APIMachinery

/// What the machine wants done. Each action is given out once; its result comes back as a call on the machine.
enum PodAction: Sendable, Equatable {
  /// Make the volumes. → `prepared`, `preparationFailed`
  case prepare
  /// Make directories and control group, then the sandbox. → `sandboxCreated`, `sandboxFailed`
  case createSandbox(attempt: UInt32)
  /// → `sandboxStopped`
  case stopSandbox(id: String)
  /// Pull the image, create and start. → `started`, `startFailed`
  case start(container: String, attempt: UInt32)
  /// Run the preStop hook, send the stop signal, kill after the grace period. → `exited`
  case kill(container: String, id: String, gracePeriod: Duration, message: String)
  /// Give running containers other resources. → `resized` for each, `resizeEnded`
  case resize(containers: [String])
  /// Report an event.
  case tell(container: String?, isWarning: Bool, reason: String, message: String)
  /// Take volumes and directories away again. → `cleanedUp`
  case cleanUp
  /// Nothing of the pod is left on the node: its object can go.
  case finish
}

/// Why a pod is being brought to an end.
struct Termination: Sendable, Equatable {
  enum Cause: Sendable, Equatable {
    /// Its object is being deleted, or is gone.
    case deleted
    /// Its containers have done their work, or can't.
    case ended
    /// The kubelet ends it: too long active, evicted, …; these become the status.
    case failed(reason: String, message: String)
  }

  var cause: Cause
  var gracePeriod: Duration
  /// The node ends it for its own sake, which the pod's owner may want to know.
  var isDisruption = false
}
