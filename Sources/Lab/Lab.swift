internal import APIMachinery
internal import CLinux
internal import LinuxSupport

/// Several nodes on one machine: each with its own network, mounts, processes, host name, IPC and cgroups, joined by a
/// bridge in a network namespace that has no way out. Everything is gone when it is deleted.
///
/// Namespaces are kept by one process each, which a lab's state names; there are no mounts, links or names on the
/// machine itself.
public struct Lab: Sendable {
  /// Where labs are noted unless something else is said.
  public static let defaultStateDirectory = "/run/apus/labs"
  /// Where nodes' data is unless something else is said.
  public static let defaultDataDirectory = "/var/lib/apus-labs"

  public let description: LabDescription
  public let nodes: [LabNode]
  private let stateDirectory: String

  /// Why labs can't be made here; nil when they can.
  public static var obstacle: String? {
    if !Capability.sysAdmin.isEffective || !Capability.netAdmin.isEffective { return "needs root" }
    if SystemProcessRunner.find("mount") == nil { return "needs mount(8)" }
    return nil
  }

  /// Makes a lab; fails when there is one of that name. What a failure leaves half made is removed.
  public static func create(
    name: String, nodes count: Int, stateDirectory: String = Lab.defaultStateDirectory,
    dataDirectory: String = Lab.defaultDataDirectory
  ) async throws -> Lab {
    if let obstacle { throw LabError("a lab can't be made: \(obstacle)") }
    guard isValid(name) else { throw LabError("a lab's name is made of letters, digits and dashes, 40 at most") }
    guard (1...LabDescription.nodesMax).contains(count) else {
      throw LabError("a lab has 1 to \(LabDescription.nodesMax) nodes")
    }
    let state = LabState(name, in: stateDirectory)
    guard !state.exists else { throw LabError("there is a lab \(name) already") }
    let description = LabDescription(name: name, nodeCount: count, dataDirectory: "\(dataDirectory)/\(name)")
    do {
      try state.begin(description)
      return try await LabCreation(state: state, description: description).run(stateDirectory: stateDirectory)
    } catch {
      try? await delete(name: name, stateDirectory: stateDirectory)
      throw error
    }
  }

  /// A lab that was made before, by this process or another.
  public static func open(name: String, stateDirectory: String = Lab.defaultStateDirectory) throws -> Lab {
    let state = LabState(name, in: stateDirectory)
    guard isValid(name), let description = try state.description() else { throw LabError("there is no lab \(name)") }
    let holders = try state.holders()
    let cgroups = try LabCgroups(lab: name)
    let nodes = try description.nodes.map { node in
      guard let holder = holders.first(where: { $0.role == node.name }), holder.isAlive else {
        throw LabError("the lab \(name) is not whole: \(node.name) doesn't run; delete it")
      }
      return LabNode(
        name: node.name, address: node.address, directory: "\(description.dataDirectory)/\(node.name)",
        holder: holder.process, cgroupFiles: try cgroups.processFiles(node: node.name))
    }
    return Lab(description: description, nodes: nodes, stateDirectory: stateDirectory)
  }

  /// The names of all labs, half-made ones too.
  public static func list(stateDirectory: String = Lab.defaultStateDirectory) throws -> [String] {
    let files = HostFileSystem()
    return files.exists(stateDirectory) ? try files.list(stateDirectory) : []
  }

  /// The node of that name.
  public func node(_ name: String) throws -> LabNode {
    guard let node = nodes.first(where: { $0.name == name }) else {
      throw LabError(
        "the lab \(description.name) has no node \(name); it has \(nodes.map(\.name).joined(separator: ", "))")
    }
    return node
  }

  /// Ends every process of the lab and removes everything that it had.
  public func delete() async throws {
    try await Self.delete(name: description.name, stateDirectory: stateDirectory)
  }

  /// The same by name; also for a lab whose creation ended half-way. No failure when there is none.
  public static func delete(name: String, stateDirectory: String = Lab.defaultStateDirectory) async throws {
    guard isValid(name) else { throw LabError("\(name) is no lab's name") }
    let state = LabState(name, in: stateDirectory)
    guard state.exists else { return }
    try await LabDeletion(state: state, name: name).run()
  }

  init(description: LabDescription, nodes: [LabNode], stateDirectory: String) {
    self.description = description
    self.nodes = nodes
    self.stateDirectory = stateDirectory
  }

  private static func isValid(_ name: String) -> Bool {
    (1...40).contains(name.utf8.count) && name.first != "-"
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
