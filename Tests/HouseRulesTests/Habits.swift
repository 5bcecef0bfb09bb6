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
