public import APIMachinery
import Logging

/// Lets one of several instances act, by a Lease that the leader keeps renewing; as client-go's
/// `leaderelection` with a Lease lock.
public struct LeaderElection: Sendable {
  /// How long others wait after the last renewal they saw.
  public var leaseDuration: Duration = .seconds(15)
  /// How long the leader tries to renew before it gives up.
  public var renewDeadline: Duration = .seconds(10)
  /// The wait between attempts.
  public var retryPeriod: Duration = .seconds(2)
  /// Gives the lease back on a clean end, so that the next leader need not wait.
  public var releasesOnCancel = true

  private let client: APIClient
  private let lease: ObjectKey
  private let identity: String
  private let time: any TimeSource
  private let random: any RandomSource

  private static let leases = GroupVersionResource(group: "coordination.k8s.io", version: "v1", resource: "leases")

  /// - Parameters:
  ///   - client: Where the Lease is.
  ///   - lease: Its name, such as `kube-system/kube-scheduler`.
  ///   - identity: This instance's, different from every other's.
  ///   - time: The clock.
  ///   - random: For jitter.
  public init(
    client: APIClient, lease: ObjectKey, identity: String, time: any TimeSource, random: any RandomSource
  ) {
    self.client = client
    self.lease = lease
    self.identity = identity
    self.time = time
    self.random = random
  }

  /// Waits until this instance leads, then runs `body`.
  ///
  /// Returns when `body` does. Throws ``ClientError/Code/leadershipLost`` after cancelling `body` when the
  /// Lease could not be renewed in time; `CancellationError` when cancelled.
  public func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
    var observed = Observation()
    while try await !attempt(&observed) {
      try await time.sleep(for: retryPeriod + retryPeriod * (1.2 * random.nextUnit()))
    }
    let acquired = observed
    do {
      // Two children: the work, and the renewal, which only ends by failing.
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await body() }
        group.addTask { try await renew(acquired) }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch {
      await release()
      throw error
    }
    await release()
  }

  /// The Lease as last seen changing, and when: clocks of different machines are never compared.
  private struct Observation {
    var record: JSONValue?
    var at: Duration = .zero
  }

  private func renew(_ start: Observation) async throws {
    var observed = start
    var renewedAt = time.uptime()
    while true {
      try await time.sleep(for: retryPeriod)
      if (try? await attempt(&observed)) ?? false {
        renewedAt = time.uptime()
      } else {
        try Task.checkCancellation()
        guard time.uptime() - renewedAt < renewDeadline else {
          throw ClientError(
            .leadershipLost, "the lease \(lease) couldn't be renewed in time; another instance may lead now")
        }
      }
    }
  }

  /// Takes or renews the Lease; false where another instance holds it or took it first.
  private func attempt(_ observed: inout Observation) async throws -> Bool {
    let path = ResourcePath(Self.leases, namespace: lease.namespace)
    do {
      guard var current = try await ifFound({ try await client.get(path, name: lease.name) }) else {
        let created = try await client.create(path, fresh())
        observed = Observation(record: created["spec"], at: time.uptime())
        return true
      }
      if current["spec"] != observed.record {
        observed = Observation(record: current["spec"], at: time.uptime())
      }
      let holder = current[path: "spec", "holderIdentity"]?.stringValue ?? ""
      let seconds = current[path: "spec", "leaseDurationSeconds"]?.integerValue ?? 0
      if !holder.isEmpty, holder != identity, observed.at + .seconds(seconds) > time.uptime() { return false }
      var spec = current["spec"] ?? [:]
      if holder != identity {
        spec["acquireTime"] = .string(time.now().rfc3339Micro)
        let transitions = spec["leaseTransitions"]?.integerValue ?? 0
        spec["leaseTransitions"] = .integer(transitions + 1)
      }
      spec["holderIdentity"] = .string(identity)
      spec["leaseDurationSeconds"] = .integer(leaseDuration.components.seconds)
      spec["renewTime"] = .string(time.now().rfc3339Micro)
      current["spec"] = spec
      let stored = try await client.update(path, name: lease.name, current)
      observed = Observation(record: stored["spec"], at: time.uptime())
      return true
    } catch let error as APIError where error.isConflict || error.isAlreadyExists {
      return false
    } catch {
      try Task.checkCancellation()
      Logger(label: "leaderelection").warning("can't get or renew the lease \(lease): \(error)")
      return false
    }
  }

  private func fresh() -> JSONValue {
    let now = JSONValue.string(time.now().rfc3339Micro)
    return [
      "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
      "metadata": ["name": .string(lease.name), "namespace": .string(lease.namespace)],
      "spec": [
        "holderIdentity": .string(identity), "leaseDurationSeconds": .integer(leaseDuration.components.seconds),
        "acquireTime": now, "renewTime": now, "leaseTransitions": 0,
      ],
    ]
  }

  /// Empties the Lease, in a task of its own because the caller's is usually cancelled; one attempt.
  private func release() async {
    guard releasesOnCancel else { return }
    await Task {
      let path = ResourcePath(Self.leases, namespace: lease.namespace)
      guard var current = try? await client.get(path, name: lease.name),
        current[path: "spec", "holderIdentity"]?.stringValue == identity
      else { return }
      current["spec"]?["holderIdentity"] = ""
      current["spec"]?["leaseDurationSeconds"] = 1
      current["spec"]?["renewTime"] = .string(time.now().rfc3339Micro)
      _ = try? await client.update(path, name: lease.name, current)
    }.value
  }
}
