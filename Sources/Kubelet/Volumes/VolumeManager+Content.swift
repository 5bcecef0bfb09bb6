import APIMachinery
import LinuxSupport

// What is in the volumes that are made from objects of the API.
extension VolumeManager {
  typealias Content = [String: AtomicWriter.File]

  func configMap(
    _ name: String, _ items: [VolumeDefinition.Item], _ optional: Bool, _ pod: PodDefinition, _ mode: UInt32
  ) async throws -> Content {
    guard
      let json = try await ifPresent(optional, { try await objects.configMap(name, namespace: pod.namespace) })
    else { return [:] }
    return try select(KeyedFiles.configMap(json), items, optional, mode, "configmap")
  }

  func secret(
    _ name: String, _ items: [VolumeDefinition.Item], _ optional: Bool, _ pod: PodDefinition, _ mode: UInt32
  ) async throws -> Content {
    guard let json = try await ifPresent(optional, { try await objects.secret(name, namespace: pod.namespace) })
    else { return [:] }
    return try select(KeyedFiles.secret(json), items, optional, mode, "secret")
  }

  private func ifPresent(
    _ optional: Bool, _ read: () async throws -> JSONValue
  ) async throws -> JSONValue? {
    do {
      return try await read()
    } catch let error as APIError where optional && error.reason == .notFound {
      return nil
    }
  }

  /// The files of the wanted keys, or all.
  private func select(
    _ all: [String: [UInt8]], _ items: [VolumeDefinition.Item], _ optional: Bool, _ mode: UInt32, _ kind: String
  ) throws -> Content {
    if items.isEmpty { return all.mapValues { AtomicWriter.File(content: $0, mode: mode) } }
    var content: Content = [:]
    for item in items {
      guard Self.isInside(item.path) else {
        throw VolumeError(message: "invalid path \(item.path) in a \(kind) volume")
      }
      if let bytes = all[item.key] {
        content[item.path] = AtomicWriter.File(content: bytes, mode: item.mode ?? mode)
      } else if !optional {
        throw VolumeError(message: "\(kind) references non-existent \(kind) key: \(item.key)")
      }
    }
    return content
  }

  /// Relative and without `..`: the API checks it too, but this writes as root.
  private static func isInside(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..") && !path.hasPrefix("..")
  }

  func downward(
    _ items: [VolumeDefinition.DownwardItem], _ pod: PodDefinition, _ podIPs: [String], _ mode: UInt32
  ) throws -> Content {
    let downward = DownwardAPI(
      pod: pod, podIPs: podIPs, hostIPs: node.nodeIPs, nodeName: node.nodeName,
      allocatable: node.resources.allocatable)
    var content: Content = [:]
    for item in items {
      guard Self.isInside(item.path) else {
        throw VolumeError(message: "invalid path \(item.path) in a downwardAPI volume")
      }
      let text: String?
      switch item.value {
      case .field(let path): text = downward.field(path)
      case .resource(let name, let resource, let divisor):
        let container = pod.allContainers.first { $0.name == name }
        text = container.flatMap { downward.resource(resource, of: $0, divisor: divisor) }
      case .literal, .configMap, .secret: text = nil
      }
      guard let text else { throw VolumeError(message: "nothing to write into \(item.path) of a downwardAPI volume") }
      content[item.path] = AtomicWriter.File(content: Array(text.utf8), mode: item.mode ?? mode)
    }
    return content
  }

  func projection(
    _ source: VolumeDefinition.Projection, _ pod: PodDefinition, _ podIPs: [String], _ mode: UInt32, _ place: String
  ) async throws -> Content {
    switch source {
    case .configMap(let name, let items, let optional):
      return try await configMap(name, items, optional, pod, mode)
    case .secret(let name, let items, let optional):
      return try await secret(name, items, optional, pod, mode)
    case .downwardAPI(let items):
      return try downward(items, pod, podIPs, mode)
    case .serviceAccountToken(let audience, let seconds, let path):
      let token = try await objects.token(
        serviceAccount: pod.serviceAccountName.isEmpty ? "default" : pod.serviceAccountName, namespace: pod.namespace,
        audience: audience, expirationSeconds: seconds, podName: pod.name, podUID: pod.uid
      ).token
      // Where the pod doesn't run as root the owner alone could not read it.
      let user = pod.security.runAsUser.map { UInt32(clamping: $0) }
      let tokenMode: UInt32 = pod.security.fsGroup != nil ? 0o640 : user != nil ? 0o600 : mode
      return [path: AtomicWriter.File(content: Array(token.utf8), mode: tokenMode, user: user)]
    case .unsupported(let kind):
      throw VolumeError(message: "projected volume source \(kind) is not supported by this node")
    }
  }
}

/// A path of the node in a pod.
struct HostPath {
  var files: any FileSystem

  /// Checks that the path is of the wanted type, making it for the `OrCreate` types. Throws ``VolumeError``.
  func check(_ path: String, type: String, volume: String) throws {
    func failure(_ what: String) -> VolumeError {
      VolumeError(
        message:
          "MountVolume.SetUp failed for volume \"\(volume)\" : hostPath type check failed: \(path) is not \(what)")
    }
    do {
      switch type {
      case "": break
      case "DirectoryOrCreate":
        if !files.exists(path) { try files.makeDirectory(path) }
      case "FileOrCreate":
        if !files.exists(path) { try files.write([], to: path, mode: 0o644) }
      default: break
      }
      let kind = try kind(path)
      switch type {
      case "Directory", "DirectoryOrCreate": if kind != .directory { throw failure("a directory") }
      case "File", "FileOrCreate": if kind != .file { throw failure("a file") }
      case "Socket": if kind != .socket { throw failure("a socket file") }
      case "CharDevice": if kind != .characterDevice { throw failure("a character device") }
      case "BlockDevice": if kind != .blockDevice { throw failure("a block device") }
      default: break
      }
    } catch let error as LinuxError {
      throw VolumeError(message: "MountVolume.SetUp failed for volume \"\(volume)\" : \(error)")
    }
  }

  /// Of what the path leads to; nil where there is nothing. Symbolic links are followed, up to 40 as the kernel does.
  private func kind(_ path: String) throws(LinuxError) -> FileStatus.Kind? {
    var path = path
    for _ in 0..<40 {
      guard let status = try files.status(path) else { return nil }
      guard status.kind == .symbolicLink else { return status.kind }
      let target = try files.readSymbolicLink(path)
      let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
      path = target.hasPrefix("/") ? target : "\(parent)/\(target)"
    }
    return nil
  }
}
