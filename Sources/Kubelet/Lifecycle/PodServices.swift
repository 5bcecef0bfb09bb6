import ContainerRuntime
import APIMachinery
import LinuxSupport
import Logging

/// What pod workers share: the runtime, the node's files and control groups, and where they report to.
struct PodServices: Sendable {
  var runtime: any ContainerRuntime
  var instruments = KubeletInstruments()
  var node: NodeSettings
  let usage = UsageHistory()
  /// What the node is short of.
  var pressures = NodePressures()
  var objects: any ObjectSource
  var images: ImageManager
  var volumes: VolumeManager
  /// Nil where control groups aren't managed (tests).
  var cgroups: CgroupManager?
  var files: any FileSystem
  var events: any PodEventSink
  var statuses: any PodStatusSink
  var handlers: HandlerRunner
  var time: any TimeSource
  var random: any RandomSource
  var logger: Logger

  var admission: PodAdmission {
    PodAdmission(resources: node.resources, pressures: pressures.current, allowedSysctls: node.allowedSysctls)
  }

  func resolverText() -> String { text(node.resolverConfiguration) }
  func hostsText() -> String { text("/etc/hosts") }

  private func text(_ path: String) -> String { ((try? files.readTextIfPresent(path)) ?? nil) ?? "" }
}
