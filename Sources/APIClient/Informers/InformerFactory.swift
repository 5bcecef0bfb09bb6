public import APIMachinery
public import KubernetesAPI
import Synchronization

/// Shares informers: whoever asks for the same objects gets the same informer, so that each is listed,
/// watched and kept once for a whole process.
public final class InformerFactory: Sendable {
  private struct Identity: Hashable {
    var type: ObjectIdentifier
    var path: ResourcePath
    var options: ListOptions
  }

  private struct State {
    var informers: [Identity: any InformerProtocol] = [:]
    var waiting: [any InformerProtocol] = []
  }

  /// Where the objects come from.
  public let client: APIClient
  private let time: any TimeSource
  private let random: any RandomSource
  private let state = Mutex(State())
  private let added = Signal()

  /// - Parameters:
  ///   - client: Where the objects come from.
  ///   - time: The clock, for back-off.
  ///   - random: For jitter.
  public init(client: APIClient, time: any TimeSource, random: any RandomSource) {
    self.client = client
    self.time = time
    self.random = random
  }

  /// The informer of all objects of a generated type that `options` selects. What `transform` takes away
  /// is decided by whoever asks first.
  public func informer<Object: APIObject>(
    for type: Object.Type = Object.self, namespace: String? = nil, _ options: ListOptions = ListOptions(),
    transform: (@Sendable (inout JSONValue) -> Void)? = nil
  ) -> Informer<Object> {
    informer(ListWatch<Object>(namespace: namespace, options, transform: transform))
  }

  /// The informer of what `source` describes, told apart by type, path and options.
  public func informer<Object: Sendable>(_ source: ListWatch<Object>) -> Informer<Object> {
    let identity = Identity(type: ObjectIdentifier(Object.self), path: source.path, options: source.options)
    return state.withLock { state in
      if let known = state.informers[identity] as? Informer<Object> { return known }
      let informer = Informer(client: client, source: source, time: time, random: random)
      state.informers[identity] = informer
      state.waiting.append(informer)
      added.send()
      return informer
    }
  }

  /// Runs every informer, those asked for later too, until the task is cancelled. Called once.
  public func run() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        let fresh = state.withLock { state in
          defer { state.waiting = [] }
          return state.waiting
        }
        for informer in fresh { group.addTask { await informer.run() } }
        await added.wait()
      }
      group.cancelAll()
    }
  }

  /// Returns when every informer asked for so far has its first list. Throws `CancellationError`.
  public func waitForSync() async throws {
    let informers = state.withLock { Array($0.informers.values) }
    for informer in informers { try await informer.synced.wait() }
  }
}
