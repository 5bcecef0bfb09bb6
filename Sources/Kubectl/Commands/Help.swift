import ArgumentParser

/// `kubectl options`.
struct Options: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the flags that every command has.")

  func run() throws {
    var text = "The following options can be passed to any command:\n"
    // `api-versions` has these flags and no others.
    let flags = (try CommandTree().root.command("api-versions")?.flags ?? []).filter { $0.name != "help" }
    for flag in flags.sorted(by: { $0.name < $1.name }) {
      let short = flag.short.first.map { "-\($0), " } ?? "    "
      text += "\n\(short)--\(flag.name)\(flag.takesValue ? "=''" : "=false"):\n\t\(flag.help)\n"
    }
    Terminal.print(text)
  }
}

/// `kubectl completion`.
struct Completion: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a shell's completion script.",
    discussion: "For bash: source <(kubectl completion bash). Shells: bash, zsh, fish.")
  @Argument(help: "bash, zsh or fish") var shells: [String] = []

  func run() throws {
    guard let name = shells.first else { throw KubectlError.usage("Shell not specified.", "completion") }
    guard shells.count == 1 else {
      throw KubectlError.usage("Too many arguments. Expected only the shell type.", "completion")
    }
    guard let shell = CompletionShell(rawValue: name) else {
      throw KubectlError.usage("Unsupported shell type \"\(name)\".", "completion")
    }
    Terminal.print(Kubectl.completionScript(for: shell))
  }
}
