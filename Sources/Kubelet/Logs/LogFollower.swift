import APIMachinery
import Glibc
import LinuxSupport

/// Reads a container's log from where the options say, piece by piece, and waits for more when it is followed.
actor LogFollower {
  private let path: String
  private let options: LogOptions
  private let time: any TimeSource
  private let isRunning: @Sendable () async -> Bool
  private var file: Descriptor?
  private var inode: UInt64 = 0
  private var rest: [UInt8] = []
  private var left: Int?
  private var startsLine = true
  private var isOver = false

  private static let pieceSize = 64 << 10
  /// A line longer than this is given out in parts; the runtime writes far shorter ones.
  private static let lineMax = 1 << 20
  private static let pollInterval: Duration = .milliseconds(50)

  /// - Parameter isRunning: Whether more can come.
  init(path: String, options: LogOptions, time: any TimeSource, isRunning: @escaping @Sendable () async -> Bool) {
    self.path = path
    self.options = options
    self.time = time
    self.isRunning = isRunning
    left = options.limitBytes
  }

  /// Opens the log and goes to its beginning. Throws when there is none.
  func open() throws {
    let file = try Descriptor.open(path)
    self.file = file
    inode = try HostFileSystem().status(path)?.inode ?? 0
    if let lines = options.tailLines { try seekToTail(file, lines: lines) }
  }

  /// The next piece of text; nil at the end.
  func next() async throws -> [UInt8]? {
    while !isOver {
      guard let file else { return nil }
      let piece = try file.read(upTo: Self.pieceSize) ?? []
      if !piece.isEmpty {
        rest += piece
        let text = try takeLines()
        if !text.isEmpty { return text }
        continue
      }
      guard options.follow, try await waitForMore() else { break }
    }
    isOver = true
    return nil
  }

  private func waitForMore() async throws -> Bool {
    // Asked before the file is looked at again: what was written until the end is still read.
    let running = await isRunning()
    if let status = try? HostFileSystem().status(path), status.inode != inode {
      // Rotated: the old file was read to its end.
      file = try Descriptor.open(path)
      inode = status.inode
      return true
    }
    guard let file else { return false }
    let position = lseek(file.number, 0, SEEK_CUR)
    if let status = try? HostFileSystem().status(path), status.size > position { return true }
    guard running else { return false }
    try await time.sleep(for: Self.pollInterval)
    return true
  }

  /// Text of the whole lines read so far, as the options want it.
  private func takeLines() throws -> [UInt8] {
    var output: [UInt8] = []
    var begin = rest.startIndex
    while let end = rest[begin...].firstIndex(of: UInt8(ascii: "\n")), !isOver {
      append(rest[begin..<end], to: &output)
      begin = end + 1
    }
    rest.removeSubrange(rest.startIndex..<begin)
    if rest.count > Self.lineMax { rest = [] }
    return output
  }

  private func append(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
    guard let line = LogLine(bytes) else { return }
    if let stream = options.stream, (stream == "Stderr") != line.isError { return }
    if let since = options.since, let time = line.timestamp, time < since { return }
    var text: [UInt8] = []
    if options.timestamps && startsLine { text += line.time + [UInt8(ascii: " ")] }
    text += line.content
    if !line.isPartial { text.append(UInt8(ascii: "\n")) }
    startsLine = !line.isPartial
    if let left {
      if text.count >= left {
        text = Array(text.prefix(left))
        isOver = true
      }
      self.left = left - text.count
    }
    output += text
  }

  /// Reads backwards until so many line ends were seen.
  private func seekToTail(_ file: Descriptor, lines: Int) throws {
    var position = lseek(file.number, 0, SEEK_END)
    guard lines > 0 else { return }
    var seen = 0
    while position > 0 {
      let size = min(Int(position), Self.pieceSize)
      position -= off_t(size)
      lseek(file.number, position, SEEK_SET)
      guard let block = try file.read(upTo: size) else { break }
      for index in block.indices.reversed() where block[index] == UInt8(ascii: "\n") {
        seen += 1
        // The last newline ends the last line; the one before the wanted lines begins them.
        if seen > lines {
          lseek(file.number, position + off_t(index) + 1, SEEK_SET)
          return
        }
      }
    }
    lseek(file.number, 0, SEEK_SET)
  }
}
