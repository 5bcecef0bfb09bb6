import APIMachinery
import ArgumentParser
import Kubectl
import LinuxSupport

import func Glibc.fflush

/// `apus status`.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Say whether the cluster runs and how it is.")
  @OptionGroup var options: ClusterOptions

  func run() async throws {
    let server = BackgroundServer(options: options)
    guard let process = try server.runningProcess() else {
      print("apus doesn't run. Start it with: apus up")
      throw ExitCode(1)
    }
    print("apus runs (process \(process.identifier), data in \(options.dataDirectory), log \(options.logPath))")
    for arguments in [["get", "--raw", "/readyz?verbose"], ["get", "nodes", "-o", "wide"], ["get", "pods", "-A"]] {
      print("")
      // kubectl writes by itself.
      fflush(nil)
      let status = await Kubectl.run(arguments + ["--kubeconfig", options.kubeconfigPath])
      if status != 0 { throw ExitCode(status) }
    }
  }
}
