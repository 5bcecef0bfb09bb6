import APIMachinery
import Storage
import Synchronization

/// The policies of one kind with their bindings, compiled, and compiled anew when one of them has changed. As large as
/// what is stored.
final class PolicyCache: Sendable {
  typealias Entry = (policy: CompiledPolicy, bindings: [CompiledBinding])

  private let policies: StoredConfigurations
  private let bindings: StoredConfigurations
  private let state = Mutex(State())

  private struct State {
    var revisions: [Revision]?
    var entries: [Entry] = []
    /// By UID and generation: a change of one policy doesn't compile the others again.
    var compiled: [String: CompiledPolicy] = [:]
  }

  init(_ kind: String, reader: StoredObjects) {
    policies = StoredConfigurations("\(kind)admissionpolicies", reader: reader)
    bindings = StoredConfigurations("\(kind)admissionpolicybindings", reader: reader)
  }

  /// By name, those that have bindings.
  var entries: [Entry] {
    if bindings.isEmpty { return [] }
    let revisions = [policies.revision, bindings.revision]
    if let known = state.withLock({ $0.revisions == revisions ? $0.entries : nil }) { return known }
    let byPolicy = Dictionary(grouping: bindings.objects.map(CompiledBinding.init), by: \.policy)
    let stored = policies.objects.filter { byPolicy[$0.name] != nil }
    let before = state.withLock { $0.compiled }
    var compiled: [String: CompiledPolicy] = [:]
    var entries: [Entry] = []
    for policy in stored {
      let key = "\(policy.uid)/\(policy.generation)"
      let made = before[key] ?? CompiledPolicy(policy)
      compiled[key] = made
      entries.append((made, byPolicy[policy.name] ?? []))
    }
    state.withLock { $0 = State(revisions: revisions, entries: entries, compiled: compiled) }
    return entries
  }

  /// Policies don't look at themselves, nor at reviews, which are never stored.
  static func isExempt(_ request: AdmissionRequest) -> Bool {
    switch request.resource.group {
    case "authentication.k8s.io", "authorization.k8s.io": true
    case "admissionregistration.k8s.io": request.resource.resource.contains("admissionpolic")
    default: false
    }
  }
}
