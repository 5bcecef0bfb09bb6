import APIMachinery
import Storage
import Synchronization

/// The webhooks of one kind of configuration, compiled when a configuration has changed and only the changed ones. As
/// large as what is stored.
final class WebhookCache: Sendable {
  private let configurations: StoredConfigurations
  private let state = Mutex(State())

  private struct State {
    var revision: Revision?
    var webhooks: [AdmissionWebhook] = []
    /// By UID and generation.
    var compiled: [String: [AdmissionWebhook]] = [:]
  }

  init(_ kind: String, reader: StoredObjects) {
    configurations = StoredConfigurations("\(kind)webhookconfigurations", reader: reader)
  }

  var isEmpty: Bool { configurations.isEmpty }

  /// By the name of their configuration, and as they come in it.
  var webhooks: [AdmissionWebhook] {
    if configurations.isEmpty { return [] }
    let revision = configurations.revision
    if let known = state.withLock({ $0.revision == revision ? $0.webhooks : nil }) { return known }
    let before = state.withLock { $0.compiled }
    var compiled: [String: [AdmissionWebhook]] = [:]
    var webhooks: [AdmissionWebhook] = []
    for configuration in configurations.objects {
      let key = "\(configuration.uid)/\(configuration.generation)"
      let made = before[key] ?? AdmissionWebhook.all(of: configuration)
      compiled[key] = made
      webhooks += made
    }
    state.withLock { $0 = State(revision: revision, webhooks: webhooks, compiled: compiled) }
    return webhooks
  }
}
