/// The kernel's packet filter, as far as whole tables are concerned. A protocol so that tests can hold the tables
/// themselves.
public protocol PacketFilter: Sendable {
  /// Carries out a transaction, all or nothing.
  func commit(_ transaction: NFTransaction) async throws(LinuxError)
  /// The names of the tables of a family.
  func tables(_ family: NFTable.Family) async throws(LinuxError) -> Set<String>
  /// Everything in a table, as `nft -a list table` prints it: with the numbers by which rules are deleted.
  func numberedList(_ family: NFTable.Family, _ name: String) async throws(LinuxError) -> String
}

/// nft(8) as the way to the kernel.
public struct NFTables: PacketFilter {
  private let runner: any ProcessRunner
  private let namespaces: NamespaceEntry

  /// - Parameter namespace: The network namespace whose filter is meant; nil for the caller's.
  public init(runner: any ProcessRunner = SystemProcessRunner(), namespace: NetworkNamespace? = nil) {
    self.runner = runner
    namespaces = namespace.map(NamespaceEntry.init(network:)) ?? NamespaceEntry()
  }

  public func commit(_ transaction: NFTransaction) async throws(LinuxError) {
    guard !transaction.isEmpty else { return }
    try await runner.require(command(["-f", "-"], input: transaction.script))
  }

  public func tables(_ family: NFTable.Family) async throws(LinuxError) -> Set<String> {
    let result = try await runner.require(command(["list", "tables", family.rawValue]))
    // Lines such as "table ip kube-proxy".
    return Set(result.text.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) })
  }

  public func numberedList(_ family: NFTable.Family, _ name: String) async throws(LinuxError) -> String {
    try await runner.require(command(["-a", "list", "table", family.rawValue, name])).text
  }

  /// Everything in a table, in nft's own words; for people and tests.
  public func list(_ family: NFTable.Family, _ name: String) async throws(LinuxError) -> String {
    try await runner.require(command(["list", "table", family.rawValue, name])).text
  }

  private func command(_ arguments: [String], input: [UInt8] = []) -> Command {
    var command = Command("nft", arguments, input: input, timeLimit: .seconds(60))
    command.namespaces = namespaces
    command.outputLimit = 64 << 20
    return command
  }
}
