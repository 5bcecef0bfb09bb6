internal import APIMachinery
internal import LinuxSupport

/// The lab's files under the state directory: its description, and the processes that hold its namespaces.
struct LabState: Sendable {
  let directory: String
  /// Of all labs.
  let parent: String
  private let files = HostFileSystem()

  init(_ name: String, in stateDirectory: String) {
    directory = "\(stateDirectory)/\(name)"
    parent = stateDirectory
  }

  /// A process, told apart from a later one that got its number by when it began.
  struct Holder: Sendable, Equatable {
    var role: String
    var process: Int32
    var startTime: String

    var isAlive: Bool { LabState.startTime(of: process) == startTime }
  }

  private var descriptionFile: String { "\(directory)/lab.json" }
  private var holdersFile: String { "\(directory)/holders" }

  var exists: Bool { files.exists(directory) }

  func begin(_ description: LabDescription) throws {
    try files.makeDirectory(directory)
    try files.writeAtomically(description.json.encoded(), to: descriptionFile, mode: 0o644)
  }

  /// nil when the creation ended before it was written.
  func description() throws -> LabDescription? {
    guard files.exists(descriptionFile) else { return nil }
    return LabDescription(json: try JSONParser.parse(files.read(descriptionFile, limit: 1 << 20)))
  }

  func add(_ holder: Holder) throws {
    let noted = try files.readTextIfPresent(holdersFile) ?? ""
    try files.writeAtomically(noted + "\(holder.role) \(holder.process) \(holder.startTime)\n", to: holdersFile)
  }

  func holders() throws -> [Holder] {
    try (files.readTextIfPresent(holdersFile) ?? "").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 3, let process = Int32(words[1]) else { return nil }
      return Holder(role: String(words[0]), process: process, startTime: String(words[2]))
    }
  }

  func remove() throws { try files.removeTree(directory) }

  /// Field 22 of /proc/PID/stat; nil when there is no such process or it has ended.
  static func startTime(of process: Int32) -> String? {
    guard let text = try? HostFileSystem().readText("/proc/\(process)/stat"), let name = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[text.index(after: name)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return String(fields[19])
  }
}
