import APIMachinery
import ArgumentParser

/// Which objects of a resource.
struct SelectorFlags: ParsableArguments {
  @Option(
    name: [.customShort("l", allowingJoined: true), .customLong("selector")],
    help: ArgumentHelp("Only objects with these labels.", valueName: "selector"))
  var label: String?

  @Option(
    name: .customLong("field-selector"), help: ArgumentHelp("Only objects with these fields.", valueName: "selector"))
  var field: String?

  @Flag(name: [.customShort("A"), .customLong("all-namespaces")], help: "Objects of every namespace.")
  var allNamespaces = false

  var query: [QueryItem] {
    var query: [QueryItem] = []
    if let label { query.append(QueryItem("labelSelector", label)) }
    if let field { query.append(QueryItem("fieldSelector", field)) }
    return query
  }
}

/// How to print.
struct OutputFlags: ParsableArguments {
  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("One of: \(OutputFormat.names.joined(separator: ", ")).", valueName: "format"))
  var format: String?

  @Flag(name: .customLong("show-managed-fields"), help: "Keep managedFields in JSON and YAML.")
  var showManagedFields = false
}

/// Whether a change is really made.
enum DryRun: String, ExpressibleByArgument, CaseIterable {
  case none, client, server
}

struct DryRunFlags: ParsableArguments {
  @Option(
    name: .customLong("dry-run"),
    help: ArgumentHelp(
      "Print what would be done; \"server\" lets the server check it.", valueName: "none|client|server"))
  var dryRun = DryRun.none

  var query: [QueryItem] { dryRun == .server ? [QueryItem("dryRun", "All")] : [] }

  /// What result lines end with.
  var suffix: String {
    switch dryRun {
    case .none: ""
    case .client: " (dry run)"
    case .server: " (server dry run)"
    }
  }
}

/// Manifests to work on.
struct FileFlags: ParsableArguments {
  @Option(
    name: [.customShort("f", allowingJoined: true), .customLong("filename")],
    help: ArgumentHelp("File, folder, or - for standard input; may be repeated.", valueName: "file"))
  var filenames: [String] = []

  @Flag(name: [.customShort("R"), .long], help: "Read folders with their subfolders.")
  var recursive = false

  func items() throws -> [Manifests.Item] {
    guard !filenames.isEmpty else { throw KubectlError("error: must specify one of -f and -k") }
    return try Manifests.read(filenames, recursive: recursive)
  }
}
