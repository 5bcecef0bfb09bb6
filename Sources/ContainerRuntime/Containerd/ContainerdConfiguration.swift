public import LinuxSupport

/// Where our own containerd keeps its things and how it runs containers. Nothing of a containerd the machine already has
/// is touched.
public struct ContainerdConfiguration: Sendable, Equatable {
  /// Images and snapshots; grows.
  public var root: String
  /// What runs now; best on a file system in memory.
  public var state: String
  public var socket: String
  public var sandboxImage: String
  public var cniBinaries: String
  public var cniConfiguration: String
  /// `overlayfs`, or `native` (whole copies) where the kernel can't.
  public var snapshotter: String
  /// Adjusting the out-of-memory score downwards is refused without CAP_SYS_RESOURCE; containerd must then not try.
  public var restrictsOOMScore: Bool
  public var disablesAppArmor: Bool
  public var usesSystemdCgroups: Bool
  /// The cgroup of containers that name none.
  public var cgroupPath: String

  /// The configuration for this machine, with everything below `directory`.
  ///
  /// - Parameters:
  ///   - directory: The data directory; its path must leave room for a socket name (107 bytes in all).
  ///   - runDirectory: For sockets and what need not survive a reboot.
  public init(
    directory: String, runDirectory: String, cniConfiguration: String, cniBinaries: String = "/usr/lib/cni",
    files: any FileSystem = HostFileSystem()
  ) {
    root = "\(directory)/containerd"
    state = "\(runDirectory)/containerd"
    socket = "\(runDirectory)/containerd/containerd.sock"
    sandboxImage = OCIImage.pauseName
    self.cniBinaries = cniBinaries
    self.cniConfiguration = cniConfiguration
    snapshotter = SystemMounter.supportsOverlay(below: directory) ? "overlayfs" : "native"
    restrictsOOMScore = !Capability.sysResource.isEffective
    let appArmor = (try? files.readTextIfPresent("/sys/module/apparmor/parameters/enabled")) ?? nil
    disablesAppArmor = !(appArmor?.hasPrefix("Y") ?? false)
    usesSystemdCgroups = false
    cgroupPath = ""
  }

  /// containerd 1.6's `config.toml`.
  public var toml: String {
    """
    # Written by apus at each start; changes are lost.
    version = 2
    root = \(quoted(root))
    state = \(quoted(state))
    disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", \
    "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp", \
    "io.containerd.internal.v1.tracing"]

    [grpc]
      address = \(quoted(socket))

    [debug]
      level = "warn"

    [cgroup]
      path = \(quoted(cgroupPath))

    [plugins."io.containerd.grpc.v1.cri"]
      sandbox_image = \(quoted(sandboxImage))
      stream_server_address = "127.0.0.1"
      stream_server_port = "0"
      disable_tcp_service = true
      disable_apparmor = \(disablesAppArmor)
      restrict_oom_score_adj = \(restrictsOOMScore)
      enable_selinux = false
      tolerate_missing_hugetlb_controller = true
      disable_hugetlb_controller = true
      max_container_log_line_size = 16384

      [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = \(quoted(cniBinaries))
        conf_dir = \(quoted(cniConfiguration))
        max_conf_num = 1

      [plugins."io.containerd.grpc.v1.cri".containerd]
        snapshotter = \(quoted(snapshotter))
        default_runtime_name = "runc"
        discard_unpacked_layers = true

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
          runtime_type = "io.containerd.runc.v2"

          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
            SystemdCgroup = \(usesSystemdCgroups)
            Root = \(quoted(state + "/runc"))

    """
  }

  /// A TOML basic string.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        result += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
