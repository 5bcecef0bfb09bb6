import ArgumentParser
import Kubectl
import LinuxSupport
import Logging

import func Glibc.exit

/// The command tree: every part of the cluster in one binary.
struct Apus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus", abstract: "Kubernetes in one binary.",
    groupedSubcommands: [
      CommandGroup(
        name: "Clusters:", subcommands: [Up.self, Down.self, Status.self, Server.self, Agent.self, LabCommand.self]),
      CommandGroup(name: "Tools:", subcommands: [Kubectl.self, ImageCommand.self, Bench.self, Version.self]),
      CommandGroup(
        name: "Parts alone:",
        subcommands: [
          KubeAPIServerCommand.self, KubeControllerManagerCommand.self, KubeSchedulerCommand.self, KubeletCommand.self,
          KubeProxyCommand.self, ClusterDNSCommand.self, ClusterNetworkCommand.self,
        ]),
    ])
}

@main
enum Main {
  static func main() async {
    ProcessMemory.keepFreedMemory()
    let arguments = CommandLine.arguments
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = .info
      return handler
    }
    let name = arguments.first?.split(separator: "/").last ?? ""
    if name == "kubectl" || name.hasPrefix("kubectl.") { leave(await Kubectl.run(Array(arguments.dropFirst()))) }
    if arguments.dropFirst().first == "kubectl" { leave(await Kubectl.run(Array(arguments.dropFirst(2)))) }
    await Apus.main(Array(arguments.dropFirst()))
  }

  private static func leave(_ status: Int32) -> Never {
    exit(status)
  }
}
