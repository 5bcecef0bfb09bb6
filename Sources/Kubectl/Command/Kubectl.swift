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
          Get.self, Describe.self, Explain.self, Create.self, Run.self, Expose.self, Delete.self,
        ]),
      CommandGroup(
        name: "Deploy commands:",
        subcommands: [Apply.self, Patch.self, Replace.self, Scale.self, Rollout.self, SetCommand.self]),
      CommandGroup(
        name: "Troubleshooting:",
        subcommands: [Logs.self, Exec.self, Attach.self, PortForwardCommand.self, Copy.self, Events.self, Wait.self]),
      CommandGroup(
        name: "Settings:", subcommands: [Label.self, Annotate.self, Cordon.self, Uncordon.self, Drain.self]),
      CommandGroup(
        name: "Other commands:",
        subcommands: [
          APIResources.self, APIVersions.self, Auth.self, Config.self, ClusterInfo.self, VersionCommand.self,
        ]),
    ])

  public init() {}

  /// Upstream's form of a flag that is on unless it is said to be off.
  private static func flag(_ argument: String) -> String {
    switch argument {
    case "--wait=true": "--wait"
    case "--wait=false": "--no-wait"
    default: argument
    }
  }

  /// Runs the command line `arguments` (without the program's name) and returns the exit status.
  public static func run(_ arguments: [String]) async -> Int32 {
    do {
      var command = try parseAsRoot(GlobalFlags.moveBehindCommand(arguments).map(Self.flag))
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
}
