import ArgumentParser
import Benchmarks
import FoundationEssentials
import Testing

@testable import Kubectl
@testable import apus

/// What the documents tell a person to type, held against the commands there are. That the README's do what it says is
/// seen in a lab (Tests/LabTests/Story).
struct Document: CustomTestStringConvertible {
  let path: String
  let text: String

  var testDescription: String { path }

  static let root =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func read(_ path: String) -> Document? {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map { Document(path: path, text: $0) }
  }

  static let all: [Document] = {
    let folder = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "docs").path)) ?? []
    let names = folder.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    let others = ["README.md", "CONTRIBUTING.md", "Schema/README.md", "Tests/CELTests/Cases/README.md"]
    return (others + names).compactMap(read)
  }()

  /// What stands between backticks.
  var quoted: [String] {
    text.split(separator: "\n").flatMap { line in
      line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
  }

  /// The command lines, from blocks and from the text: without comments, and what stands beside them.
  var commands: [[String]] {
    let blocks = text.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { line in
      String(line.dropFirst(4)).split(separator: "  ", maxSplits: 1).first.map(String.init) ?? ""
    }
    return (blocks + quoted).map(Self.words).filter { ["apus", "kubectl", "make"].contains($0.first) }
  }

  /// As a shell reads them, as far as the documents go.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    for (index, piece) in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      if index.isMultiple(of: 2) {
        let parts = piece.split(separator: " ").map(String.init)
        if !piece.hasPrefix(" "), let last = words.popLast() {
          words.append(last + (parts.first ?? ""))
          words += parts.dropFirst()
        } else {
          words += parts
        }
      } else if piece.isEmpty || words.last?.hasSuffix("=") != true {
        words.append(String(piece))
      } else {
        words.append((words.popLast() ?? "") + piece)
      }
    }
    return Array(words.drop { $0 == "sudo" }.prefix { !["&", "#", ">"].contains($0) && !$0.hasPrefix("#") })
  }
}

@Suite struct DocumentTests {
  @Test func theCommandsAreFound() {
    let commands = Document.all.flatMap(\.commands)
    #expect(commands.contains(["apus", "kubectl", "get", "pods", "-A"]))
    #expect(commands.contains(["make", "bench", "ARGS=json api --duration 5"]))
    #expect(commands.count > 20)
  }

  @Test(arguments: Document.all)
  func everyCommandCanBeTyped(_ document: Document) throws {
    let tasks = try #require(Document.read("Makefile")).text.split(separator: "\n")
    for command in document.commands {
      let arguments = Array(command.dropFirst())
      switch command[0] {
      case "make":
        let task = arguments.first ?? "help"
        #expect(tasks.contains { $0.hasPrefix("\(task):") }, "make \(task) is no task")
      case "kubectl": expectParsed(arguments)
      default:
        if arguments.first == "kubectl" {
          expectParsed(Array(arguments.dropFirst()))
        } else {
          expectParsed(arguments, by: Apus.parseAsRoot)
        }
      }
    }
  }

  private func expectParsed(
    _ arguments: [String], by parse: ([String]) throws -> any ParsableCommand = Kubectl.command(for:)
  ) {
    do {
      _ = try parse(arguments)
    } catch {
      // A question for help is answered by an error, too.
      #expect(Apus.exitCode(for: error).isSuccess, "\(arguments): \(Apus.fullMessage(for: error))")
    }
  }

  @Test(arguments: Document.all)
  func everyFlagIsThere(_ document: Document) {
    let known = Set(DescribedCommand.all.flatMap(\.flags).flatMap(DescribedCommand.names))
    for text in document.quoted where text.hasPrefix("--") {
      let name = text.dropFirst(2).prefix { $0 != "=" && $0 != " " }
      let isThere =
        name.hasSuffix("*") ? known.contains { $0.hasPrefix(name.dropLast()) } : known.contains(String(name))
      #expect(isThere, "no command has \(text)")
    }
  }

  /// The table of benchmarks has a row for each.
  @Test func everyBenchmarkIsExplained() throws {
    let document = try #require(Document.read("docs/benchmarks.md"))
    for benchmark in Benchmarks.all + Benchmarks.ofNodes {
      #expect(document.text.contains("\n| \(benchmark.name) |"), "\(benchmark.name) is not explained")
    }
  }

  /// Links, and files and folders that are named by their path.
  @Test(arguments: Document.all)
  func everyFileIsThere(_ document: Document) {
    let files = FileManager.default
    func isThere(_ path: String) -> Bool { files.fileExists(atPath: Document.root.appending(path: path).path) }
    let folder = document.path.split(separator: "/").dropLast().map { $0 + "/" }.joined()
    for piece in document.text.split(separator: "](").dropFirst() {
      let target = piece.prefix { $0 != ")" && $0 != "#" }
      guard !target.isEmpty, !target.contains("://") else { continue }
      #expect(isThere(folder + target), "the link to \(target) leads nowhere")
    }
    for text in document.quoted where text.contains("/") && text.allSatisfy({ $0.isLetter || "/._-".contains($0) }) {
      guard let first = text.split(separator: "/").first, !text.hasPrefix("/") else { continue }
      if ["Sources", "Tests", "docs", "scripts", "Schema", "examples", "Fuzz"].contains(first) {
        #expect(isThere(text), "\(text) is not there")
      } else if isThere("Sources/\(first)") {
        #expect(isThere("Sources/\(text)") || isThere("Sources/\(text).swift"), "Sources/\(text) is not there")
      }
    }
  }
}
