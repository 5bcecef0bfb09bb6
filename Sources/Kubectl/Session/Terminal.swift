import Glibc

/// Where a run's output goes and its input comes from.
protocol TerminalDevice: Sendable {
  /// Writes to standard output (1) or standard error (2).
  func write(_ bytes: [UInt8], to descriptor: Int32)
  /// Everything on standard input. Throws ``KubectlError`` where it is longer than `limit` bytes.
  func readInput(upTo limit: Int) throws -> [UInt8]
  var isInputTerminal: Bool { get }
}

/// The process's own input and output.
struct SystemTerminal: TerminalDevice {
  func write(_ bytes: [UInt8], to descriptor: Int32) { LocalFiles.write(bytes, to: descriptor) }
  func readInput(upTo limit: Int) throws -> [UInt8] {
    try LocalFiles.read(descriptor: 0, upTo: limit, name: "standard input")
  }
  var isInputTerminal: Bool { isatty(0) == 1 }
}

/// Talks to the person.
enum Terminal {
  private static var device: any TerminalDevice { Surroundings.current.terminal }

  static func print(_ text: String) { write(text + "\n", to: 1) }

  static func printError(_ text: String) { write(text + "\n", to: 2) }

  static func warn(_ text: String) { printError("Warning: " + text) }

  static func write(_ bytes: [UInt8], to descriptor: Int32) { device.write(bytes, to: descriptor) }

  static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

  /// Everything on standard input, up to a limit that no manifest reaches.
  static func readInput(upTo limit: Int = 64 << 20) throws -> [UInt8] { try device.readInput(upTo: limit) }

  static var isInputTerminal: Bool { device.isInputTerminal }
}
