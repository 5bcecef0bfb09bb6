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

  /// Asks for the deletion of everything and counts what remains.
  func delete() async throws -> Result {
    let discovery = try await Discovery(client)
    var result = Result()
    var remaining: [String: Int] = [:]
    var finalizers: [String: Int] = [:]
    var failures: [String] = []
    for resource in discovery.resources where resource.isNamespaced && resource.verbs.contains("delete") {
      let path = ResourcePath(resource.resource, namespace: name)
      do {
        let left = try await empty(path, resource)
        guard !left.isEmpty else { continue }
        remaining[resource.resource.groupResource.description] = left.count
        var wait = Duration.seconds(1)
        for object in left {
          for finalizer in object[path: "metadata", "finalizers"]?.arrayValue ?? [] {
            finalizers[finalizer.stringValue ?? "", default: 0] += 1
          }
          if let grace = object[path: "metadata", "deletionGracePeriodSeconds"]?.integerValue {
            wait = max(wait, .seconds(min(grace, 15)))
          }
        }
        // Pods go when their containers have ended; a look every second finds that soon.
        result.wait = max(result.wait ?? .zero, min(wait, .seconds(1)))
      } catch let error as APIError where error.code == 404 || error.code == 405 {
        continue
      } catch {
        try Task.checkCancellation()
        failures.append("unexpected error when deleting \(resource.resource.groupResource): \(error)")
        result.firstError = result.firstError ?? error
      }
    }
    result.findings = findings(discovery, failures, remaining, finalizers)
    if let failed = discovery.failures.first, result.firstError == nil {
      result.firstError = ClientError(.invalidResponse, "discovery of \(failed.groupVersion): \(failed.message)")
    }
    return result
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

  private func findings(
    _ discovery: Discovery, _ failures: [String], _ remaining: [String: Int], _ finalizers: [String: Int]
  ) -> [Finding] {
    let undiscovered = discovery.failures.map { "\($0.groupVersion): \($0.message)" }.joined(separator: ", ")
    let left = remaining.sorted { $0.key < $1.key }
      .map { "\($0.key) has \($0.value) resource instances" }.joined(separator: ", ")
    let held = finalizers.sorted { $0.key < $1.key }
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
