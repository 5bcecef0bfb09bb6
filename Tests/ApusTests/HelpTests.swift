import APIMachinery
import ArgumentParser
import Testing

@testable import apus

/// A command as the argument parser describes it.
struct DescribedCommand: CustomTestStringConvertible {
  let path: [String]
  let json: JSONValue

  var testDescription: String { path.joined(separator: " ") }
  var flags: [JSONValue] { json["arguments"]?.arrayValue ?? [] }

  /// Without dashes.
  static func names(_ flag: JSONValue) -> [String] {
    (flag["names"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
  }

  /// Every command of the binary.
  static let all: [DescribedCommand] = {
    guard let described = try? JSONParser.parse(Array(Apus._dumpHelp().utf8)), let root = described["command"] else {
      return []
    }
    return below(root, [])
  }()

  private static func below(_ json: JSONValue, _ parents: [String]) -> [DescribedCommand] {
    let path = parents + [json["commandName"]?.stringValue ?? ""]
    let commands = (json["subcommands"]?.arrayValue ?? []).filter { $0["commandName"] != "help" }
    return [DescribedCommand(path: path, json: json)] + commands.flatMap { below($0, path) }
  }
}

@Suite struct HelpTests {
  @Test func thereAreCommands() {
    #expect(DescribedCommand.all.count > 100)
  }

  @Test(arguments: DescribedCommand.all)
  func everyCommandAndFlagSaysWhatItIs(_ command: DescribedCommand) {
    #expect(command.json["abstract"]?.stringValue?.isEmpty == false)
    for flag in command.flags where flag["shouldDisplay"] != false && flag["kind"] != "positional" {
      let text = flag["abstract"]?.stringValue ?? ""
      #expect(!text.isEmpty, "--\(DescribedCommand.names(flag).last ?? "")")
    }
  }
}
