import APIClient
import APIMachinery

/// Everything in a namespace, of whatever kind the server serves.
struct NamespaceContent {
  let name: String
  let client: APIClient

  /// What is left after a round of deletion.
  struct Result {
    /// Look again after this time; nil when nothing is left.
    var wait: Duration?
    var firstError: (any Error)?
    var findings: [Finding] = []
  }

  /// A condition of the namespace.
  struct Finding {
    var type: String
    var isProblem: Bool
    var reason: String
    var message: String
  }

  /// Asks for the deletion of everything and counts what remains. Pods come first: while one is left, what they may
  /// depend on (network policies, say) stays.
  func delete() async throws -> Result {
    let discovery = try await Discovery(client)
    let resources = discovery.resources.filter { $0.isNamespaced && $0.verbs.contains("delete") }
    let isPods = { (resource: DiscoveredResource) in resource.resource.groupResource == GroupResource(resource: "pods")
    }
    var round = Round()
    for resource in resources.filter(isPods) { try await empty(resource, &round) }
    if round.remaining.isEmpty {
      for resource in resources where !isPods(resource) { try await empty(resource, &round) }
    }
    var result = Result(wait: round.wait, firstError: round.firstError, findings: findings(discovery, round))
    if let failed = discovery.failures.first, result.firstError == nil {
      result.firstError = ClientError(.invalidResponse, "discovery of \(failed.groupVersion): \(failed.message)")
    }
    return result
  }

  /// What a round of deletion comes upon.
  private struct Round {
    var wait: Duration?
    var firstError: (any Error)?
    /// How many objects are left, by resource.
    var remaining: [String: Int] = [:]
    /// On how many objects each finalizer is.
    var finalizers: [String: Int] = [:]
    var failures: [String] = []
  }

  private func empty(_ resource: DiscoveredResource, _ round: inout Round) async throws {
    do {
      let left = try await empty(ResourcePath(resource.resource, namespace: name), resource)
      guard !left.isEmpty else { return }
      round.remaining[resource.resource.groupResource.description] = left.count
      for object in left {
        for finalizer in object[path: "metadata", "finalizers"]?.arrayValue ?? [] {
          round.finalizers[finalizer.stringValue ?? "", default: 0] += 1
        }
      }
      // Pods go when their containers have ended; a look every second finds that soon.
      round.wait = .seconds(1)
    } catch let error as APIError where error.code == 404 || error.code == 405 {
      return
    } catch {
      try Task.checkCancellation()
      round.failures.append("unexpected error when deleting \(resource.resource.groupResource): \(error)")
      round.firstError = round.firstError ?? error
    }
  }

  /// - Returns: What is still there.
  private func empty(_ path: ResourcePath, _ resource: DiscoveredResource) async throws -> [JSONValue] {
    if resource.verbs.contains("deletecollection") {
      try await client.deleteCollection(path, deletion: DeletionOptions(propagation: .background))
    } else if resource.verbs.contains("list") {
      for object in try await list(path) {
        let name = object[path: "metadata", "name"]?.stringValue ?? ""
        _ = try await ifFound {
          try await client.delete(path, name: name, options: DeletionOptions(propagation: .background))
        }
      }
    }
    guard resource.verbs.contains("list") else { return [] }
    return try await list(path)
  }

  private func list(_ path: ResourcePath) async throws -> [JSONValue] {
    var options = ListOptions()
    options.metadataOnly = true
    return try await client.list(path, options)["items"]?.arrayValue ?? []
  }

  private func findings(_ discovery: Discovery, _ round: Round) -> [Finding] {
    let failures = round.failures
    let undiscovered = discovery.failures.map { "\($0.groupVersion): \($0.message)" }.joined(separator: ", ")
    let left = round.remaining.sorted { $0.key < $1.key }
      .map { "\($0.key) has \($0.value) resource instances" }.joined(separator: ", ")
    let held = round.finalizers.sorted { $0.key < $1.key }
      .map { "\($0.key) in \($0.value) resource instances" }.joined(separator: ", ")
    return [
      Finding(
        type: "NamespaceDeletionDiscoveryFailure", isProblem: !undiscovered.isEmpty,
        reason: undiscovered.isEmpty ? "ResourcesDiscovered" : "DiscoveryFailed",
        message: undiscovered.isEmpty
          ? "All resources successfully discovered"
          : "Discovery failed for some groups, \(discovery.failures.count) failing: \(undiscovered)"),
      Finding(
        type: "NamespaceDeletionGroupVersionParsingFailure", isProblem: false, reason: "ParsedGroupVersions",
        message: "All legacy kube types successfully parsed"),
      Finding(
        type: "NamespaceDeletionContentFailure", isProblem: !failures.isEmpty,
        reason: failures.isEmpty ? "ContentDeleted" : "ContentDeletionFailed",
        message: failures.isEmpty
          ? "All content successfully deleted, may be waiting on finalization"
          : "Failed to delete all resource types, \(failures.count) remaining: \(failures.joined(separator: ", "))"),
      Finding(
        type: "NamespaceContentRemaining", isProblem: !left.isEmpty,
        reason: left.isEmpty ? "ContentRemoved" : "SomeResourcesRemain",
        message: left.isEmpty ? "All content successfully removed" : "Some resources are remaining: \(left)"),
      Finding(
        type: "NamespaceFinalizersRemaining", isProblem: !held.isEmpty,
        reason: held.isEmpty ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
        message: held.isEmpty
          ? "All content-preserving finalizers finished"
          : "Some content in the namespace has finalizers remaining: \(held)"),
    ]
  }
}
