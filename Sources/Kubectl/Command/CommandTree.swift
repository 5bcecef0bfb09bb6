import APIMachinery
import ArgumentParser

/// The commands there are and the flags that each takes, as the argument parser knows them.
struct CommandTree: Sendable {
  struct Flag: Sendable {
    /// Without dashes.
    var long: [String]
    var short: [Character]
    var takesValue: Bool
    var isRequired: Bool
    var help: String

    var name: String { long.first ?? String(short.first ?? " ") }
  }

  struct Command: Sendable {
    var name: String
    var aliases: [String]
    var help: String
    var flags: [Flag]
    var commands: [Command]

    func command(_ word: String) -> Command? { commands.first { $0.name == word || $0.aliases.contains(word) } }
    func flag(long: String) -> Flag? { flags.first { $0.long.contains(long) } }
    func flag(short: Character) -> Flag? { flags.first { $0.short.contains(short) } }
  }

  let root: Command

  /// Reads the parser's own description of `Kubectl`.
  init() throws {
    root = Self.command(try JSONParser.parse(Array(Kubectl._dumpHelp().utf8))["command"] ?? [:])
  }

  private static func command(_ json: JSONValue) -> Command {
    Command(
      name: json["commandName"]?.stringValue ?? "",
      aliases: (json["aliases"]?.arrayValue ?? []).compactMap(\.stringValue),
      help: json["abstract"]?.stringValue ?? "",
      flags: (json["arguments"]?.arrayValue ?? []).compactMap(flag),
      commands: (json["subcommands"]?.arrayValue ?? []).map(command).filter { $0.name != "help" })
  }

  private static func flag(_ json: JSONValue) -> Flag? {
    guard let kind = json["kind"]?.stringValue, kind != "positional" else { return nil }
    let names = json["names"]?.arrayValue ?? []
    func all(_ kind: String) -> [String] {
      names.filter { $0["kind"]?.stringValue == kind }.compactMap { $0["name"]?.stringValue }
    }
    return Flag(
      long: all("long"), short: all("short").compactMap(\.first), takesValue: kind == "option",
      isRequired: json["isOptional"] == false && kind == "option", help: json["abstract"]?.stringValue ?? "")
  }
}
