import Testing

/// How tests wait: for what happens, however long that takes, and without keeping others from it.
@Suite struct Patience {
  /// What waits without a bound of its own, by which a suite can be known that needs a limit.
  private static let waits = ["eventually(", "waitForSleepers(", ".pass(\"", ".wait(\""]

  @Test(arguments: SourceFile.all(under: "Tests"))
  func doesNotSpin(_ file: SourceFile) {
    for (number, line) in file.code where line.contains("while ") && line.contains("await Task.yield()") {
      Issue.record("\(file.path):\(number): keeps a processor busy until others are done; use eventually")
    }
  }

  @Test(arguments: SourceFile.all(under: "Tests").filter { $0.text.contains("@Test") })
  func whatWaitsHasALimit(_ file: SourceFile) {
    guard file.code.contains(where: { line in Self.waits.contains { line.text.contains($0) } }) else { return }
    #expect(file.text.contains(".timeLimit("), "\(file.path) waits without a bound: its suite needs a .timeLimit")
  }
}
