import APIMachinery
import LinuxSupport

/// Why a pod's volumes aren't there; the message is the event's.
struct VolumeError: Error, Sendable {
  var message: String
}

/// Makes, refreshes and removes the volumes of pods.
struct VolumeManager: Sendable {
  var node: NodeSettings
  var objects: any ObjectSource
  var files: any FileSystem
  var mounter: any Mounter
  var time: any TimeSource

  /// Makes every volume of the pod, or brings what is in it up to date. Gives the place of each by name. Throws
  /// ``VolumeError``.
  func prepare(_ pod: PodDefinition, podIPs: [String]) async throws -> [String: String] {
    var places: [String: String] = [:]
    for volume in pod.volumes {
      do {
        places[volume.name] = try await place(volume, pod, podIPs)
      } catch let error as LinuxError {
        throw VolumeError(message: "MountVolume.SetUp failed for volume \"\(volume.name)\" : \(error)")
      } catch let error as APIError {
        throw VolumeError(message: "MountVolume.SetUp failed for volume \"\(volume.name)\" : \(error.message)")
      }
    }
    return places
  }

  /// Whether anything in it can change while the pod runs.
  static func isRefreshable(_ pod: PodDefinition) -> Bool {
    pod.volumes.contains { volume in
      switch volume.source {
      case .configMap, .secret, .downwardAPI, .projected: true
      case .emptyDir, .hostPath, .claim, .unsupported: false
      }
    }
  }

  /// Unmounts and removes everything below the pod's directory.
  func remove(_ uid: String) throws(LinuxError) {
    let directory = node.podDirectory(uid)
    try mounter.unmountTree(directory)
    try files.removeTree(directory)
  }

  private func place(_ volume: VolumeDefinition, _ pod: PodDefinition, _ podIPs: [String]) async throws -> String {
    func directory(_ plugin: String) -> String { node.volumeDirectory(pod.uid, plugin: plugin, name: volume.name) }
    switch volume.source {
    case .emptyDir(let inMemory, let sizeLimit):
      return try emptyDirectory(directory("empty-dir"), inMemory, sizeLimit, pod)
    case .hostPath(let path, let type):
      try HostPath(files: files).check(path, type: type, volume: volume.name)
      return path
    case .configMap(let name, let items, let mode, let optional):
      let content = try await configMap(name, items, optional, pod, mode)
      return try write(content, to: directory("configmap"), inMemory: false, pod)
    case .secret(let name, let items, let mode, let optional):
      let content = try await secret(name, items, optional, pod, mode)
      return try write(content, to: directory("secret"), inMemory: true, pod)
    case .downwardAPI(let items, let mode):
      return try write(downward(items, pod, podIPs, mode), to: directory("downward-api"), inMemory: true, pod)
    case .projected(let sources, let mode):
      let place = directory("projected")
      var content: [String: AtomicWriter.File] = [:]
      for source in sources {
        let part = try await projection(source, pod, podIPs, mode, place)
        content.merge(part) { _, last in last }
      }
      return try write(content, to: place, inMemory: true, pod)
    case .claim(let name, _):
      return try await claim(name, pod)
    case .unsupported(let kind):
      throw VolumeError(message: "volume \"\(volume.name)\": \(kind) volumes are not supported by this node")
    }
  }

  private func emptyDirectory(
    _ path: String, _ inMemory: Bool, _ sizeLimit: Int64?, _ pod: PodDefinition
  ) throws -> String {
    let isNew = !files.exists(path)
    try files.makeDirectory(path)
    if inMemory, try !mounter.isMountPoint(path) {
      try mounter.mountMemory(on: path, options: sizeLimit.map { "mode=0777,size=\($0)" } ?? "mode=0777")
    }
    if isNew {
      try files.setMode(path, mode: 0o777)
      if let group = pod.security.fsGroup {
        try files.setOwner(path, user: nil, group: UInt32(clamping: group))
        // New files take the group of the directory.
        try files.setMode(path, mode: 0o2777)
      }
    }
    return path
  }

  private func write(
    _ content: [String: AtomicWriter.File], to path: String, inMemory: Bool, _ pod: PodDefinition
  ) throws -> String {
    try files.makeDirectory(path)
    // What is secret never reaches a disk.
    if inMemory, try !mounter.isMountPoint(path) { try mounter.mountMemory(on: path, options: "mode=0777,size=64m") }
    var content = content
    if let group = pod.security.fsGroup {
      content = content.mapValues { file in
        var file = file
        file.group = file.group ?? UInt32(clamping: group)
        // The group must be able to read what the owner can.
        file.mode |= (file.mode & 0o500) >> 3
        return file
      }
    }
    try AtomicWriter(directory: path, files: files, now: time.now()).write(content)
    return path
  }

  private func claim(_ name: String, _ pod: PodDefinition) async throws -> String {
    let claim = try await objects.claim(name, namespace: pod.namespace)
    guard claim["status"]?.string("phase") == "Bound", let volumeName = claim["spec"]?.optionalString("volumeName")
    else {
      throw VolumeError(message: "persistentvolumeclaim \"\(name)\" is not bound")
    }
    let spec = try await objects.persistentVolume(volumeName)["spec"] ?? .null
    if let host = spec["hostPath"] {
      try HostPath(files: files).check(host.string("path"), type: host.string("type"), volume: volumeName)
      return host.string("path")
    }
    if let local = spec["local"] {
      try HostPath(files: files).check(local.string("path"), type: "Directory", volume: volumeName)
      return local.string("path")
    }
    throw VolumeError(message: "persistentvolume \"\(volumeName)\": its kind is not supported by this node")
  }
}
