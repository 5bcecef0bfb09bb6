import APIMachinery
import CEL
import Telemetry

/// Checks requests by the ValidatingAdmissionPolicies bound to them.
struct ValidatingAdmissionPolicy: AdmissionPlugin {
  let name = "ValidatingAdmissionPolicy"

  let cache: PolicyCache
  let cluster: AdmissionCluster
  let authorizer: any Authorizer
  let metrics: AdmissionMetrics

  init(cluster: AdmissionCluster, authorizer: any Authorizer, metrics: AdmissionMetrics) {
    self.metrics = metrics
    cache = PolicyCache("validating", reader: cluster.reader)
    self.cluster = cluster
    self.authorizer = authorizer
  }

  func handles(_ request: AdmissionRequest) -> Bool {
    !PolicyCache.isExempt(request) && !cache.entries.isEmpty
  }

  /// A refusal by a policy; `binding` is nil when the policy itself is at fault.
  private struct Denial {
    let policy: String
    let binding: String?
    let decision: PolicyDecision
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    var denials: [Denial] = []
    let namespace = PolicyInput.namespace(of: request, cluster)
    let authorizer = PolicyAuthorizer(authorizer, user: request.user)
    var versions: [AdmissionTarget: VersionedObjects] = [:]
    for (policy, bindings) in cache.entries {
      let deny = { (message: String, binding: String?) -> [Denial] in
        policy.failsOpen
          ? [] : [Denial(policy: policy.name, binding: binding, decision: PolicyDecision(message: message))]
      }
      let target: AdmissionTarget?
      do throws(PolicyProblem) {
        target = try policy.match.match(request, cluster)
      } catch {
        denials += deny("failed to configure policy: \(error.message)", nil)
        continue
      }
      guard let target else { continue }
      var annotations = PolicyAnnotations()
      for binding in bindings {
        let parameters: [JSONValue]
        do throws(PolicyProblem) {
          guard try binding.match.match(request, cluster) != nil else { continue }
          parameters = try cluster.parameters(of: policy, binding, namespace: request.namespace)
        } catch {
          denials += deny("failed to configure binding: \(error.message)", binding.name)
          continue
        }
        if parameters.isEmpty { continue }
        let objects: VersionedObjects
        do throws(APIError) {
          if let known = versions[target] {
            objects = known
          } else {
            objects = try await cluster.versioned(request, as: target)
          }
        } catch {
          denials += deny(
            "failed to configure binding: failed to convert object version: \(error.message)", binding.name)
          continue
        }
        versions[target] = objects
        for parameter in parameters {
          let evaluation = PolicyValidation(
            policy,
            PolicyInput(
              request, objects: objects, parameters: parameter, namespace: namespace, authorizer: authorizer)
          ).evaluate()
          denials += enforce(evaluation, policy, binding, request)
          annotations.add(evaluation.annotations)
        }
      }
      annotations.publish(policy.name, to: request.context.auditAnnotations)
    }
    if let first = denials.first { throw refusal(first, request) }
  }

  /// What comes of the decisions of a policy by the actions of a binding.
  private func enforce(
    _ evaluation: PolicyValidation.Outcome, _ policy: CompiledPolicy, _ binding: CompiledBinding,
    _ request: AdmissionRequest
  ) -> [Denial] {
    var denials: [Denial] = []
    for decision in evaluation.decisions {
      for action in binding.actions {
        metrics.validatingPolicies.with(policy.name, binding.name, decision.errorType, action.lowercased()).increment()
        switch action {
        case "Deny": denials.append(Denial(policy: policy.name, binding: binding.name, decision: decision))
        case "Warn":
          request.context.warnings.add(
            "Validation failed for ValidatingAdmissionPolicy '\(policy.name)' with binding '\(binding.name)': "
              + decision.message)
        case "Audit": PolicyAnnotations.publish(failure: decision, binding, to: request.context.auditAnnotations)
        default: break
        }
      }
    }
    // Annotations that can't be worked out refuse the request whatever the binding says.
    return denials
      + evaluation.problems.map {
        Denial(policy: policy.name, binding: binding.name, decision: PolicyDecision(message: $0))
      }
  }

  private func refusal(_ denial: Denial, _ request: AdmissionRequest) -> APIError {
    let binding = denial.binding.map { " with binding '\($0)'" } ?? ""
    let message =
      "ValidatingAdmissionPolicy '\(denial.policy)'\(binding) denied request: \(denial.decision.message)"
    var error = request.forbidden(message)
    error.reason = APIError.Reason(rawValue: denial.decision.reason)
    switch error.reason {
    case .forbidden: error.code = 403
    case .unauthorized: error.code = 401
    case .requestEntityTooLarge: error.code = 413
    default: error.code = 422
    }
    error.details?.causes.append(APIError.Cause(reason: "", message: message, field: ""))
    return error
  }
}
