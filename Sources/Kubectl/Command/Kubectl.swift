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
        ]),
      CommandGroup(
        name: "Advanced commands:", subcommands: [Diff.self, Apply.self, Patch.self, Replace.self, Wait.self]),
      CommandGroup(name: "Settings:", subcommands: [Label.self, Annotate.self, Completion.self]),
      CommandGroup(
        name: "Other commands:",
        subcommands: [APIResources.self, APIVersions.self, Config.self, VersionCommand.self, Options.self]),
    ])

  public init() {}

  /// Runs the command line `arguments` (without the program's name) and returns the exit status.
  public static func run(_ arguments: [String]) async -> Int32 {
    do {
      var command = try parse(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return 0
    } catch {
      return report(error)
    }
  }

  /// Most command lines are in the parser's own form; the others are brought into it.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch  where !exitCode(for: error).isSuccess {
      return try parseAsRoot(try CommandLineRules(tree: CommandTree()).rewrite(arguments))
    }
  }
}
