internal import Glibc

/// Why something asked of the operating system failed.
public struct LinuxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure, for code that acts on it.
  public struct Code: Sendable, Hashable {
    private enum Value: Hashable { case system, timedOut, tooLarge, malformed, failedProgram, unsupported }
    private let value: Value

    /// A system call failed; ``LinuxError/number`` says how.
    public static let system = Code(value: .system)
    /// Something took longer than its limit.
    public static let timedOut = Code(value: .timedOut)
    /// There was more data than the stated limit.
    public static let tooLarge = Code(value: .tooLarge)
    /// The kernel or a file said something that can't be understood.
    public static let malformed = Code(value: .malformed)
    /// A program ended with a failure.
    public static let failedProgram = Code(value: .failedProgram)
    /// This machine can't do it.
    public static let unsupported = Code(value: .unsupported)
  }

  public var code: Code
  /// What was tried and what came of it, for the person who must act.
  public var message: String
  /// The `errno` value; 0 when the failure is no system call's.
  public var number: Int32

  public init(_ code: Code, _ message: String, number: Int32 = 0) {
    self.code = code
    self.message = message
    self.number = number
  }

  /// The failure of a system call; from `errno` when no number is given.
  public static func system(_ attempt: String, number: Int32? = nil) -> LinuxError {
    let number = number ?? errno
    return LinuxError(.system, "\(attempt): \(describe(number))", number: number)
  }

  public var description: String { message }

  public var isNotFound: Bool { number == ENOENT || number == ENODEV || number == ESRCH }
  public var alreadyExists: Bool { number == EEXIST }
  public var isPermission: Bool { number == EPERM || number == EACCES }

  private static func describe(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(cString: buffer, count: buffer.count)
  }
}

extension String {
  /// The text of a NUL-terminated buffer.
  fileprivate init(cString buffer: [CChar], count: Int) {
    let bytes = buffer.prefix(count).prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    self = String(decoding: bytes, as: UTF8.self)
  }
}
