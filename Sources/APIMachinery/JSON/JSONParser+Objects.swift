extension JSONParser {
  /// Above this many members, duplicates are looked for with a set instead of by comparing all pairs.
  private static let pairwiseMaximum = 24
  /// As many duplicates as `sigs.k8s.io/json` reports.
  private static let duplicatesMaximum = 100

  /// Takes the members from `start` on as an object.
  @inline(__always)
  mutating func closeObject(from start: Int) -> JSONObject {
    let mayRepeat = mayRepeat(from: start)
    hashes.drop(from: start)
    let all = members.popAll(from: start)
    return mayRepeat ? withoutDuplicates(all) : JSONObject(uniqueMembers: all)
  }

  /// True when names from `start` on have equal hashes.
  @inline(__always)
  private func mayRepeat(from start: Int) -> Bool {
    let hashes = hashes.elements(from: start)
    guard hashes.count <= Self.pairwiseMaximum else { return Set(hashes).count != hashes.count }
    for later in hashes.indices {
      for earlier in 0..<later where hashes[earlier] == hashes[later] { return true }
    }
    return false
  }

  /// The last of several members with the same name wins, at the place of the first. Where duplicates are reported,
  /// objects are merged instead, as Go decodes one after the other into the same struct or map.
  @inline(never)
  private mutating func withoutDuplicates(_ all: [JSONObject.Member]) -> JSONObject {
    var positions: [[UInt8]: Int] = [:]
    var unique: [JSONObject.Member] = []
    for member in all {
      let name = Array(member.key.utf8)
      if let position = positions[name] {
        guard reportsDuplicates else {
          unique[position].value = member.value
          continue
        }
        Self.merge(member.value, into: &unique[position].value)
        report(member.key)
      } else {
        positions[name] = unique.count
        unique.append(member)
      }
    }
    return JSONObject(uniqueMembers: unique)
  }

  private static func merge(_ later: JSONValue, into value: inout JSONValue) {
    guard case .object(let members) = later, case .object = value else {
      value = later
      return
    }
    for member in members.members {
      guard var inner = value[member.key] else {
        value[member.key] = member.value
        continue
      }
      merge(member.value, into: &inner)
      value[member.key] = inner
    }
  }

  private mutating func report(_ key: String) {
    guard duplicates.count < Self.duplicatesMaximum else { return }
    let path = path(to: key)
    if !duplicates.contains(path) { duplicates.append(path) }
  }

  /// The path of the member `key` of the innermost object, such as `spec.containers[0].image`.
  private func path(to key: String) -> String {
    var path = ""
    // The innermost frame is the object itself; its members are already taken off the stack.
    for (depth, frame) in frames.enumerated().dropLast() {
      if frame.isObject {
        let members = members.elements(from: 0)
        let next = frames[(depth + 1)...].first { $0.isObject }
        let current = (next?.start ?? members.count) - 1
        if members.indices.contains(current) {
          if !path.isEmpty { path += "." }
          path += members[current].key
        }
      } else {
        let next = frames[(depth + 1)...].first { !$0.isObject }
        path += "[\((next?.start ?? elements.count) - frame.start)]"
      }
    }
    return path.isEmpty ? key : path + "." + key
  }
}
