import APIMachinery

/// Collects the lines of a description; cells are separated by tabs and aligned at the end.
struct DescribeText {
  private var lines: [String] = []

  mutating func line(_ level: Int, _ text: String) {
    lines.append(String(repeating: "  ", count: level) + text)
  }

  /// `Name:<tab>value`.
  mutating func field(_ level: Int, _ name: String, _ value: String) {
    line(level, value.isEmpty ? "\(name):\t" : "\(name):\t\(value)")
  }

  /// A map under a title: the first entry beside the title, the others below it.
  mutating func map(
    _ level: Int, _ title: String, _ value: JSONValue?, separator: String = "=", skipping: Set<String> = []
  ) {
    let entries = (value?.objectValue?.members ?? []).filter { !skipping.contains($0.key) }.sorted { $0.key < $1.key }
    guard !entries.isEmpty else { return field(level, title, "<none>") }
    for (position, entry) in entries.enumerated() {
      let start = position == 0 ? "\(title):\t" : "\t"
      let value = JSONPath.text(entry.value)
      // Values of several lines, or very long ones, stand below their key.
      guard separator == ": ", value.contains("\n") || value.count > Self.wideValue else {
        line(level, start + entry.key + separator + value)
        continue
      }
      line(level, start + entry.key + ":")
      for part in value.split(separator: "\n", omittingEmptySubsequences: false).dropLast(value.hasSuffix("\n") ? 1 : 0)
      {
        line(level, "\t  " + (part.count > Self.wideValue ? part.prefix(Self.wideValue) + "..." : part))
      }
    }
  }

  /// Annotations longer than this get lines of their own, and are cut there.
  private static let wideValue = 140

  var text: String {
    var aligned = TabWriter.align(lines.joined(separator: "\n"))
    while aligned.hasSuffix("\n") { aligned.removeLast() }
    return aligned.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\n") + "\n"
  }
}

/// Labels of annotations that say nothing to a reader.
let hiddenAnnotations: Set<String> = [Applier.lastApplied]

/// One description: the object, what belongs to it, and the time.
struct DescribeContext {
  let session: Session
  let object: JSONValue
  let resource: MappedResource
  let now: Timestamp
  /// What happened to the object is told, too.
  var showsEvents = true

  var namespace: String { object[path: "metadata", "namespace"]?.stringValue ?? "" }
  var name: String { object[path: "metadata", "name"]?.stringValue ?? "" }

  /// Objects of the same namespace, or none where they can't be read.
  func list(_ path: String, query: [QueryItem] = []) async -> [JSONValue] {
    (try? await session.json("GET", path, query: query))?["items"]?.arrayValue ?? []
  }

  /// The events about the object, oldest first.
  func events() async -> [JSONValue] {
    var selector = "involvedObject.name=\(name),involvedObject.kind=\(resource.kind)"
    if let uid = object[path: "metadata", "uid"]?.stringValue, resource.kind != "Node" {
      selector += ",involvedObject.uid=\(uid)"
    }
    let place = namespace.isEmpty ? "/api/v1/events" : "/api/v1/namespaces/\(namespace)/events"
    return await list(place, query: [QueryItem("fieldSelector", selector)]).sorted {
      EventText.time($0) < EventText.time($1)
    }
  }

  /// Adds the events, where they are wanted.
  func addEvents(to text: inout DescribeText) async {
    guard showsEvents else { return }
    Describers.events(await events(), now: now, into: &text)
  }

  /// The pods that the object's selector chooses and no other controller owns.
  func pods() async -> [JSONValue] {
    let selector = object[path: "spec", "selector"]
    guard let words = try? PodFinder.selector(of: object, display: ""), selector != nil else { return [] }
    let uid = object[path: "metadata", "uid"]
    return await list("/api/v1/namespaces/\(namespace)/pods", query: [QueryItem("labelSelector", words)]).filter {
      pod in
      (pod[path: "metadata", "ownerReferences"]?.arrayValue ?? []).contains { $0["uid"] == uid }
    }
  }
}

extension JSONValue {
  /// A text member, or nothing.
  func text(_ member: String) -> String { self[member].map { $0.isNull ? "" : JSONPath.text($0) } ?? "" }

  /// A number member, or zero.
  func number(_ member: String) -> Int64 { self[member]?.integerValue ?? 0 }

  /// The elements of a list member.
  func list(_ member: String) -> [JSONValue] { self[member]?.arrayValue ?? [] }

  /// The members of an object member, by name.
  func entries(_ member: String) -> [(key: String, value: JSONValue)] {
    (self[member]?.objectValue ?? JSONObject()).sorted { $0.key < $1.key }
  }
}

/// A time as descriptions show it, such as `Sat, 21 Nov 2026 10:00:00 +0000`.
enum DescribeTime {
  static func text(_ value: JSONValue?) -> String {
    guard let text = value?.stringValue, let time = try? Timestamp(rfc3339: text) else { return "<unset>" }
    let days = Int(time.seconds.quotientAndFloorRemainder(86_400).quotient)
    let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let utc = time.rfc3339
    let digits = utc.split { !$0.isNumber }.map(String.init)
    guard digits.count >= 6, let month = Int(digits[1]), months.indices.contains(month - 1) else { return utc }
    let weekday = names[((days % 7) + 7) % 7]
    return "\(weekday), \(digits[2]) \(months[month - 1]) \(digits[0]) \(digits[3]):\(digits[4]):\(digits[5]) +0000"
  }
}

extension Int64 {
  fileprivate func quotientAndFloorRemainder(_ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
