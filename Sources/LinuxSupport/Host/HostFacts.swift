internal import CLinux
internal import Glibc

/// What a node tells of the machine it runs on.
public struct HostFacts: Sendable, Equatable {
  /// Processors that this process may use.
  public var processors: Int
  /// In bytes.
  public var memory: UInt64
  public var hostName: String
  /// As `uname -r`.
  public var kernelVersion: String
  /// As Go names it: `amd64`, `arm64`.
  public var architecture: String
  /// `PRETTY_NAME` of os-release.
  public var osImage: String
  /// As in /etc/machine-id.
  public var machineID: String
  /// From the firmware; the machine ID where there is none.
  public var systemUUID: String
  /// Different after each boot.
  public var bootID: String
  /// Seconds since 1970; 0 where it is not known.
  public var bootedAt: Int64 = 0

  /// Reads them. What can't be read is empty.
  public static func read(_ files: some FileSystem = HostFileSystem()) -> HostFacts {
    func text(_ path: String) -> String {
      let content = (try? files.readTextIfPresent(path, limit: 1 << 20)) ?? nil
      return trim(content ?? "")
    }
    var names = utsname()
    uname(&names)
    let machine = string(&names.machine)
    let machineID = text("/etc/machine-id")
    let firmware = text("/sys/class/dmi/id/product_uuid")
    return HostFacts(
      processors: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), memory: memory(fromMemInfo: text("/proc/meminfo")),
      hostName: string(&names.nodename), kernelVersion: string(&names.release),
      architecture: ["x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"][machine] ?? machine,
      osImage: osRelease(text("/etc/os-release"))["PRETTY_NAME"] ?? "Linux", machineID: machineID,
      systemUUID: firmware.isEmpty ? machineID : firmware, bootID: text("/proc/sys/kernel/random/boot_id"),
      bootedAt: bootTime(fromStat: text("/proc/stat")))
  }

  /// Bytes of `MemTotal`.
  static func memory(fromMemInfo text: String) -> UInt64 {
    for line in text.split(separator: "\n") where line.hasPrefix("MemTotal:") {
      let words = line.split(separator: " ")
      if words.count > 1, let kibibytes = UInt64(words[1]) { return kibibytes << 10 }
    }
    return 0
  }

  /// Of the line `btime`.
  static func bootTime(fromStat text: String) -> Int64 {
    let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
    return line.flatMap { Int64($0.dropFirst("btime ".count)) } ?? 0
  }

  /// The variables of an os-release file.
  static func osRelease(_ text: String) -> [String: String] {
    var variables: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
      var value = line[line.index(after: equals)...]
      if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote {
        value = value.dropFirst().dropLast()
      }
      variables[String(line[..<equals])] = String(value)
    }
    return variables
  }

  private static func trim(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(text[first...last])
  }

  private static func string<Field>(_ field: inout Field) -> String {
    withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

/// Linux capabilities of this process, as far as Apus asks for them.
public enum Capability: UInt64, Sendable, CaseIterable {
  case chown = 0
  case kill = 5
  case netBindService = 10
  case netAdmin = 12
  case netRaw = 13
  case sysModule = 16
  case sysPtrace = 19
  case sysAdmin = 21
  case sysResource = 24
  case mknod = 27

  /// Whether the calling thread has it in effect.
  public var isEffective: Bool {
    clinux_effective_capabilities() & (1 << rawValue) != 0
  }
}
