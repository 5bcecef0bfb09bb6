import ArgumentParser
import Lab
import LinuxSupport

import func Glibc._exit

/// `apus lab`.
struct LabCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab", abstract: "Make several nodes on this machine, on a network with no way out.",
    subcommands: [Create.self, Delete.self, List.self, Exec.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a lab.")
    @Argument(help: "NAME") var name = "lab"
    @Option(help: "How many nodes.") var nodes = 1

    func run() async throws {
      let lab = try await Lab.create(name: name, nodes: nodes)
      for node in lab.nodes { print("\(node.name)\t\(node.address)") }
      print("Run something there with: apus lab exec \(lab.nodes.first?.name ?? "NODE") --lab \(name) -- COMMAND")
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End everything in a lab and remove it.")
    @Argument(help: "NAME") var name = "lab"

    func run() async throws {
      try await Lab.delete(name: name)
      print("lab \(name) deleted")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the labs and their nodes.")

    func run() async throws {
      for name in try Lab.list() {
        let nodes = (try? Lab.open(name: name))?.nodes.map { "\($0.name) \($0.address)" } ?? ["not whole: delete it"]
        print("\(name)\t\(nodes.joined(separator: ", "))")
      }
    }
  }

  struct Exec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run a command on a node of a lab.")
    @Argument(help: "NODE") var node: String
    @Option(help: ArgumentHelp("Name of the lab.", valueName: "name")) var lab = "lab"
    @Argument(parsing: .postTerminator, help: "COMMAND") var command: [String]

    func run() async throws {
      guard let program = command.first else { throw CommandError("no command: put it after --") }
      let child = try Lab.open(name: lab).node(node).spawn(
        Command(program, Array(command.dropFirst())), output: .inherit)
      switch try await child.wait() {
      case .code(let code): _exit(code)
      case let other:
        print("\(program): \(other)")
        _exit(1)
      }
    }
  }
}
