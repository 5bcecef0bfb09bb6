import APIMachinery
import CEL

/// Changes objects by the MutatingAdmissionPolicies bound to them.
struct MutatingAdmissionPolicy: AdmissionPlugin {
  let name = "MutatingAdmissionPolicy"

  let cache: PolicyCache
  let cluster: PolicyCluster
  let authorizer: any Authorizer
  let decoder = ObjectDecoder()
  let defaulter = Defaulter()

  init(reader: StoredObjects, authorizer: any Authorizer) {
    cache = PolicyCache("mutating", reader: reader)
    cluster = PolicyCluster(reader: reader)
    self.authorizer = authorizer
  }

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation != .delete && !PolicyCache.isExempt(request) && !cache.entries.isEmpty
  }

  /// A policy with one of its bindings and one set of parameters, for this request.
  private struct Invocation {
    let policy: CompiledPolicy
    let binding: String
    let target: PolicyTarget
    let parameters: JSONValue
  }

  private struct Failure {
    let message: String
    var reason: APIError.Reason?
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard !request.object.isNull else { return }
    var failures: [Failure] = []
    let invocations = invocations(request, &failures)
    // Those that want to see again what others changed after them.
    var seen: [(invocation: Invocation, object: JSONValue)] = []
    for invocation in invocations {
      guard invoke(invocation, &request, &failures) else { continue }
      if invocation.policy.isReinvoked { seen.append((invocation, request.object)) }
    }
    for (invocation, object) in seen where object != request.object {
      _ = invoke(invocation, &request, &failures)
    }
    guard let first = failures.first else { return }
    var error = request.forbidden("admission request denied by policy")
    error.message = first.message
    if let reason = first.reason { error.reason = reason }
    error.details?.causes += failures.map { APIError.Cause(reason: "", message: $0.message, field: "") }
    throw error
  }

  private func invocations(_ request: AdmissionRequest, _ failures: inout [Failure]) -> [Invocation] {
    var result: [Invocation] = []
    for (policy, bindings) in cache.entries {
      let target: PolicyTarget?
      do throws(PolicyProblem) {
        target = try policy.match.match(request, cluster)
      } catch {
        add("failed to configure policy: \(error.message)", policy, nil, to: &failures)
        continue
      }
      guard let target else { continue }
      for binding in bindings {
        do throws(PolicyProblem) {
          guard try binding.match.match(request, cluster) != nil else { continue }
          result += try cluster.parameters(of: policy, binding, namespace: request.namespace).map {
            Invocation(policy: policy, binding: binding.name, target: target, parameters: $0)
          }
        } catch {
          add("failed to configure binding: \(error.message)", policy, binding.name, to: &failures)
        }
      }
    }
    return result
  }

  private func add(
    _ message: String, _ policy: CompiledPolicy, _ binding: String?, reason: APIError.Reason? = nil,
    to failures: inout [Failure]
  ) {
    guard !policy.failsOpen else { return }
    let subject = binding.map { "policy '\(policy.name)' with binding '\($0)'" } ?? "policy \"\(policy.name)\""
    failures.append(Failure(message: "\(subject) denied request: \(message)", reason: reason))
  }

  /// Returns whether the policy's conditions hold.
  private func invoke(
    _ invocation: Invocation, _ request: inout AdmissionRequest, _ failures: inout [Failure]
  ) -> Bool {
    let namespace = PolicyInput.namespace(of: request, cluster)
    let authorizer = PolicyAuthorizer(authorizer, user: request.user)
    func input(_ request: AdmissionRequest) -> PolicyInput {
      PolicyInput(
        request, target: invocation.target, parameters: invocation.parameters, namespace: namespace,
        authorizer: authorizer, cluster: cluster)
    }
    do throws(PolicyProblem) {
      guard try PolicyConditions.hold(invocation.policy, input(request)) else { return false }
    } catch {
      add(error.message, invocation.policy, invocation.binding, reason: .invalid, to: &failures)
      return false
    }
    for mutation in invocation.policy.mutations {
      let evaluation = PolicyEvaluation(input(request), variables: invocation.policy.variables)
      do throws(PolicyProblem) {
        try apply(mutation, evaluation, invocation.target, &request)
      } catch {
        add(error.message, invocation.policy, invocation.binding, reason: .invalid, to: &failures)
      }
    }
    return true
  }

  // MARK: Patches

  private func apply(
    _ mutation: CompiledPolicy.Mutation, _ evaluation: PolicyEvaluation, _ target: PolicyTarget,
    _ request: inout AdmissionRequest
  ) throws(PolicyProblem) {
    let own = PolicyTarget(request)
    let before = cluster.convert(request.object, from: own, to: target)
    let type = cluster.reader.resources.resource(target.resource, group: target.group, version: target.version)?.type
    var patched: JSONValue
    switch mutation {
    case .applyConfiguration(let expression):
      var configuration = try value(expression, evaluation)
      configuration["apiVersion"] = before["apiVersion"]
      configuration["kind"] = before["kind"]
      do throws(ParseError) {
        patched = try ApplyConfiguration.merge(configuration, into: before, type: type)
      } catch {
        throw PolicyProblem("error applying patch: \(error.message)")
      }
    case .jsonPatch(let expression):
      let operations = try value(expression, evaluation)
      patched = before
      do throws(ParseError) {
        try JSONPatch(json: operations).apply(to: &patched)
      } catch {
        // Where a test fails, the patch is not for this object.
        if error.message.contains("testing path") || error.message.contains("test failed") { return }
        throw PolicyProblem("JSON Patch: \(error.message)")
      }
    }
    if let type {
      do throws(ParseError) {
        try decoder.decode(&patched, as: type)
      } catch {
        throw PolicyProblem("\(error.message)")
      }
      defaulter.apply(to: &patched, as: type, now: request.context.receivedAt)
    }
    request.object = cluster.convert(patched, from: target, to: own)
  }

  private func value(
    _ expression: PolicyExpression, _ evaluation: PolicyEvaluation
  ) throws(PolicyProblem) -> JSONValue {
    if let problem = expression.problem { throw PolicyProblem(problem) }
    let result: Result<CELValue, PolicyProblem>
    do throws(PolicyEvaluation.OutOfBudget) {
      result = try evaluation.evaluate(expression)
    } catch {
      throw PolicyProblem(error.message)
    }
    let value = try result.get()
    do throws(CELError) {
      return try value.json()
    } catch {
      throw PolicyProblem("expression '\(expression.source)' evaluated to what has no JSON form: \(error.message)")
    }
  }
}
