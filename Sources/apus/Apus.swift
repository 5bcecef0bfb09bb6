import ArgumentParser

/// The command tree.
@main
struct Apus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus", abstract: "Kubernetes in one binary.", subcommands: [KubeAPIServerCommand.self])
}
