public import APIClient
public import APIMachinery
public import ContainerRuntime
import KubernetesAPI
public import LinuxSupport
public import Logging

/// Runs the pods that are assigned to this node.
public struct Kubelet: Sendable {
  public let options: KubeletOptions
  private let runtime: any ContainerRuntime
  private let time: any TimeSource
  private let random: any RandomSource
  private let files: any FileSystem
  private let mounter: any Mounter
  private let logger: Logger

  /// - Parameter runtime: containerd, as ``Containerd/runtime()`` gives it.
  public init(
    options: KubeletOptions, runtime: any ContainerRuntime, time: any TimeSource = SystemTime(),
    random: any RandomSource = SystemRandom(), files: any FileSystem = HostFileSystem(),
    mounter: any Mounter = SystemMounter(), logger: Logger = Logger(label: "kubelet")
  ) {
    self.options = options
    self.runtime = runtime
    self.time = time
    self.random = random
    self.files = files
    self.mounter = mounter
    self.logger = logger
  }

  /// Registers the node and runs its pods until the task is cancelled. Containers go on running then; the next run takes
  /// them over.
  public func run(client: APIClient) async throws {
    let client = client.named("kubelet")
    let facts = HostFacts.read(files)
    let node = try settings(facts)
    for directory in [node.rootDirectory, node.podLogsDirectory, "\(node.rootDirectory)/pods"] {
      try files.makeDirectory(directory)
    }
    let objects = APIObjectSource(client: client, time: time, random: random)
    let recorder = EventRecorder(
      client: client, component: "kubelet", host: node.nodeName, time: time, random: random)
    let cgroups = options.cgroupsPerQoS ? try CgroupManager(mounter: mounter, files: files) : nil
    if let cgroups { try prepareCgroups(cgroups, node, facts) }
    let instruments = KubeletInstruments()
    let runtime = MeasuredRuntime(runtime: self.runtime, instruments: instruments, time: time)
    let services = PodServices(
      runtime: runtime, instruments: instruments, node: node, objects: objects,
      images: ImageManager(runtime: runtime, objects: objects, time: time),
      volumes: VolumeManager(node: node, objects: objects, files: files, mounter: mounter, time: time),
      cgroups: cgroups,
      files: files, events: APIEventSink(recorder: recorder),
      statuses: PodStatusManager(client: client, time: time, logger: logger),
      handlers: HandlerRunner(runtime: runtime, time: time), time: time, random: random, logger: logger)
    let registry = PodRegistry(
      services: services, found: try await FoundPod.all(in: runtime))
    let reporter = NodeReporter(
      client: client, runtime: runtime, options: options, node: node, facts: facts, pressures: services.pressures,
      recorder: recorder, time: time, logger: logger)
    try await reporter.register()

    let inbox = PodInbox()
    let pods = podInformer(client, node)
    pods.addHandler { change in
      switch change {
      case .added(let pod), .updated(_, let pod): inbox.put(.set(pod))
      case .deleted(let pod): inbox.put(.gone(uid: pod.uid))
      }
    }
    let watcher = RuntimeWatcher(runtime: runtime, registry: registry, time: time, logger: logger)
    let keeper = HousekeepingLoop(services: services, registry: registry, options: options)
    let eviction = try evictionManager(services, registry, keeper)
    let server = try KubeletServer(
      options: options, client: client, registry: registry, services: services, facts: facts)

    // The pods' informer and the inbox feed the workers, the runtime's watcher tells them of exits; the reporter keeps the
    // Node and its Lease; the rest serves, stores events and cleans up. None ends before the task is cancelled.
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await objects.run() }
      group.addTask { await pods.run() }
      group.addTask { await recorder.run() }
      group.addTask {
        // What Services there are goes into every environment, so they have to be known first.
        try? await pods.synced.wait()
        try? await objects.waitUntilSynced()
        for change in inbox.drain() { await registry.take(change) }
        await registry.removeOrphans()
        while !Task.isCancelled {
          for change in await inbox.next() { await registry.take(change) }
        }
      }
      group.addTask { await watcher.followExits() }
      group.addTask { await watcher.compareRegularly() }
      group.addTask { try? await reporter.holdLease() }
      group.addTask { try? await reporter.reportStatus() }
      group.addTask { await keeper.run() }
      group.addTask { await eviction.run() }
      group.addTask { await server.run() }
      if !options.podManifestPath.isEmpty {
        let manifests = StaticPodSource(
          directory: options.podManifestPath, node: node, client: client, inbox: inbox, files: files, time: time,
          logger: logger)
        group.addTask { await manifests.run() }
      }
      await group.waitForAll()
    }
    await registry.shutDown()
  }

  private func evictionManager(
    _ services: PodServices, _ registry: PodRegistry, _ keeper: HousekeepingLoop
  ) throws -> EvictionManager {
    EvictionManager(
      thresholds: try options.evictionThresholds(), transitionPeriod: options.evictionPressureTransitionPeriod,
      observer: SystemNodeObserver(
        runtime: services.runtime, node: services.node, cgroups: services.cgroups, files: files),
      targets: registry, pressures: services.pressures, instruments: services.instruments, time: time, logger: logger
    ) { await keeper.freeDisk() }
  }

  private func settings(_ facts: HostFacts) throws -> NodeSettings {
    try NodeSettings(
      nodeName: (options.hostnameOverride.isEmpty ? facts.hostName : options.hostnameOverride).lowercased(),
      nodeIPs: options.nodeIPs.isEmpty ? ["127.0.0.1"] : options.nodeIPs, rootDirectory: options.rootDirectory,
      podLogsDirectory: options.podLogsDirectory, clusterDNS: options.clusterDNS, clusterDomain: options.clusterDomain,
      resolverConfiguration: options.resolverConfiguration, cgroupRoot: options.cgroupRoot,
      resources: NodeResources(
        facts: facts, diskBytes: DiskSpace.of(options.rootDirectory)?.totalBytes ?? 0, options: options),
      allowedSysctls: options.allowedUnsafeSysctls)
  }

  /// The groups of the three classes of pods. Best effort pods get what the others leave.
  private func prepareCgroups(_ cgroups: CgroupManager, _ node: NodeSettings, _ facts: HostFacts) throws {
    let root = "\(node.cgroupRoot)/kubepods"
    try cgroups.create(root, CgroupLimits(cpuShares: UInt64(facts.processors) * 1024))
    try cgroups.create("\(root)/besteffort", CgroupLimits(cpuShares: 2))
    try cgroups.create("\(root)/burstable")
  }

  private func podInformer(_ client: APIClient, _ node: NodeSettings) -> Informer<PodDefinition> {
    let options = ListOptions(fieldSelector: "spec.nodeName=\(node.nodeName)")
    return Informer(
      client: client,
      source: ListWatch(ResourcePath(PodStatusManager.pods), options) { json in
        var json = json
        json["metadata"]?["managedFields"] = nil
        let pod = PodDefinition(json: json)
        // What mirrors a file is run from the file.
        return pod.mirrorHash == nil ? pod : nil
      }, time: time, random: random)
  }
}
