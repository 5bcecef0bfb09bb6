import APIMachinery

/// One probe of one life of a container.
struct ProbeKey: Hashable, Sendable {
  enum Kind: String, Sendable { case startup = "Startup", liveness = "Liveness", readiness = "Readiness" }

  var container: String
  var id: String
  var kind: Kind
}

extension PodWorker {
  /// Starts and stops probes so that exactly those run that should.
  func updateProbes() {
    var wanted: Set<ProbeKey> = []
    for container in machine.definition.containers + machine.definition.initContainers {
      guard let record = machine.containers[container.name], let run = record.run else { continue }
      func want(_ kind: ProbeKey.Kind, _ probe: ProbeDefinition?) {
        if probe != nil { wanted.insert(ProbeKey(container: container.name, id: run.id, kind: kind)) }
      }
      let isEnding = record.kill != nil || machine.stage != .active
      if !record.isStarted {
        if !isEnding { want(.startup, container.startupProbe) }
      } else {
        if !isEnding { want(.liveness, container.livenessProbe) }
        // Readiness is of interest until the end: an ending pod may still serve.
        want(.readiness, container.readinessProbe)
      }
    }
    for (key, task) in probes where !wanted.contains(key) {
      task.cancel()
      probes[key] = nil
    }
    for key in wanted where probes[key] == nil {
      guard let container = machine.container(named: key.container), let run = machine.containers[key.container]?.run
      else { continue }
      let probe: ProbeDefinition?
      switch key.kind {
      case .startup: probe = container.startupProbe
      case .liveness: probe = container.livenessProbe
      case .readiness: probe = container.readinessProbe
      }
      guard let probe else { continue }
      probes[key] = Task { await self.run(probe, key, container, startedAt: run.startedAt) }
    }
  }

  /// Probes until it is cancelled.
  private func run(
    _ probe: ProbeDefinition, _ key: ProbeKey, _ container: ContainerDefinition, startedAt: Timestamp
  ) async {
    // Liveness is taken for good and readiness for bad until the probe has said otherwise.
    let isReady = machine.containers[key.container]?.isReady ?? false
    var counter = ProbeCounter(
      probe, initial: key.kind == .liveness ? .success : key.kind == .readiness ? (isReady ? .success : .failure) : nil)
    let age = services.time.now() - startedAt
    do {
      if probe.initialDelay > age { try await services.time.sleep(for: probe.initialDelay - age) }
      while !Task.isCancelled {
        let outcome = await services.handlers.run(
          probe.handler, container: container, id: key.id, podIP: address, timeout: probe.timeout, asProbe: true)
        if Task.isCancelled { return }
        await take(outcome, &counter, probe, key, container)
        try await services.time.sleep(for: probe.period)
      }
    } catch {
      return
    }
  }

  private func take(
    _ outcome: HandlerRunner.Outcome, _ counter: inout ProbeCounter, _ probe: ProbeDefinition, _ key: ProbeKey,
    _ container: ContainerDefinition
  ) async {
    guard machine.containers[key.container]?.run?.id == key.id else { return }
    services.instruments.probed(
      "\(key.kind.rawValue)", succeeded: outcome == .success, container: key.container, machine.definition)
    if case .failure(let message) = outcome {
      services.events.warning(
        machine.definition, container, "Unhealthy", "\(key.kind.rawValue) probe failed: \(message)")
    }
    guard let verdict = counter.record(outcome == .success ? .success : .failure) else { return }
    switch (key.kind, verdict) {
    case (.startup, .success): machine.startupProbeSucceeded(key.container)
    case (.readiness, _): machine.readinessChanged(key.container, isReady: verdict == .success)
    case (.liveness, .success): return
    case (.startup, .failure), (.liveness, .failure):
      let message =
        "Container \(key.container) failed \(key.kind.rawValue.lowercased()) probe, will be restarted"
      if let order = machine.probeFailed(
        key.container, id: key.id, gracePeriod: probe.terminationGracePeriod, message: message),
        case .kill(let name, let id, let grace, let text) = order
      {
        launch { await $0.killContainer(name, id: id, gracePeriod: grace, message: text) }
      }
    }
    await step()
  }
}
