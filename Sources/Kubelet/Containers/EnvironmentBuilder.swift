import APIMachinery
import ContainerRuntime

/// Makes a container's environment: services, then `envFrom`, then `env`, each later one winning.
struct EnvironmentBuilder {
  var objects: any ObjectSource
  var downward: DownwardAPI

  /// Throws ``StartFailure`` (`CreateContainerConfigError`) where something it names is missing.
  func environment(of container: ContainerDefinition) async throws -> [EnvironmentVariable] {
    let pod = downward.pod
    var result: [EnvironmentVariable] = []
    var positions: [String: Int] = [:]
    func put(_ name: String, _ value: String) {
      if let position = positions[name] {
        result[position].value = value
      } else {
        positions[name] = result.count
        result.append(EnvironmentVariable(name, value))
      }
    }
    for service in objects.services(namespace: pod.namespace) {
      let isAPI = service.namespace == "default" && service.name == "kubernetes"
      guard isAPI || pod.enableServiceLinks else { continue }
      for (name, value) in service.environment { put(name, value) }
    }
    for source in container.environmentSources {
      for (key, value) in try await values(of: source).sorted(by: { $0.key < $1.key }) {
        put(source.prefix + key, value)
      }
    }
    for definition in container.environment {
      switch definition.value {
      case .literal(let text):
        let known = Dictionary(result.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        put(definition.name, EnvironmentExpansion(variables: known).expand(text))
      case .field(let path):
        guard let value = downward.field(path) else { throw Self.failure("unsupported fieldPath: \(path)") }
        put(definition.name, value)
      case .resource(let name, let resource, let divisor):
        let target = pod.allContainers.first { $0.name == name } ?? container
        guard let value = downward.resource(resource, of: target, divisor: divisor) else {
          throw Self.failure("unsupported container resource : \(resource)")
        }
        put(definition.name, value)
      case .configMap(let name, let key, let optional):
        if let bytes = try await files(name, isSecret: false, optional)?[key] {
          put(definition.name, String(decoding: bytes, as: UTF8.self))
        } else if !optional {
          throw Self.failure("couldn't find key \(key) in ConfigMap \(pod.namespace)/\(name)")
        }
      case .secret(let name, let key, let optional):
        if let bytes = try await files(name, isSecret: true, optional)?[key] {
          put(definition.name, String(decoding: bytes, as: UTF8.self))
        } else if !optional {
          throw Self.failure("couldn't find key \(key) in Secret \(pod.namespace)/\(name)")
        }
      }
    }
    return result
  }

  private func values(of source: EnvironmentSource) async throws -> [String: String] {
    let files = try await files(source.name, isSecret: source.isSecret, source.optional) ?? [:]
    return files.mapValues { String(decoding: $0, as: UTF8.self) }
  }

  /// Nil where an optional object isn't there.
  private func files(_ name: String, isSecret: Bool, _ optional: Bool) async throws -> [String: [UInt8]]? {
    let namespace = downward.pod.namespace
    do {
      return isSecret
        ? KeyedFiles.secret(try await objects.secret(name, namespace: namespace))
        : KeyedFiles.text(try await objects.configMap(name, namespace: namespace))
    } catch let error as APIError {
      if optional, error.reason == .notFound { return nil }
      throw Self.failure(error.message)
    }
  }

  private static func failure(_ message: String) -> StartFailure {
    StartFailure(kind: .configuration, reason: "CreateContainerConfigError", message: message)
  }
}
