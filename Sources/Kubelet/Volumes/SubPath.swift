import LinuxSupport

/// A part of a volume as a mount of its own. A volume's content may be written by the pod itself, so a symbolic link in
/// it must not lead out of the volume.
struct SubPath {
  var files: any FileSystem

  /// The path of `sub` within `volume`, made as a directory where it is missing. Throws ``StartFailure``.
  func resolve(_ sub: String, in volume: String) throws -> String {
    let parts = sub.split(separator: "/", omittingEmptySubsequences: true)
    guard !sub.hasPrefix("/"), !parts.contains("..") else {
      throw failure("subPath \(sub) must stay inside the volume")
    }
    do {
      var path = volume
      for part in parts where part != "." {
        path += "/\(part)"
        switch try files.status(path)?.kind {
        case nil: try files.makeDirectory(path)
        case .symbolicLink:
          // Files of ConfigMaps and Secrets are links into `..data`; nothing else may be followed.
          let target = try files.readSymbolicLink(path)
          guard !target.hasPrefix("/"), !target.split(separator: "/").contains("..") else {
            throw failure("subPath \(sub) leads through a symbolic link out of the volume")
          }
          let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
          path = try followData("\(parent)/\(target)", volume: volume)
        default: break
        }
      }
      return path
    } catch let error as LinuxError {
      throw failure("failed to prepare subPath for volumeMount: \(error)")
    }
  }

  /// `..data/key` with the link `..data` replaced by the directory it names now.
  private func followData(_ path: String, volume: String) throws(LinuxError) -> String {
    guard let range = path.firstRange(of: "/..data/") else { return path }
    let directory = try files.readSymbolicLink("\(volume)/..data")
    return "\(volume)/\(directory)/\(path[range.upperBound...])"
  }

  private func failure(_ message: String) -> StartFailure {
    StartFailure(kind: .configuration, reason: "CreateContainerConfigError", message: message)
  }
}
