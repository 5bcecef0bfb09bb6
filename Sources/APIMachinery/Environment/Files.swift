/// Where a part keeps files of its own and reads those it is told of. Calls block for as long as the disk takes.
public protocol Files: Sendable {
  /// The whole file; nil where there is none.
  ///
  /// - Parameter bytesMax: A longer file is refused.
  func contents(of path: String, bytesMax: Int) throws(FileError) -> [UInt8]?

  /// As many bytes from `offset` on as there are, `count` at most; empty at the end of the file.
  func piece(of path: String, at offset: Int, count: Int) throws(FileError) -> [UInt8]

  /// Replaces the file as a whole: whoever reads it sees the old content or the new one, even after a crash. Missing
  /// folders are made.
  ///
  /// - Parameter mode: Permission bits, also where the file was there.
  func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileError)

  /// Opens a file for writing at its end, and makes it where there is none.
  func append(to path: String, mode: UInt32) throws(FileError) -> any AppendingFile

  /// What the process says to whoever started it.
  var standardOutput: any AppendingFile { get }

  /// Empty for a folder that isn't there.
  func list(_ folder: String) -> [FileEntry]
  func rename(_ path: String, to other: String) throws(FileError)
  func remove(_ path: String) throws(FileError)
}

/// A file of a folder.
public struct FileEntry: Sendable, Equatable {
  public var name: String
  /// When it was last written, in seconds since 1970.
  public var written: Int64

  public init(name: String, written: Int64) {
    self.name = name
    self.written = written
  }
}

/// A file that is open for writing at its end, until nobody holds it any more.
public protocol AppendingFile: Sendable {
  /// In bytes, as it was opened; zero for what is no file.
  var sizeAtStart: Int { get }

  func write(_ bytes: [UInt8]) throws(FileError)
}

/// A call to the system that failed.
public struct FileError: Error, Sendable, CustomStringConvertible {
  /// What was tried, with what, and the system's words.
  public var message: String
  public var description: String { message }

  public init(_ message: String) { self.message = message }
}
