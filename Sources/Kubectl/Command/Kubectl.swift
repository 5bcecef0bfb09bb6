public import ArgumentParser

/// The command line of Kubernetes: `apus kubectl`, or `apus` called by the name kubectl.
public struct Kubectl: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "kubectl",
    abstract: "Controls a Kubernetes cluster.",
    groupedSubcommands: [
      CommandGroup(
        name: "Basic commands:",
        subcommands: [
          Create.self, Expose.self, Run.self, SetCommand.self, Explain.self, Get.self, Edit.self, Delete.self,
        ]),
      CommandGroup(name: "Deploy commands:", subcommands: [Rollout.self, Scale.self, Autoscale.self]),
      CommandGroup(
        name: "Cluster management:",
        subcommands: [
          Certificate.self, ClusterInfo.self, Top.self, Cordon.self, Uncordon.self, Drain.self, Taint.self,
        ]),
      CommandGroup(
        name: "Troubleshooting:",
        subcommands: [
          Describe.self, Logs.self, Attach.self, Exec.self, PortForwardCommand.self, Copy.self, Auth.self, Events.self,
          Debug.self, Proxy.self,
        ]),
      CommandGroup(
        name: "Advanced commands:",
        subcommands: [
          Diff.self, Apply.self, Patch.self, Replace.self, Wait.self, KustomizeCommand.self,
        ]),
      CommandGroup(name: "Settings:", subcommands: [Label.self, Annotate.self, Completion.self]),
      CommandGroup(
        name: "Other commands:",
        subcommands: [
          APIResources.self, APIVersions.self, Config.self, VersionCommand.self, Options.self, PluginCommand.self,
          Alpha.self,
        ]),
    ])

  public init() {}

  /// Runs the command line `arguments` (without the program's name) and returns the exit status.
  public static func run(_ arguments: [String]) async -> Int32 {
    do {
      if let first = arguments.first, !first.hasPrefix("-"), !commandNames.contains(first), first != "help",
        let plugin = Plugins.find(arguments)
      {
        return try Surroundings.current.programs.run([plugin.path] + plugin.arguments)
      }
      var command = try command(for: arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return 0
    } catch  where exitCode(for: error).isSuccess && !arguments.isEmpty && !asksForHelp(arguments) {
      // A command that only has others below it was called without any: kubectl says so by its status.
      if arguments == ["certificate"] { return report(error) }
      Terminal.printError(fullMessage(for: error))
      return 1
    } catch {
      return report(error)
    }
  }

  /// The names of the commands.
  static let commandNames = Set(
    configuration.groupedSubcommands.flatMap(\.subcommands).flatMap { [$0._commandName] + $0.configuration.aliases })

  private static func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.contains { ["-h", "--help", "help"].contains($0) }
  }

  /// Most command lines are in the parser's own form; the others are brought into it.
  static func command(for arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch  where !exitCode(for: error).isSuccess {
      return try parseAsRoot(try CommandLineRules(tree: CommandTree()).rewrite(arguments))
    }
  }
}
