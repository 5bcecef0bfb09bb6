import APIMachinery
import ArgumentParser

/// What the commands have that change objects: how to print them, and whether to change them.
struct ChangeFlags: ParsableArguments {
  @OptionGroup var output: OutputFlags
  @OptionGroup var dryRun: DryRunFlags

  @Option(
    name: .customLong("field-manager"), help: ArgumentHelp("Name that fields are owned under.", valueName: "name"))
  var fieldManager: String?

  var isClientDryRun: Bool { dryRun.dryRun == .client }

  /// The query of a write.
  func query(manager: String) -> [QueryItem] {
    dryRun.query + [QueryItem("fieldManager", fieldManager ?? manager)]
  }

  /// Prints `deployment.apps/web scaled`, or the object in the format that was asked for.
  func report(_ object: JSONValue, _ target: ResolvedObject, verb: String) throws {
    try report(object, target.resource, display: target.display, verb: verb)
  }

  func report(_ object: JSONValue, _ resource: MappedResource, display: String, verb: String) throws {
    let printer = try output.printer()
    if printer.format.isTable {
      Terminal.print("\(display) \(verb)\(dryRun.suffix)")
    } else {
      Terminal.write(try printer.text(object, resource: resource), to: 1)
    }
  }
}
