import APIMachinery
import ArgumentParser

/// `kubectl kustomize`.
struct KustomizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kustomize", abstract: "Build the objects of a kustomization.")
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp(
      "Write there instead of to standard output; a folder gets a file for each object.", valueName: "path"))
  var output: String?
  @Argument(help: "FOLDER") var folders: [String] = []

  func run() throws {
    guard folders.count <= 1 else {
      throw KubectlError("error: specify one path to kustomization.yaml")
    }
    let objects = try KustomizeBuild.objects(of: folders.first ?? ".")
    if let output, LocalFiles.isDirectory(output) {
      for object in objects {
        let version = object.text("apiVersion").replacing("/", with: "_")
        let name = "\(version)_\(object.text("kind"))_\(object["metadata"]?.text("name") ?? "").yaml".lowercased()
        try LocalFiles.write("\(output)/\(name)", YAMLCodec.encode(object))
      }
      return
    }
    let text = objects.map { String(decoding: YAMLCodec.encode($0), as: UTF8.self) }.joined(separator: "---\n")
    if let output { return try LocalFiles.write(output, Array(text.utf8)) }
    Terminal.write(text, to: 1)
  }
}
