import FoundationEssentials
import Testing

@Suite struct Habits {
  @Test(arguments: SourceFile.all(under: "Sources").filter { !$0.isGenerated })
  func aFileHoldsOneIdea(_ file: SourceFile) {
    #expect(file.lines.count <= 700, "\(file.path) has \(file.lines.count) lines: split it by idea")
  }

  @Test(arguments: SourceFile.all(under: "Sources"))
  func nothingIsLeftForLater(_ file: SourceFile) {
    for (index, line) in file.lines.enumerated() {
      for mark in ["TO" + "DO", "FIX" + "ME", "X" + "XX:"] where line.contains(mark) {
        Issue.record("\(file.path):\(index + 1): \(mark)")
      }
    }
  }

  /// Most files are short; a few long ones are fine.
  @Test func mostFilesAreShort() {
    let files = SourceFile.all(under: "Sources").filter { !$0.isGenerated }
    let long = files.filter { $0.lines.count > 300 }
    #expect(
      long.count * 10 <= files.count * 2,
      "\(long.count) of \(files.count) files are over 300 lines: \(long.map(\.path))")
  }

  /// Types and functions that other modules use say what they are. What fulfils a protocol is documented there.
  @Test(arguments: SourceFile.all(under: "Sources").filter { !$0.isGenerated })
  func whatIsPublicIsDocumented(_ file: SourceFile) {
    let lines = file.lines.map { $0.drop { $0 == " " } }
    for (index, line) in lines.enumerated() where line.hasPrefix("public ") {
      let before = lines[..<index].last { !$0.hasPrefix("@") } ?? ""
      guard !before.hasPrefix("///"), let (kind, name) = SourceFile.declared(by: line) else { continue }
      if kind == "func", Self.requirements.contains(name) { continue }
      Issue.record("\(file.path):\(index + 1): \(kind) \(name) has no documentation")
    }
  }

  /// Names of what protocols ask for: of ours, and of the standard library's that we fulfil.
  private static let requirements: Set<String> = {
    var names: Set<String> = [
      "<", "==", "+", "-", "*", "/", "hash", "next", "makeAsyncIterator", "encode", "run", "log",
    ]
    for file in SourceFile.all(under: "Sources") {
      var end: String?
      for line in file.lines {
        let content = line.drop { $0 == " " }
        if let mark = end {
          if line.hasPrefix(mark) { end = nil }
          if let (kind, name) = SourceFile.declared(by: content), kind == "func" { names.insert(name) }
        } else if SourceFile.declared(by: content)?.kind == "protocol", !line.hasSuffix("{}") {
          end = String(repeating: " ", count: line.count - content.count) + "}"
        }
      }
    }
    return names
  }()

  /// Every dependency of the package is explained.
  @Test func dependenciesAreExplained() throws {
    let package = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    let explained = try String(contentsOf: root.appending(path: "docs/dependencies.md"), encoding: .utf8)
    for line in package.split(separator: "\n") where line.contains(".package(url:") {
      let name = line.split(separator: "\"")[1].split(separator: "/").last.map(String.init) ?? ""
      #expect(explained.contains("| \(name) |"), "docs/dependencies.md says nothing of \(name)")
    }
  }
}
