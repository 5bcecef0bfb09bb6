import APIMachinery

/// Brings a command line as kubectl's users write it into the form the argument parser takes: flags before the
/// command (`kubectl -n web get pods`), values joined to short flags (`-Aowide`), `--wait=false`, values that begin
/// with a dash. What is wrong gets kubectl's own words.
struct CommandLineRules {
  /// What flags mean that may stand without the value that others of their kind need.
  static let impliedValues = ["dry-run": "unchanged", "cascade": "background", "validate": "strict"]

  let tree: CommandTree

  /// The same command line, flags behind the command.
  func rewrite(_ arguments: [String]) throws -> [String] {
    var path: [CommandTree.Command] = [tree.root]
    var flags: [String] = []
    var rest = arguments[...]
    // The flags that every command has are those of any that talks to a server.
    let shared = tree.root.command("get") ?? tree.root
    while let word = rest.first, word != "--" {
      let current = path[path.count - 1]
      if word.hasPrefix("-"), word != "-" {
        let known = current.commands.isEmpty || !current.flags.isEmpty ? current : shared
        if ["-h", "--help"].contains(word) {
          flags.append("--help")
          rest.removeFirst()
        } else {
          flags += try flag(&rest, of: known, or: shared, name: name(path))
        }
        continue
      }
      guard let next = current.command(word) else {
        if !current.commands.isEmpty && !(current.flags.contains { $0.long.contains("filename") }) {
          throw unknownCommand(word, in: path)
        }
        break
      }
      path.append(next)
      rest.removeFirst()
    }
    let command = path[path.count - 1]
    var words: [String] = []
    while let word = rest.first {
      if word == "--" {
        words += flags + rest
        try checkRequired(command, flags)
        return path.dropFirst().map(\.name) + words
      }
      if word.hasPrefix("-"), word != "-" {
        if ["-h", "--help"].contains(word) {
          flags.append("--help")
          rest.removeFirst()
        } else {
          flags += try flag(&rest, of: command, or: command, name: name(path))
        }
      } else {
        words.append(word)
        rest.removeFirst()
      }
    }
    try checkRequired(command, flags)
    return path.dropFirst().map(\.name) + words + flags
  }

  private func name(_ path: [CommandTree.Command]) -> String {
    (["kubectl"] + path.dropFirst().map(\.name)).joined(separator: " ")
  }

  private func checkRequired(_ command: CommandTree.Command, _ flags: [String]) throws {
    guard !flags.contains("--help") else { return }
    let missing = command.flags.filter { flag in
      flag.isRequired && !flags.contains { $0 == "--\(flag.name)" || $0.hasPrefix("--\(flag.name)=") }
    }
    guard !missing.isEmpty else { return }
    throw KubectlError(
      "error: required flag(s) \(missing.map { "\"\($0.name)\"" }.joined(separator: ", ")) not set")
  }

  /// Takes one flag, or several short ones in one word, from the front of `rest`.
  private func flag(
    _ rest: inout ArraySlice<String>, of command: CommandTree.Command, or shared: CommandTree.Command, name: String
  ) throws -> [String] {
    let word = rest.removeFirst()
    let usage = "\nSee '\(name) --help' for usage."
    guard word.hasPrefix("--") else { return try shortFlags(word, &rest, command, shared, usage) }
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts[0].replacing("_", with: "-")
    guard let flag = command.flag(long: name) ?? shared.flag(long: name) else {
      throw KubectlError("error: unknown flag: --\(parts[0])\(usage)")
    }
    if parts.count > 1 { return try value(parts[1], of: flag, spelled: "--\(name)", command, usage) }
    if !flag.takesValue { return ["--\(name)"] }
    if let implied = Self.impliedValues[name] { return ["--\(name)=\(implied)"] }
    guard let next = rest.popFirst() else { throw KubectlError("error: flag needs an argument: --\(name)\(usage)") }
    return try value(next, of: flag, spelled: "--\(name)", command, usage)
  }

  private func shortFlags(
    _ word: String, _ rest: inout ArraySlice<String>, _ command: CommandTree.Command, _ shared: CommandTree.Command,
    _ usage: String
  ) throws -> [String] {
    var result: [String] = []
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let flag = command.flag(short: letter) ?? shared.flag(short: letter) else {
        throw KubectlError("error: unknown shorthand flag: '\(letter)' in \(word)\(usage)")
      }
      if letters.first == "=" {
        result += try value(String(letters.dropFirst()), of: flag, spelled: "-\(letter)", command, usage)
        break
      }
      if !flag.takesValue {
        result.append(spelled(flag))
        continue
      }
      if !letters.isEmpty {
        result += try value(String(letters), of: flag, spelled: "-\(letter)", command, usage)
        break
      }
      guard let next = rest.popFirst() else {
        throw KubectlError("error: flag needs an argument: '\(letter)' in \(word)\(usage)")
      }
      result += try value(next, of: flag, spelled: "-\(letter)", command, usage)
    }
    return result
  }

  private func spelled(_ flag: CommandTree.Flag) -> String {
    flag.long.first.map { "--\($0)" } ?? "-\(flag.short.first ?? " ")"
  }

  private func value(
    _ text: String, of flag: CommandTree.Flag, spelled: String, _ command: CommandTree.Command, _ usage: String
  ) throws -> [String] {
    guard flag.takesValue else {
      switch text {
      case "true", "t", "T", "TRUE", "True", "1": return [self.spelled(flag)]
      case "false", "f", "F", "FALSE", "False", "0":
        // A flag that is on by itself has another that turns it off.
        let opposite = "no-\(flag.name)"
        return command.flags.contains { $0.long.contains(opposite) } ? ["--\(opposite)"] : []
      default:
        throw KubectlError(
          "error: invalid argument \"\(text)\" for \"\(spelled)\" flag: strconv.ParseBool: parsing \"\(text)\": invalid syntax\(usage)"
        )
      }
    }
    return text.isEmpty ? [self.spelled(flag), ""] : ["\(self.spelled(flag))=\(text)"]
  }

  private func unknownCommand(_ word: String, in path: [CommandTree.Command]) -> KubectlError {
    guard path.count == 1 else {
      return KubectlError("error: unknown command \"\(word)\"\nSee '\(name(path)) -h' for help and examples")
    }
    let similar = tree.root.commands.map(\.name).filter { name in
      Self.distance(word.lowercased(), name) <= 2 || name.hasPrefix(word.lowercased())
    }
    guard !similar.isEmpty else { return KubectlError("error: unknown command \"\(word)\" for \"kubectl\"") }
    return KubectlError(
      "error: unknown command \"\(word)\" for \"kubectl\"\n\nDid you mean this?\n"
        + similar.map { "\t\($0)" }.joined(separator: "\n"))
  }

  /// How many letters must be changed, added or removed to make one word of the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (line, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in right.enumerated() {
        let cost = character == other ? diagonal : diagonal + 1
        diagonal = row[column + 1]
        row[column + 1] = min(cost, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
