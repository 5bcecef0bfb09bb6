import APIMachinery
import LinuxSupport
import Testing

@testable import ContainerRuntime

@Suite struct ImageTests {
  @Test func theSameImageIsAlwaysTheSameBytes() {
    #expect(OCIImage.pause.archive() == OCIImage.pause.archive())
    #expect(OCIImage.pause.archive().count % 512 == 0)
  }

  @Test(.enabled(if: SystemProcessRunner.find("tar") != nil, "tar is not installed"))
  func tarReadsWhatWeWrite() async throws {
    let long = String(repeating: "d/", count: 90) + "file"
    let archive = TarWriter.archive([
      TarEntry("etc", .directory),
      TarEntry("etc/passwd", .file(Array("root:x:0:0".utf8)), mode: 0o600, user: 7, group: 8),
      TarEntry("etc/link", .symbolicLink("passwd")), TarEntry(long, .file([])),
      TarEntry("long-link", .symbolicLink(long)),
    ])
    let listing = try await SystemProcessRunner().require(
      Command("tar", ["-t", "-v", "--numeric-owner"], input: archive))
    let lines = listing.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 5)
    #expect(lines[0].hasPrefix("drwxr-xr-x 0/0") && lines[0].hasSuffix("etc/"))
    #expect(lines[1].hasPrefix("-rw------- 7/8") && lines[1].contains(" 10 ") && lines[1].hasSuffix("etc/passwd"))
    #expect(lines[2].hasSuffix("etc/link -> passwd"))
    #expect(lines[3].hasSuffix(long))
    #expect(lines[4].hasSuffix("long-link -> \(long)"))
  }

  @Test func directoriesComeBeforeWhatTheyHold() {
    let entries = ImageFiles.withDirectories([
      TarEntry("usr/sbin/nginx", .file([1])), TarEntry("usr/lib/a", .file([])), TarEntry("usr/sbin/nginx", .file([2])),
    ])
    #expect(entries.map(\.path) == ["usr", "usr/sbin", "usr/sbin/nginx", "usr/lib", "usr/lib/a"])
  }

  @Test func theConfigurationIsWellFormed() {
    var configuration = ContainerdConfiguration(
      directory: "/proc/nowhere", runDirectory: "/tmp/run", cniConfiguration: "/tmp/cni")
    #expect(configuration.snapshotter == "native")
    configuration.restrictsOOMScore = true
    configuration.root = "/tmp/apus \"x\""
    #expect(configuration.toml.contains(#"root = "/tmp/apus \"x\"""#))
    #expect(configuration.toml.contains("restrict_oom_score_adj = true"))
    #expect(configuration.toml.contains("sandbox_image = \"\(OCIImage.pauseName)\""))
  }

  /// The binaries that are checked in come from the source beside them.
  @Test(
    .enabled(
      if: SystemProcessRunner.find("/opt/swift/usr/bin/clang") != nil || SystemProcessRunner.find("clang") != nil,
      "no clang"))
  func thePauseProgramIsCurrent() async throws {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let directory = "/tmp/apus-pause-\(UInt64.random(in: 0 ... .max))"
    let files = HostFileSystem()
    try files.makeDirectory(directory)
    defer { try? files.removeTree(directory) }
    let clang = SystemProcessRunner.find("/opt/swift/usr/bin/clang") ?? "clang"
    var command = Command("\(root)/scripts/build-pause", [directory])
    command.environment = ["PATH": Command.searchPath.joined(separator: ":"), "CLANG": clang]
    let built = try await SystemProcessRunner().run(command)
    try #require(built.succeeded, "\(built.errorText)")
    for machine in ["x86_64", "aarch64"] {
      let fresh = try files.read("\(directory)/pause-\(machine)", limit: 1 << 20)
      let checkedIn = try files.read("\(root)/Sources/CEmbedded/Files/pause/pause-\(machine)", limit: 1 << 20)
      // Another compiler may lay it out differently; what matters is that nobody forgot to build after a change.
      #expect(abs(fresh.count - checkedIn.count) < 256, "run scripts/build-pause")
    }
  }
}
