import APIClient
import APIMachinery
import Logging
import ResourceAccounting
import Synchronization

/// Watches what quotas count, of each resource from when the first quota asks for it: a cluster without quotas pays
/// nothing for them. Of an object it keeps what it takes and which scopes it is in.
final class QuotaMonitor: Sendable {
  /// What a recount may find.
  struct Change: Sendable {
    var evaluator: any QuotaEvaluator
    /// Of one namespace, or (nil) of all.
    var namespace: String?
    /// Objects were made, which admission has charged.
    var isCharged = false
  }

  /// What is known of a resource's objects.
  enum Objects: Sendable {
    /// They are being listed, and should be known within this time.
    case starting(Duration)
    /// There is no such resource, or it can't be listed.
    case unknown
    case known([QuotaItem])
  }

  private struct Tracked: Sendable {
    var namespace: String
    var item: QuotaItem
  }

  private struct Watch {
    var evaluator: any QuotaEvaluator
    /// When somebody first asked, on the clock's uptime.
    var since: Duration
    /// nil while the resource's version isn't known.
    var informer: Informer<Tracked>?
    /// Discovery doesn't list it.
    var isAbsent = false
  }

  private let client: APIClient
  private let time: any TimeSource
  private let random: any RandomSource
  private let watches = Mutex<[GroupResource: Watch]>([:])
  private let asked = Signal()

  /// How long quotas wait for a first list.
  private static let patience: Duration = .seconds(30)
  /// How often the server is asked for kinds that it didn't have.
  private static let discoveryPeriod: Duration = .seconds(30)

  init(client: APIClient, time: any TimeSource, random: any RandomSource) {
    self.client = client
    self.time = time
    self.random = random
  }

  /// The objects of a namespace. Whoever asks first for a resource starts its watch.
  func objects(of evaluator: any QuotaEvaluator, in namespace: String) -> Objects {
    let now = time.uptime()
    let (watch, isNew) = watches.withLock { watches -> (Watch, Bool) in
      if let watch = watches[evaluator.resource] { return (watch, false) }
      let watch = Watch(evaluator: evaluator, since: now)
      watches[evaluator.resource] = watch
      return (watch, true)
    }
    if isNew { asked.send() }
    if let informer = watch.informer, informer.hasSynced {
      return .known(informer.cache.all(in: namespace).map(\.item))
    }
    let left = Self.patience - (now - watch.since)
    return watch.isAbsent || left <= .zero ? .unknown : .starting(left)
  }

  /// Watches until the task is cancelled; `report` hears of what is to be counted again.
  ///
  /// The children are a watch per resource, and one task for each that waits for its first list.
  func run(_ report: @escaping @Sendable (Change) -> Void) async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        for (evaluator, informer) in await newInformers(report) {
          group.addTask { await informer.run() }
          group.addTask {
            guard (try? await informer.synced.wait()) != nil else { return }
            report(Change(evaluator: evaluator))
          }
        }
        if watches.withLock({ $0.values.contains { $0.isAbsent } }) {
          await asked.wait(upTo: Self.discoveryPeriod, time)
        } else {
          await asked.wait()
        }
      }
      group.cancelAll()
    }
  }

  private func newInformers(
    _ report: @escaping @Sendable (Change) -> Void
  ) async -> [(any QuotaEvaluator, Informer<Tracked>)] {
    let missing = watches.withLock { $0.values.filter { $0.informer == nil }.map(\.evaluator) }
    guard !missing.isEmpty else { return [] }
    let served = await servedResources()
    var fresh: [(any QuotaEvaluator, Informer<Tracked>)] = []
    for evaluator in missing {
      let informer = served[evaluator.resource].map { self.informer(of: evaluator, at: $0, report) }
      watches.withLock { watches in
        watches[evaluator.resource]?.informer = informer
        watches[evaluator.resource]?.isAbsent = informer == nil
      }
      if let informer { fresh.append((evaluator, informer)) } else { report(Change(evaluator: evaluator)) }
    }
    return fresh
  }

  /// What has objects in namespaces that can be watched; nothing while the server can't be asked.
  private func servedResources() async -> [GroupResource: GroupVersionResource] {
    var served: [GroupResource: GroupVersionResource] = [:]
    do {
      for found in try await Discovery(client).resources
      where found.isNamespaced && found.verbs.isSuperset(of: ["list", "watch"]) {
        served[found.resource.groupResource] = found.resource
      }
    } catch {
      if !Task.isCancelled { Logger(label: "resourcequota").warning("discovery failed: \(error)") }
    }
    return served
  }

  private func informer(
    of evaluator: any QuotaEvaluator, at resource: GroupVersionResource,
    _ report: @escaping @Sendable (Change) -> Void
  ) -> Informer<Tracked> {
    var options = ListOptions()
    options.metadataOnly = evaluator is ObjectCountEvaluator
    let informer = Informer<Tracked>(
      client: client,
      source: ListWatch(ResourcePath(resource), options) { json in
        Tracked(
          namespace: json[path: "metadata", "namespace"]?.stringValue ?? "", item: evaluator.item(of: json))
      },
      time: time, random: random)
    informer.addHandler { change in
      switch change {
      case .added(let object):
        report(Change(evaluator: evaluator, namespace: object.namespace, isCharged: true))
      case .updated(let old, let new):
        if old.item != new.item { report(Change(evaluator: evaluator, namespace: new.namespace)) }
      case .deleted(let object): report(Change(evaluator: evaluator, namespace: object.namespace))
      }
    }
    return informer
  }
}
