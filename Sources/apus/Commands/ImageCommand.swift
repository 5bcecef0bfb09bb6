import ArgumentParser
import ContainerRuntime
import LinuxSupport

/// `apus image`.
struct ImageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "image", abstract: "Load, list and make container images.",
    subcommands: [Load.self, List.self, Pack.self])

  struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Load an OCI or Docker archive into the node.")
    @OptionGroup var options: ClusterOptions
    @Argument(help: "FILE") var file: String

    func run() async throws {
      let names = try await ClusterServer(options: options).containerd().importer().load(archive: file)
      for name in names { print("loaded \(name)") }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the images of the node.")
    @OptionGroup var options: ClusterOptions

    func run() async throws {
      let runtime = ClusterServer(options: options).containerd().runtime()
      for image in try await runtime.images() {
        let names = image.tags.isEmpty ? image.digests : image.tags
        print("\(names.joined(separator: " "))\t\(image.size >> 20) MiB")
      }
      await runtime.close()
    }
  }

  struct Pack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make an OCI archive of a folder.")
    @Argument(help: "FOLDER with the image's files") var folder: String
    @Option(help: ArgumentHelp("Name of the image.", valueName: "name")) var name: String
    @Option(name: [.customShort("o"), .long], help: ArgumentHelp("The archive to write.", valueName: "file"))
    var output: String
    @Option(help: ArgumentHelp("A word of the command to run; may be repeated.", valueName: "word"), transform: { $0 })
    var command: [String] = []

    func run() async throws {
      let files = try ImageFiles().tree(folder)
      let image = OCIImage(name: name, files: files, configuration: .init(command: command))
      try HostFileSystem().writeAtomically(image.archive(), to: output, mode: 0o644)
      print("wrote \(output)")
    }
  }
}
