import Testing

/// Calls that would make the code undeterministic or crash on data from outside.
@Suite struct BannedCalls {
  /// The rim: the only files that may read the clock, wait or make randomness themselves.
  static let rim: Set<String> = ["Sources/APIMachinery/Environment/SystemEnvironment.swift"]

  /// The rim of processes, besides LinuxSupport and Lab: kubectl's editor and diff.
  static let processRim: Set<String> = ["Sources/Kubectl/Programs/SystemPrograms.swift"]

  static let undeterministic = [
    "Date()", "Date.now", "Task.sleep", "ContinuousClock()", "SuspendingClock()", "UUID()",
    "SystemRandomNumberGenerator()",
    ".random(in:", ".randomElement(", ".shuffled()", "clock_gettime(", "gettimeofday(", "arc4random",
    "Foundation.Process",
  ]

  static let processes = ["posix_spawn(", "fork(", "execve(", "execvp(", "popen(", "vfork("]

  static let crashing = ["try!", "as! ", "fatalError(", ".unsafelyUnwrapped"]

  @Test(arguments: SourceFile.all(under: "Sources").filter { !$0.isGenerated && !rim.contains($0.path) })
  func takesTimeAndRandomnessAsArguments(_ file: SourceFile) {
    report(Self.undeterministic, in: file)
  }

  @Test(
    arguments: SourceFile.all(under: "Sources").filter {
      $0.module != "LinuxSupport" && $0.module != "Lab" && !processRim.contains($0.path)
    })
  func startsProcessesThroughLinuxSupport(_ file: SourceFile) {
    report(Self.processes, in: file)
  }

  @Test(arguments: SourceFile.all(under: "Sources").filter { !$0.isGenerated })
  func doesNotCrashOnPurpose(_ file: SourceFile) {
    report(Self.crashing, in: file)
  }

  private func report(_ banned: [String], in file: SourceFile) {
    for (number, line) in file.code {
      for call in banned where contains(line, call) {
        Issue.record("\(file.path):\(number): \(call) is banned here; see docs/architecture.md, Determinism")
      }
    }
  }

  /// `call` in `line`, not as the end of a longer name.
  private func contains(_ line: String, _ call: String) -> Bool {
    var rest = Substring(line)
    while let range = rest.firstRange(of: call) {
      let before = rest[..<range.lowerBound].last
      let startsName = call.first?.isLetter ?? false
      if !startsName || !(before.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } ?? false) { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }
}
