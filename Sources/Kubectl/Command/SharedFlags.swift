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

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Template, or the file with it, for -o go-template, go-template-file, jsonpath and jsonpath-file.",
      valueName: "template"))
  var template: String?

  @Flag(name: .customLong("show-managed-fields"), help: "Keep managedFields in JSON and YAML.")
  var showManagedFields = false

  @Flag(
    name: .customLong("allow-missing-template-keys"), inversion: .prefixedNo,
    help: "Members that a template names and an object hasn't got print nothing.")
  var allowMissingTemplateKeys = true

  func outputFormat() throws -> OutputFormat { try OutputFormat(format, template: template) }

  func printer() throws -> ObjectPrinter {
    ObjectPrinter(
      format: try outputFormat(), showsManagedFields: showManagedFields, allowsMissing: allowMissingTemplateKeys)
  }
}

/// Whether a change is really made.
enum DryRun: String, ExpressibleByArgument, CaseIterable {
  case none, client, server
  /// What the flag means without a value.
  case unchanged
}

struct DryRunFlags: ParsableArguments {
  @Option(
    name: .customLong("dry-run"),
    help: ArgumentHelp(
      "Print what would be done; \"server\" lets the server check it.", valueName: "none|client|server"))
  var mode = DryRun.none

  /// As given; the old form without a value is taken for `client`.
  var dryRun: DryRun { mode == .unchanged ? .client : mode }

  mutating func validate() throws {
    guard mode == .unchanged else { return }
    Terminal.printError("W: --dry-run is deprecated and can be replaced with --dry-run=client.")
    mode = .client
  }

  var query: [QueryItem] { dryRun == .server ? [QueryItem("dryRun", "All")] : [] }

  /// What result lines end with.
  var suffix: String {
    switch dryRun {
    case .none: ""
    case .client, .unchanged: " (dry run)"
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

  @Option(
    name: [.customShort("k", allowingJoined: true), .customLong("kustomize")],
    help: ArgumentHelp("Folder with a kustomization to build.", valueName: "folder"))
  var kustomization: String?

  var isEmpty: Bool { filenames.isEmpty && kustomization == nil }

  /// - Parameter checked: What has no kind is told as kubectl's validation of a new object tells it.
  func items(checked: Bool = false) throws -> [Manifests.Item] {
    guard !isEmpty else { throw KubectlError("error: must specify one of -f and -k") }
    guard filenames.isEmpty || kustomization == nil else {
      throw KubectlError("error: only one of -f or -k can be specified")
    }
    if let kustomization {
      return try KustomizeBuild.objects(of: kustomization).map { Manifests.Item(object: $0, source: kustomization) }
    }
    return try Manifests(isRecursive: recursive, isChecked: checked).read(filenames)
  }
}

/// What to do about fields the server doesn't know.
enum FieldValidation: String, ExpressibleByArgument, CaseIterable {
  case strict, warn, ignore
  case `true`, `false`

  /// Whether objects with faults are refused before the server sees them.
  var refuses: Bool { name == "Strict" }

  /// The value of the API's `fieldValidation`.
  var name: String {
    switch self {
    case .strict, .true: "Strict"
    case .warn: "Warn"
    case .ignore, .false: "Ignore"
    }
  }
}
