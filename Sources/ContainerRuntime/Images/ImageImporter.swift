public import LinuxSupport

/// Loads image archives into containerd, with the `ctr` that comes with it: CRI has no call for it.
public struct ImageImporter: Sendable {
  private let socketPath: String
  private let snapshotter: String
  private let runner: any ProcessRunner

  /// CRI's images live in this namespace of containerd.
  static let namespace = "k8s.io"

  public init(socketPath: String, snapshotter: String, runner: any ProcessRunner = SystemProcessRunner()) {
    self.socketPath = socketPath
    self.snapshotter = snapshotter
    self.runner = runner
  }

  /// Loads an OCI or Docker archive and unpacks it, and gives the names of the images in it.
  public func load(archive path: String) async throws(ContainerRuntimeError) -> [String] {
    let command = Command(
      "ctr",
      ["--address", socketPath, "--namespace", Self.namespace, "images", "import", "--snapshotter", snapshotter, path],
      timeLimit: .seconds(600))
    do {
      let result = try await runner.run(command)
      guard result.succeeded else {
        throw ContainerRuntimeError(
          .damagedImage, "cannot load \(path): \(result.errorText.trimmingNewlines.suffix(1000))")
      }
      // `unpacking NAME (sha256:…)...done`
      return result.text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        return words.count >= 2 && words[0] == "unpacking" ? String(words[1]) : nil
      }
    } catch let error as ContainerRuntimeError {
      throw error
    } catch {
      throw ContainerRuntimeError(.failed, "cannot run ctr: \(error)")
    }
  }

  /// Writes an image as an archive into `directory` for the time of loading it.
  @discardableResult
  public func load(
    _ image: OCIImage, through directory: String, files: any FileSystem = HostFileSystem()
  ) async throws(ContainerRuntimeError) -> [String] {
    let path = "\(directory)/\(OCIImage.digest(Array(image.name.utf8)).dropFirst(7).prefix(16)).tar"
    do {
      try files.makeDirectory(directory)
      try files.write(image.archive(), to: path, mode: 0o600)
    } catch {
      throw ContainerRuntimeError(.failed, "cannot write an image archive: \(error)")
    }
    defer { try? files.remove(path) }
    return try await load(archive: path)
  }
}

extension String {
  fileprivate var trimmingNewlines: Substring {
    var text = self[...]
    while text.last?.isNewline ?? false { text.removeLast() }
    return text
  }
}
