import APIMachinery
import CEL

/// Checks requests by the ValidatingAdmissionPolicies bound to them.
struct ValidatingAdmissionPolicy: AdmissionPlugin {
  let name = "ValidatingAdmissionPolicy"
  private static let messageBytesMax = 5 * 1024

  let cache: PolicyCache
  let cluster: PolicyCluster
  let authorizer: any Authorizer

  init(reader: StoredObjects, authorizer: any Authorizer) {
    cache = PolicyCache("validating", reader: reader)
    cluster = PolicyCluster(reader: reader)
    self.authorizer = authorizer
  }

  func handles(_ request: AdmissionRequest) -> Bool {
    !PolicyCache.isExempt(request) && !cache.entries.isEmpty
  }

  /// A refusal by a policy; `binding` is empty when the policy itself is at fault.
  private struct Denial {
    let policy: String
    let binding: String?
    let decision: Decision
  }

  fileprivate struct Decision {
    let message: String
    var reason = "Invalid"
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    var denials: [Denial] = []
    let namespace = PolicyInput.namespace(of: request, cluster)
    let authorizer = PolicyAuthorizer(authorizer, user: request.user)
    for (policy, bindings) in cache.entries {
      let target: PolicyTarget?
      do throws(PolicyProblem) {
        target = try policy.match.match(request, cluster)
      } catch {
        if !policy.failsOpen {
          let message = "failed to configure policy: \(error.message)"
          denials.append(Denial(policy: policy.name, binding: nil, decision: Decision(message: message)))
        }
        continue
      }
      guard let target else { continue }
      for binding in bindings {
        let decisions: [Decision]
        var actions = binding.actions
        do throws(PolicyProblem) {
          guard try binding.match.match(request, cluster) != nil else { continue }
          decisions = try cluster.parameters(of: policy, binding, namespace: request.namespace).flatMap { parameters in
            let input = PolicyInput(
              request, target: target, parameters: parameters, namespace: namespace, authorizer: authorizer,
              cluster: cluster)
            return Self.decide(policy, input)
          }
        } catch {
          if policy.failsOpen { continue }
          decisions = [Decision(message: "failed to configure binding: \(error.message)")]
          actions = ["Deny"]
        }
        for decision in decisions {
          if actions.contains("Deny") {
            denials.append(Denial(policy: policy.name, binding: binding.name, decision: decision))
          }
          if actions.contains("Warn") {
            request.context.warnings.add(
              "Validation failed for ValidatingAdmissionPolicy '\(policy.name)' with binding '\(binding.name)': "
                + decision.message)
          }
        }
      }
    }
    if let first = denials.first { throw refusal(first, request) }
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

  // MARK: Evaluation

  /// The refusals of one policy with one set of parameters.
  private static func decide(_ policy: CompiledPolicy, _ input: PolicyInput) -> [Decision] {
    do throws(PolicyProblem) {
      guard try PolicyConditions.hold(policy, input) else { return [] }
    } catch {
      return policy.failsOpen ? [] : [Decision(message: error.message)]
    }
    let evaluation = PolicyEvaluation(input, variables: policy.variables)
    do throws(PolicyEvaluation.OutOfBudget) {
      var outcomes: [Result<Bool, PolicyProblem>] = []
      for validation in policy.validations {
        outcomes.append(try evaluation.evaluate(validation.expression).map { $0.boolValue == true })
      }
      var decisions: [Decision] = []
      for (validation, outcome) in zip(policy.validations, outcomes) {
        switch outcome {
        case .success(true): break
        case .success(false):
          decisions.append(Decision(message: try message(validation, evaluation), reason: validation.reason))
        case .failure(let problem):
          if !policy.failsOpen { decisions.append(Decision(message: problem.message)) }
        }
      }
      return decisions + (try audit(policy, input))
    } catch {
      return policy.failsOpen ? [] : [Decision(message: error.message)]
    }
  }

  private static func message(
    _ validation: CompiledPolicy.Validation, _ evaluation: PolicyEvaluation
  ) throws(PolicyEvaluation.OutOfBudget) -> String {
    if let expression = validation.messageExpression, case .success(let value) = try evaluation.evaluate(expression) {
      let text = (value.stringValue ?? "").trimmed
      if !text.isEmpty, text.utf8.count <= messageBytesMax, !text.utf8.contains(UInt8(ascii: "\n")) { return text }
    }
    let text = validation.message.trimmed
    return text.isEmpty ? "failed expression: \(validation.expression.source.trimmed)" : text
  }

  /// Annotations are for an audit log, which this server doesn't write; that one can't be worked out still counts.
  private static func audit(
    _ policy: CompiledPolicy, _ input: PolicyInput
  ) throws(PolicyEvaluation.OutOfBudget) -> [Decision] {
    guard !policy.auditAnnotations.isEmpty else { return [] }
    let evaluation = PolicyEvaluation(input, variables: policy.variables)
    var decisions: [Decision] = []
    for annotation in policy.auditAnnotations {
      if case .failure(let problem) = try evaluation.evaluate(annotation.expression), !policy.failsOpen {
        decisions.append(Decision(message: problem.message))
      }
    }
    return decisions
  }
}

extension String {
  /// Without white space at its ends.
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
