import APIMachinery
import ContainerRuntime

/// Gets images onto the node. Pods that want the same image share one pull.
actor ImageManager {
  private struct Pull: Hashable {
    var image: String
    /// Another user's pull must not be shared.
    var user: String
  }

  private let runtime: any ContainerRuntime
  private let objects: any ObjectSource
  private let time: any TimeSource
  private var pulls: [Pull: Task<String, any Error>] = [:]

  init(runtime: any ContainerRuntime, objects: any ObjectSource, time: any TimeSource) {
    self.runtime = runtime
    self.objects = objects
    self.time = time
  }

  /// What to tell while an image is fetched.
  struct Progress: Sendable {
    var pulling: @Sendable () -> Void
    var pulled: @Sendable (_ message: String) -> Void
  }

  /// The image of a container, pulled where its policy says so. Throws ``StartFailure``.
  func image(
    for container: ContainerDefinition, of pod: PodDefinition, progress: Progress
  ) async throws -> Image {
    let name = container.image
    let present: Image?
    do {
      present = try await runtime.imageStatus(name)
    } catch let error as ContainerRuntimeError where error.code == .invalidArgument {
      throw StartFailure(
        kind: .configuration, reason: "InvalidImageName",
        message: "Failed to apply default image tag \"\(name)\": couldn't parse image name \"\(name)\": \(error)")
    } catch {
      throw StartFailure(kind: .configuration, reason: "ImageInspectError", message: "\(error)")
    }
    switch container.pullPolicy {
    case .ifNotPresent, .never:
      if let present {
        progress.pulled("Container image \"\(name)\" already present on machine and can be accessed by the pod")
        return present
      }
      if container.pullPolicy == .never {
        throw StartFailure(
          kind: .configuration, reason: "ErrImageNeverPull",
          message: "Container image \"\(name)\" is not present with pull policy of Never")
      }
    case .always: break
    }
    progress.pulling()
    let begin = time.uptime()
    do {
      try await pull(name, pod)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw StartFailure(kind: .image, reason: "ErrImagePull", message: "\(error)")
    }
    guard let image = try await runtime.imageStatus(name) else {
      throw StartFailure(
        kind: .image, reason: "ErrImagePull", message: "image \"\(name)\" is not there after it was pulled")
    }
    let took = GoDuration(Self.milliseconds(time.uptime() - begin))
    progress.pulled(
      "Successfully pulled image \"\(name)\" in \(took) (\(took) including waiting). Image size: \(image.size) bytes.")
    return image
  }

  private static func milliseconds(_ duration: Duration) -> Duration {
    .milliseconds(duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)
  }

  private func pull(_ name: String, _ pod: PodDefinition) async throws {
    let candidates = await credentials(for: name, pod)
    var failure: (any Error)?
    // Without credentials last, as upstream: a public image needs none.
    for credential in candidates + (candidates.isEmpty ? [nil] : []) {
      let key = Pull(image: name, user: credential.map { "\($0.username)\n\($0.auth)" } ?? "")
      let task =
        pulls[key] ?? Task { [runtime] in try await runtime.pullImage(name, credentials: credential, for: nil) }
      pulls[key] = task
      defer { pulls[key] = nil }
      do {
        _ = try await task.value
        return
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private func credentials(for image: String, _ pod: PodDefinition) async -> [RegistryCredentials?] {
    var found: [RegistryCredentials?] = []
    for name in pod.imagePullSecrets {
      // A missing pull secret is no failure: the image may need none.
      guard let secret = try? await objects.secret(name, namespace: pod.namespace) else { continue }
      found += RegistryAuthentication(secret: secret).credentials(for: image).map { $0 }
    }
    return found
  }
}
