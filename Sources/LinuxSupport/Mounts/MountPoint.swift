/// One line of a mount table.
public struct MountPoint: Sendable, Equatable {
  public var path: String
  /// The part of the file system that is mounted.
  public var root: String
  public var type: String
  public var source: String
  public var options: [String]

  /// Parses `/proc/PID/mountinfo`; lines that make no sense are left out.
  public static func parse(mountInfo text: String) -> [MountPoint] {
    text.split(separator: "\n").compactMap { line in
      // `36 35 98:0 /root /path rw,noatime master:1 - ext4 /dev/sda rw`; the optional fields end at the hyphen.
      let words = line.split(separator: " ")
      guard words.count >= 9, let hyphen = words.dropFirst(6).firstIndex(of: "-"), words.count > hyphen + 2 else {
        return nil
      }
      let superOptions = words.count > hyphen + 3 ? words[hyphen + 3].split(separator: ",") : []
      return MountPoint(
        path: unescape(words[4]), root: unescape(words[3]), type: String(words[hyphen + 1]),
        source: unescape(words[hyphen + 2]), options: (words[5].split(separator: ",") + superOptions).map(String.init))
    }
  }

  /// The kernel writes blanks and backslashes as three octal digits.
  private static func unescape(_ text: Substring) -> String {
    guard text.contains("\\") else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
