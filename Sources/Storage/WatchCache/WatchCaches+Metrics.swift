import Synchronization
public import Telemetry

extension WatchCaches {
  /// Adds the caches' state to what `/metrics` shows, under the names of upstream's cacher.
  public func register(in metrics: MetricRegistry) {
    metrics.collect { [weak self] text in
      guard let self else { return }
      let states = all.map(\.measures).sorted { ($0.group, $0.resource) < ($1.group, $1.resource) }
      for family in WatchCache.Measures.families {
        text.family(family.name, help: family.help, kind: family.kind) { text in
          for state in states {
            text.sample(family.value(state), labels: ["group", "resource"], values: [state.group, state.resource])
          }
        }
      }
    }
  }
}

extension WatchCache {
  /// What is counted of a cache.
  struct Measures {
    struct Family: Sendable {
      var name: String
      var kind: MetricText.Kind
      var help: String
      var value: @Sendable (Measures) -> Double
    }

    static let families: [Family] = [
      Family(name: "apiserver_resource_objects", kind: .gauge, help: "Objects of the resource.") {
        Double($0.objects)
      },
      Family(
        name: "apiserver_watch_cache_events_received_total", kind: .counter,
        help: "Changes that the watch cache was given by the store."
      ) { Double($0.received) },
      Family(name: "apiserver_watch_cache_capacity", kind: .gauge, help: "Events that the watch cache holds.") {
        Double($0.events)
      },
      Family(
        name: "apiserver_watch_cache_resource_version", kind: .gauge,
        help: "The revision of the store that the watch cache has come to."
      ) { Double($0.revision) },
      Family(
        name: "apiserver_terminated_watchers_total", kind: .counter,
        help: "Watches ended since they did not keep up."
      ) { Double($0.terminated) },
    ]

    var group: String
    var resource: String
    var objects: Int
    var received: Int
    var events: Int
    var revision: Revision
    var terminated: Int
  }

  var measures: Measures {
    state.withLock { state in
      Measures(
        group: configuration.group, resource: configuration.resource, objects: state.objects.count,
        received: state.receivedCount, events: state.history.endNumber - state.history.firstNumber,
        revision: state.revision, terminated: state.terminatedCount)
    }
  }
}
