import APIMachinery
import Telemetry

/// Decides which webhooks a request is for.
struct WebhookSelection: Sendable {
  let cluster: AdmissionCluster
  let authorizer: any Authorizer
  let metrics: AdmissionMetrics
  /// `admit` or `validating`, for metrics.
  let type: String

  /// The request's objects as the webhook wants to see them; nil where it doesn't.
  func objects(
    for webhook: AdmissionWebhook, _ request: AdmissionRequest, _ versions: inout [AdmissionTarget: VersionedObjects]
  ) async throws(APIError) -> VersionedObjects? {
    let target: AdmissionTarget?
    do throws(PolicyProblem) {
      target = try webhook.match.match(request, cluster)
    } catch {
      throw error.error ?? .internalError(error.message)
    }
    guard let target else { return nil }
    let objects: VersionedObjects
    if let known = versions[target] {
      objects = known
    } else {
      do throws(APIError) {
        objects = try await cluster.versioned(request, as: target)
      } catch {
        throw .internalError(error.message)
      }
      versions[target] = objects
    }
    do throws(PolicyProblem) {
      let input = PolicyInput(
        request, objects: objects, namespace: nil, authorizer: PolicyAuthorizer(authorizer, user: request.user))
      guard try webhook.conditions.hold(input) else {
        metrics.exclusions.with(webhook.name, "webhook", type, request.operation.rawValue).increment()
        return nil
      }
    } catch {
      throw .forbidden(request.resource, request.name, error.message)
    }
    return objects
  }
}
