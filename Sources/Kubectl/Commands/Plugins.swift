import ArgumentParser
import Glibc

/// Programs on `PATH` that add commands: `kubectl-foo-bar` is what `kubectl foo bar` runs.
struct Plugins {
  static let prefix = "kubectl-"

  /// The folders of `PATH`, each once.
  static var folders: [String] {
    var seen: Set<String> = []
    return (Surroundings.variable("PATH") ?? "").split(separator: ":").map(String.init)
      .filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  /// The program for a command line and the arguments it gets: the longest name of the leading words that is there.
  static func find(_ arguments: [String]) -> (path: String, arguments: [String])? {
    var words = Array(arguments.prefix { !$0.hasPrefix("-") })
    while !words.isEmpty {
      // Dashes tell words apart, so that those of a word are written as underscores.
      let name = prefix + words.map { $0.replacing("-", with: "_") }.joined(separator: "-")
      if !name.contains("/"), let folder = folders.first(where: { isProgram("\($0)/\(name)") }) {
        return ("\(folder)/\(name)", Array(arguments.dropFirst(words.count)))
      }
      words.removeLast()
    }
    return nil
  }

  static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 && !LocalFiles.isDirectory(path) }
}

/// `kubectl plugin`.
struct PluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "See which plugins there are.", subcommands: [List.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the plugins on PATH.")
    @Flag(name: .customLong("name-only"), help: "Only the programs' names.") var nameOnly = false

    func run() throws {
      var seen: [String: String] = [:]
      var found = false
      var warnings = 0
      for folder in Plugins.folders {
        guard LocalFiles.isDirectory(folder) else {
          Terminal.printError(
            "Unable to read directory \"\(folder)\" from your PATH: open \(folder): no such file or directory. Skipping..."
          )
          continue
        }
        for name in LocalFiles.entries(of: folder) where name.hasPrefix(Plugins.prefix) {
          let path = "\(folder)/\(name)"
          guard !LocalFiles.isDirectory(path) else { continue }
          if !found { Terminal.print("The following compatible plugins are available:\n") }
          found = true
          Terminal.print(nameOnly ? name : path)
          for warning in Self.warnings(path, name, seen[name]) {
            Terminal.printError("  - \(warning)")
            warnings += 1
          }
          seen[name] = seen[name] ?? path
        }
      }
      guard found else { throw KubectlError("error: unable to find any kubectl plugins in your PATH") }
      guard warnings > 0 else { return }
      throw KubectlError(
        warnings == 1 ? "error: one plugin warning was found" : "error: \(warnings) plugin warnings were found")
    }

    private static func warnings(_ path: String, _ name: String, _ other: String?) -> [String] {
      let command = name.dropFirst(Plugins.prefix.count).prefix { $0 != "-" }
      if Kubectl.commandNames.contains(String(command)), !name.dropFirst(Plugins.prefix.count).contains("-") {
        return ["warning: \(name) overwrites existing command: \"kubectl \(command)\""]
      }
      if !Plugins.isProgram(path) {
        return ["warning: \(path) identified as a kubectl plugin, but it is not executable"]
      }
      return other.map { ["warning: \(path) is overshadowed by a similarly named plugin: \($0)"] } ?? []
    }
  }
}

/// `kubectl alpha`.
struct Alpha: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Commands that are tried out.")

  func run() throws { Terminal.printError("No alpha commands are available in this version of kubectl") }
}
