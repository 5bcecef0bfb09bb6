import APIMachinery
import CEL
import Telemetry

/// Changes objects by the MutatingAdmissionPolicies bound to them.
struct MutatingAdmissionPolicy: AdmissionPlugin {
  let name = "MutatingAdmissionPolicy"

  let cache: PolicyCache
  let cluster: AdmissionCluster
  let authorizer: any Authorizer
  let metrics: AdmissionMetrics

  init(cluster: AdmissionCluster, authorizer: any Authorizer, metrics: AdmissionMetrics) {
    self.metrics = metrics
    cache = PolicyCache("mutating", reader: cluster.reader)
    self.cluster = cluster
    self.authorizer = authorizer
  }

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation != .delete && !PolicyCache.isExempt(request) && !cache.entries.isEmpty
  }

  /// A policy with one of its bindings and one set of parameters, for this request.
  private struct Invocation {
    let policy: CompiledPolicy
    let binding: String
    let target: AdmissionTarget
    let parameters: JSONValue

    /// The same in the second round.
    var key: String { [policy.name, binding, parameters.namespace, parameters.name].joined(separator: "/") }
  }

  private struct Failure {
    let message: String
    var reason: APIError.Reason?
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    guard !request.object.isNull else { return }
    var failures: [Failure] = []
    let invocations = invocations(request, &failures)
    if !invocations.isEmpty {
      request.reinvocation.begin(name, request.object)
      var hasInvoked = false
      for invocation in invocations {
        if try await invoke(invocation, &request, &failures) { hasInvoked = true }
      }
      // Upstream counts every mutation as a change here, even one that leaves things as they are.
      if hasInvoked { request.reinvocation.noteChange(name) }
      request.reinvocation.end(name, request.object)
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
      let target: AdmissionTarget?
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

  /// Returns whether any of the policy's mutations was carried out.
  private func invoke(
    _ invocation: Invocation, _ request: inout AdmissionRequest, _ failures: inout [Failure]
  ) async throws(APIError) -> Bool {
    let (policy, own) = (invocation.policy, AdmissionTarget(request))
    let namespace = PolicyInput.namespace(of: request, cluster)
    let authorizer = PolicyAuthorizer(authorizer, user: request.user)
    var objects = try await cluster.versioned(request, as: invocation.target)
    func input() -> PolicyInput {
      PolicyInput(
        request, objects: objects, parameters: invocation.parameters, namespace: namespace, authorizer: authorizer)
    }
    do throws(PolicyProblem) {
      guard try policy.conditions.hold(input()) else { return false }
    } catch {
      add(error.message, policy, invocation.binding, reason: .invalid, to: &failures)
      return false
    }
    guard request.reinvocation.asks(name, invocation.key) else { return false }
    let before = objects.object
    let patcher = ObjectPatcher(cluster: cluster, target: invocation.target, now: request.context.receivedAt)
    var hasMutated = false
    for mutation in policy.mutations {
      let evaluation = PolicyEvaluation(input(), variables: policy.variables)
      do throws(PolicyProblem) {
        let object = try apply(mutation, evaluation, objects.object, patcher)
        objects = VersionedObjects(target: objects.target, object: object, oldObject: objects.oldObject)
        hasMutated = true
        metrics.mutatingPolicies.with(policy.name, invocation.binding, "no_error").increment()
      } catch {
        let type = PolicyDecision.errorType(error.message)
        metrics.mutatingPolicies.with(policy.name, invocation.binding, type).increment()
        add(error.message, policy, invocation.binding, reason: .invalid, to: &failures)
      }
    }
    if objects.object != before {
      request.object = try await cluster.convert(objects.object, from: invocation.target, to: own)
      request.reinvocation.noteChange(name)
    }
    if policy.isReinvoked { request.reinvocation.noteAsked(name, invocation.key) }
    return hasMutated
  }

  // MARK: Patches

  private func apply(
    _ mutation: CompiledPolicy.Mutation, _ evaluation: PolicyEvaluation, _ before: JSONValue, _ patcher: ObjectPatcher
  ) throws(PolicyProblem) -> JSONValue {
    var patched = before
    switch mutation {
    case .applyConfiguration(let expression):
      var configuration = try value(expression, evaluation)
      configuration["apiVersion"] = before["apiVersion"]
      configuration["kind"] = before["kind"]
      do throws(ParseError) {
        patched = try ApplyConfiguration.merge(configuration, into: before, type: patcher.type)
      } catch {
        throw PolicyProblem("error applying patch: \(error.message)")
      }
    case .jsonPatch(let expression):
      let operations = try value(expression, evaluation)
      do throws(ParseError) {
        try JSONPatch(json: operations).apply(to: &patched)
      } catch {
        // Where a test fails, the patch is not for this object.
        if error.message.contains("testing path") || error.message.contains("test failed") { return before }
        throw PolicyProblem("JSON Patch: \(error.message)")
      }
    }
    do throws(ParseError) {
      try patcher.complete(&patched)
    } catch {
      throw PolicyProblem("\(error.message)")
    }
    return patched
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
