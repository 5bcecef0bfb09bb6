public import APIClient
public import APIMachinery
import Logging

/// A control loop: watches objects and makes the world as they say.
protocol Controller: Sendable {
  /// Works until the task is cancelled.
  func run() async
}

/// What every controller is made from.
public struct ControllerContext: Sendable {
  /// Where the API is.
  public var client: APIClient
  /// Shared by all controllers.
  public var informers: InformerFactory
  public var time: any TimeSource
  public var random: any RandomSource
  public var options: ControllerManagerOptions
  var metrics: WorkQueueMetrics?

  /// A recorder that reports as `component`; the controller runs it.
  func recorder(_ component: String) -> EventRecorder {
    EventRecorder(client: client, component: component, time: time, random: random)
  }

  /// A queue of object keys.
  func queue(_ name: String) -> WorkQueue<ObjectKey> {
    let queue = WorkQueue<ObjectKey>(name: name, time: time)
    metrics?.add(queue)
    return queue
  }

  /// The client under a controller's own name, which the server sees as user agent and field manager.
  func client(for controller: String) -> APIClient {
    client.named(client.userAgent + "/" + controller)
  }
}

extension Controller {
  /// Waits for `informers`, then works through `queue`; stores `recorder`'s events meanwhile.
  ///
  /// The children are the event recorder and the queue's workers.
  func work(
    _ queue: WorkQueue<ObjectKey>, workers: Int, recorder: EventRecorder? = nil,
    after informers: [any InformerProtocol], _ sync: @escaping @Sendable (ObjectKey) async throws -> Void
  ) async {
    do {
      for informer in informers { try await informer.synced.wait() }
    } catch {
      return
    }
    await withDiscardingTaskGroup { group in
      if let recorder { group.addTask { await recorder.run() } }
      group.addTask { await queue.run(workers: workers, sync) }
    }
  }
}
