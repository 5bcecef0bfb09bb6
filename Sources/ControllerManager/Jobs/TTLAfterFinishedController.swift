import APIClient
import APIMachinery
import KubernetesAPI

/// Deletes finished Jobs when `ttlSecondsAfterFinished` is over.
final class TTLAfterFinishedController: Controller {
  private let jobs: Informer<Job>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient
  private let time: any TimeSource

  init(_ context: ControllerContext) {
    jobs = context.informers.informer(for: Job.self)
    queue = context.queue("ttl_jobs_to_delete")
    client = context.client(for: "ttl-after-finished-controller")
    time = context.time
    jobs.addHandler { [queue] change in
      if case .deleted = change { return }
      if change.object.spec.ttlSecondsAfterFinished != nil { queue.add(change.object.key) }
    }
  }

  func run() async {
    await work(queue, workers: 5, after: [jobs]) { [self] key in
      guard let job = jobs.cache[key], !job.isDeleting, let end = Self.expiry(of: job) else { return }
      let left = end - time.now()
      if left > .zero { return queue.add(key, after: left) }
      // Asks the server, since the time may have been set anew since.
      let fresh: Job? = try await ifFound { try await client.get(key.name, namespace: key.namespace) }
      guard let fresh, fresh.uid == job.uid, let end = Self.expiry(of: fresh), end <= time.now() else { return }
      _ = try await ifFound {
        try await client.delete(
          Job.self, key.name, namespace: key.namespace,
          options: DeletionOptions(propagation: .foreground, uid: fresh.uid, resourceVersion: fresh.resourceVersion))
      }
    }
  }

  /// When the Job is to go; nil while it runs.
  private static func expiry(of job: Job) -> Timestamp? {
    guard let seconds = job.spec.ttlSecondsAfterFinished,
      let finished = job.status.conditions.first(where: {
        ($0.type == "Complete" || $0.type == "Failed") && $0.status == "True"
      })?.lastTransitionTime
    else { return nil }
    return finished + .seconds(Int64(seconds))
  }
}
