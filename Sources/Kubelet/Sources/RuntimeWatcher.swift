import APIMachinery
import ContainerRuntime
import Logging

/// Tells workers of containers that have ended: at once by the runtime's events, and by comparing lists as the safety
/// net for what events miss.
struct RuntimeWatcher: Sendable {
  var runtime: any ContainerRuntime
  var registry: PodRegistry
  var time: any TimeSource
  var logger: Logger

  private static let compareInterval: Duration = .seconds(1)

  func followExits() async {
    while !Task.isCancelled {
      do {
        for try await exit in try await runtime.exits() { await registry.processEnded(id: exit.id) }
      } catch {
        if Task.isCancelled { return }
        logger.debug("the runtime's events are interrupted", metadata: ["error": "\(error)"])
      }
      do { try await time.sleep(for: .milliseconds(200)) } catch { return }
    }
  }

  func compareRegularly() async {
    while true {
      do { try await time.sleep(for: Self.compareInterval) } catch { return }
      // Taken first: what starts while the lists are read isn't missed in them.
      let known = await registry.livingIDs()
      guard known.values.contains(where: { !$0.isEmpty }) else { continue }
      do {
        let sandboxes = try await runtime.sandboxes()
        let containers = try await runtime.containers()
        await registry.compare(sandboxes: sandboxes, containers: containers, known: known)
      } catch {
        if Task.isCancelled { return }
        logger.debug("the runtime could not be listed", metadata: ["error": "\(error)"])
      }
    }
  }
}
