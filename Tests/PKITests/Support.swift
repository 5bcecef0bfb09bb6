import Glibc
import PKI
import Synchronization

/// Collects what an observer is told.
final class Seen: Sendable {
  private let all = Mutex<[CertificateBundle]>([])

  func add(_ bundle: CertificateBundle) { all.withLock { $0.append(bundle) } }

  var bundles: [CertificateBundle] { all.withLock { $0 } }
}

func mode(_ path: String) -> UInt32 {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

func removeTree(_ folder: String) {
  if let directory = opendir(folder) {
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { unlink("\(folder)/\(name)") }
    }
    closedir(directory)
  }
  rmdir(folder)
}
