/// Starts other programs: an editor, diff.
protocol ProgramRunner: Sendable {
  /// Runs a program with this process's own input and output, and waits for its end.
  ///
  /// - Parameter arguments: The program, looked up in `PATH`, and its arguments.
  /// - Returns: Its exit status; 128 and the signal's number where a signal has ended it.
  /// - Throws: ``KubectlError`` where it can't be started.
  func run(_ arguments: [String]) throws -> Int32
}
