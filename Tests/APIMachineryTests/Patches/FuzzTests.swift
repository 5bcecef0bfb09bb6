import APIMachinery
import Testing

/// Random and mutated input must be accepted or refused, never crash or hang. The seed is fixed; another one can be
/// tried by changing it here.
@Suite struct FuzzTests {
  private static let seed: UInt64 = 2026

  private static func mutated(_ text: String, _ random: SeededRandom) -> [UInt8] {
    var bytes = Array(text.utf8)
    let interesting = Array("{}[]\",:\\-+0.eE\n\t u~/$'|>&*!#%@=()<>,\u{0}\u{ff}".utf8)
    for _ in 0...Int(random.next(below: 4)) {
      let position = Int(random.next(below: UInt64(bytes.count + 1)))
      let byte =
        random.next(below: 3) == 0
        ? UInt8(truncatingIfNeeded: random.next()) : interesting[Int(random.next(below: UInt64(interesting.count)))]
      switch random.next(below: 5) {
      case 0 where position < bytes.count: bytes.remove(at: position)
      case 1 where position < bytes.count: bytes[position] = byte
      case 2 where position < bytes.count: bytes.insert(contentsOf: bytes[position...].prefix(20), at: position)
      case 3: bytes = Array(bytes[..<position])
      default: bytes.insert(byte, at: position)
      }
    }
    return bytes
  }

  private static let documents = [
    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"x":"é\u00e9\ud83d\ude00"}},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"100m","memory":1.5e9}}}],"n":-12,"b":[true,false,null]}}"#,
    "a: &x\n  - b: 'c'\n    d: \"e\\n\"\n  - *x\nf: |\n  text\n  more\ng: {h: [1, 2.5, ~, yes]}\n? key\n: value\n<<: *x\n",
  ]

  @Test func json() {
    let random = SeededRandom(seed: Self.seed)
    for _ in 0..<4_000 {
      let bytes = Self.mutated(Self.documents[0], random)
      guard let value = try? JSONParser.parse(bytes) else { continue }
      // As text: a number without fraction comes back as an integer.
      let text = value.jsonText
      #expect((try? JSONParser.parse(text))?.jsonText == text, "seed \(Self.seed)")
    }
  }

  @Test func yaml() {
    let random = SeededRandom(seed: Self.seed)
    for round in 0..<2_000 {
      let bytes = Self.mutated(Self.documents[round % 2], random)
      guard let values = try? YAMLCodec.decodeAll(bytes) else { continue }
      for value in values where value.isFinite {
        let text = YAMLCodec.encode(value)
        guard let again = try? YAMLCodec.decode(text) else {
          Issue.record("seed \(Self.seed): \(String(decoding: text, as: UTF8.self))")
          continue
        }
        #expect(YAMLCodec.encode(again) == text, "seed \(Self.seed): \(String(decoding: text, as: UTF8.self))")
      }
    }
  }

  @Test func patches() throws {
    let random = SeededRandom(seed: Self.seed)
    let type = SchemaRegistry.builtIn.type(named: "core/v1.Pod")
    let object = try JSONParser.parse(Self.documents[0])
    let patches = [
      #"[{"op":"add","path":"/metadata/labels/y","value":{"a":[1]}},{"op":"move","from":"/spec/b","path":"/spec/containers/-"},{"op":"test","path":"/kind","value":"Pod"}]"#,
      #"{"metadata":{"labels":{"x":null,"$patch":"replace"}},"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"d"}],"containers":[{"name":"d","$patch":"merge"},{"name":"c","$retainKeys":["name"]}]}}"#,
    ]
    for round in 0..<3_000 {
      guard let patch = try? JSONParser.parse(Self.mutated(patches[round % 2], random)) else { continue }
      _ = try? JSONPatch.apply(patch, to: object)
      _ = try? MergePatch.apply(patch, to: object)
      _ = try? StrategicMergePatch.apply(patch, to: object, type: type)
    }
  }

  @Test func apply() throws {
    let random = SeededRandom(seed: Self.seed)
    let type = SchemaRegistry.builtIn.type(named: "core/v1.Pod")
    let request = ManagedFields.Request(
      manager: "m", time: Timestamp(seconds: 0), kind: GroupVersionKind(version: "v1", kind: "Pod"),
      excluded: [["status"]])
    var live: JSONValue?
    for _ in 0..<2_000 {
      guard let config = try? JSONParser.parse(Self.mutated(Self.documents[0], random)) else { continue }
      if let applied = try? ManagedFields.apply(
        live: live, config: config, force: random.next(below: 2) == 0, type: type, request)
      {
        live = applied
      }
      var new = config
      new["metadata"]?["managedFields"] = live?["metadata"]?["managedFields"]
      ManagedFields.update(live: live, new: &new, type: type, request)
      if random.next(below: 50) == 0 { live = nil }
    }
  }

  @Test func texts() {
    let random = SeededRandom(seed: Self.seed)
    for _ in 0..<4_000 {
      func text(_ start: String) -> String { String(decoding: Self.mutated(start, random), as: UTF8.self) }
      if let quantity = try? Quantity(parsing: text("-1.5Gi")) {
        #expect((try? Quantity(parsing: quantity.canonical)) == quantity, "\(quantity)")
        _ = (quantity.value, quantity.milliValue, (quantity + Quantity(1)).description, quantity < Quantity(1))
      }
      if let selector = try? LabelSelector.parse(text("a in (b,c),!d,e=f,g>1")) {
        #expect((try? LabelSelector.parse(selector.description)) == selector, "\(selector)")
      }
      _ = try? FieldSelector.parse(text("metadata.name=a,b!=c\\,d"))
      if let time = try? Timestamp(rfc3339: text("2026-11-21T08:56:43.5+01:00")) { _ = time.rfc3339Micro }
      if let duration = try? GoDuration(parsing: text("-1h30m2.5s")) {
        #expect((try? GoDuration(parsing: duration.description)) == duration, "\(duration)")
      }
      _ = try? Base64.decode(text("Zm9vYmFy\n=="))
      _ = IPAddress(sloppy: text("2001:db8::10.0.0.1"))
      _ = NameValidation.qualifiedName(text("example.com/name"))
      _ = APIError(status: (try? JSONParser.parse(text(#"{"code":404,"details":{"causes":[{}]}}"#))) ?? .null).status
    }
  }
}

extension JSONValue {
  /// False when it has a number that JSON can't write.
  fileprivate var isFinite: Bool {
    switch self {
    case .number(let value): value.isFinite
    case .array(let elements): elements.allSatisfy(\.isFinite)
    case .object(let object): object.members.allSatisfy(\.value.isFinite)
    default: true
    }
  }
}
