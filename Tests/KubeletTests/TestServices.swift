import APIClient
import APIMachinery
import APITesting
import ContainerRuntime
import LinuxSupport
import Logging

@testable import Kubelet

/// What a kubelet's parts share, over a fake runtime and an API server in memory, for tests of single parts.
struct TestServices {
  let api: FakeAPI
  let client: APIClient
  let runtime: FakeRuntime
  let root: String
  let services: PodServices

  struct NoEvents: PodEventSink {
    func report(
      _ pod: PodDefinition, container: ContainerDefinition?, isWarning: Bool, reason: String, message: String
    ) {}
  }

  init(time: any TimeSource = SystemTime()) {
    root = "/tmp/apus-kubelet-\(UInt64.random(in: 0 ... .max))"
    api = FakeAPI(time: time, random: SystemRandom())
    client = APIClient(transport: api)
    runtime = FakeRuntime(time: time)
    let node = TestNode.settings(root)
    let files = HostFileSystem()
    let objects = APIObjectSource(client: client, time: time, random: SystemRandom())
    let logger = Logger(label: "kubelet") { _ in SwiftLogNoOpLogHandler() }
    services = PodServices(
      runtime: runtime, node: node, objects: objects,
      images: ImageManager(runtime: runtime, objects: objects, time: time),
      volumes: VolumeManager(node: node, objects: objects, files: files, mounter: SystemMounter(), time: time),
      cgroups: nil, files: files, events: NoEvents(),
      statuses: PodStatusManager(client: client, time: time, logger: logger),
      handlers: HandlerRunner(runtime: runtime, time: time), time: time, random: SystemRandom(), logger: logger)
  }

  func registry() -> PodRegistry { PodRegistry(services: services, found: [:]) }

  func remove() { try? HostFileSystem().removeTree(root) }

}
