import APIMachinery

// Giving running containers other resources.
extension PodMachine {
  mutating func resizeActions(_ now: Timestamp) -> [PodAction] {
    guard !resize.isUnderWay else { return [] }
    var actions: [PodAction] = []
    var inPlace: [String] = []
    for container in definition.initContainers + definition.containers {
      guard let record = containers[container.name], let run = record.run, record.kill == nil,
        let current = run.resources, !current.isSame(as: container.resources)
      else { continue }
      if container.mustRestart(for: current) {
        if let kill = kill(
          container, definition.terminationGracePeriod, "Container \(container.name) resize requires restart",
          restarts: true)
        {
          actions.append(kill)
        }
      } else {
        inPlace.append(container.name)
      }
    }
    if !inPlace.isEmpty {
      if isDue(resize.retry, now) {
        resize.isUnderWay = true
        actions.append(.resize(containers: inPlace))
      }
    } else if actions.isEmpty, let progress = resize.progress, isResized {
      resize.progress = nil
      actions.append(
        .tell(
          container: nil, isWarning: false, reason: "ResizeCompleted",
          message: "Pod resize completed for generation \(progress.generation)"))
    }
    return actions
  }

  /// Nothing that lives has other resources than it should, or is still being replaced.
  private var isResized: Bool {
    (definition.initContainers + definition.containers).allSatisfy { container in
      guard let record = containers[container.name] else { return true }
      switch record.phase {
      case .running(let run): return record.kill == nil && run.resources?.isSame(as: container.resources) ?? true
      case .starting: return false
      case .absent: return container.kind == .initial
      case .exited: return !record.mustRestart
      }
    }
  }

  mutating func resized(_ name: String, id: String, _ resources: ResourceDefinition) {
    guard var run = containers[name]?.run, run.id == id else { return }
    run.resources = resources
    containers[name]?.phase = .running(run)
  }

  mutating func resizeEnded(now: Timestamp, error: String?) {
    resize.isUnderWay = false
    resize.progress?.error = error
    if error == nil { resize.retry.succeeded() } else { resize.retry.failed(at: now) }
  }
}

extension ContainerDefinition {
  fileprivate func mustRestart(for current: ResourceDefinition) -> Bool {
    (restartsForResize.contains("cpu") && !resources.hasSameCPU(as: current))
      || (restartsForResize.contains("memory") && !resources.hasSameMemory(as: current))
  }
}
