import APIMachinery

/// One life of a container that the runtime has started.
struct ContainerRun: Sendable, Equatable {
  var id: String
  var startedAt: Timestamp
  /// The digest reference of its image, as the status shows it.
  var imageID: String
  var image: String
  /// Of the definition it was made from.
  var hash: String
  /// What it may use now, as far as that is known.
  var resources: ResourceDefinition?
}

/// How a container ended.
struct ContainerExit: Sendable, Equatable {
  var id: String
  var exitCode: Int32
  /// `Completed`, `Error`, `OOMKilled`, …
  var reason: String
  var message: String
  var startedAt: Timestamp?
  var finishedAt: Timestamp
  var imageID: String
  var image: String
}

/// Why a container isn't running yet.
struct Waiting: Sendable, Equatable {
  var reason: String
  var message: String

  static let creating = Waiting(reason: "ContainerCreating", message: "")
  static let initializing = Waiting(reason: "PodInitializing", message: "")
}

/// Why a container could not be started; decides when it is tried again and what the status says.
struct StartFailure: Error, Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// Pulling failed: tried again with back-off.
    case image
    /// Something the container needs is not there yet, or it can't be created: tried again soon.
    case configuration
    /// It was created and ended before or while it was started; counts as an end.
    case ended(ContainerExit)
  }

  var kind: Kind
  var reason: String
  var message: String
}

/// What the machine knows of one container by its name.
struct ContainerRecord: Sendable, Equatable {
  enum Phase: Sendable, Equatable {
    /// Not started in this sandbox.
    case absent
    case starting
    case running(ContainerRun)
    case exited(ContainerExit)
  }

  var phase: Phase = .absent
  /// Shown while the container doesn't run, instead of how it ended.
  var waiting: Waiting?
  var lastExit: ContainerExit?
  var restartCount = 0
  var backOff = RestartBackOff()
  var imageBackOff = RestartBackOff()
  /// The container isn't started before.
  var retryAt: Timestamp?
  /// When the status of a failed pull turns from the error to "backing off", and into what.
  var laterWaiting: (at: Timestamp, Waiting)?
  /// The startup probe has succeeded, or there is none.
  var isStarted = false
  /// The readiness probe has succeeded, or there is none.
  var isReady = false
  /// It is being stopped, with this grace period.
  var kill: KillOrder?

  struct KillOrder: Sendable, Equatable {
    var gracePeriod: Duration
    var message: String
    /// The container is to run again whatever its policy says.
    var restarts = false
  }
  /// It was ended only to be started again.
  var mustRestart = false

  var run: ContainerRun? {
    if case .running(let run) = phase { run } else { nil }
  }

  var exit: ContainerExit? {
    if case .exited(let exit) = phase { exit } else { nil }
  }

  static func == (left: ContainerRecord, right: ContainerRecord) -> Bool {
    left.phase == right.phase && left.waiting == right.waiting && left.lastExit == right.lastExit
      && left.restartCount == right.restartCount && left.isStarted == right.isStarted && left.isReady == right.isReady
      && left.kill == right.kill && left.retryAt == right.retryAt
  }
}
