import APIMachinery
import APITesting
import Storage
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The engines that the contract is tested with.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
  case memory, sqlite

  var testDescription: String { rawValue }

  /// Runs `body` with a new, empty store.
  func withStore<Result>(
    time: any TimeSource = ManualTime(), _ body: (any Store) async throws -> Result
  ) async throws -> Result {
    switch self {
    case .memory: return try await use(MemoryStore(time: time), body)
    case .sqlite:
      return try await withFolder { folder in
        try await use(try await SQLiteStore.open(.init(path: folder + "/store.db"), time: time), body)
      }
    }
  }

  private func use<Result>(_ store: any Store, _ body: (any Store) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(store)
      await store.close()
      return result
    } catch {
      await store.close()
      throw error
    }
  }
}

/// Runs `body` with a new folder that is gone afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  var template = Array("/tmp/apus-storage-XXXXXX".utf8CString)
  let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
  guard let made else {
    throw StoreError.engine(message: "no temporary folder")
  }
  let folder = String(cString: made)
  defer { removeFolder(folder) }
  return try await body(folder)
}

private func removeFolder(_ path: String) {
  guard let directory = opendir(path) else { return }
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { unlink(path + "/" + name) }
  }
  closedir(directory)
  rmdir(path)
}

func unlinkFile(_ path: String) { unlink(path) }
