import APIMachinery
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The deepest trees that the parser lets through must not exhaust a small stack: 512 KB where the code is optimised,
/// the usual 8 MB of a thread on Linux in a debug build, whose frames are many times larger.
@Suite struct JSONDepthTests {
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  #if DEBUG
    private static let stackBytes = 8 * 1024 * 1024
  #else
    private static let stackBytes = 512 * 1024
  #endif

  /// Runs `body` on a thread with a small stack and waits for it.
  private func onSmallStack(_ body: @escaping () -> Void) throws {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, Self.stackBytes)
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let result = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    try #require(result == 0)
    pthread_join(thread, nil)
    pthread_attr_destroy(&attributes)
  }

  @Test func deepTreesFitSmallStacks() throws {
    let depth = JSONValue.maximumDepth
    let texts = [
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth),
      String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth),
      String(repeating: "[{\"a\":", count: depth / 2) + "1" + String(repeating: "}]", count: depth / 2),
    ]
    nonisolated(unsafe) var finished = 0
    for text in texts {
      try onSmallStack {
        guard let first = try? JSONParser.parse(text), var second = try? JSONParser.parse(text) else { return }
        guard first == second, first.jsonText == text else { return }
        _ = GoFormat.plain(first)
        let patched = try? MergePatch.apply(["a": first], to: ["a": second])
        let strategic = try? StrategicMergePatch.apply(["a": first], to: ["a": second], type: nil)
        second = .null
        if patched != nil, strategic != nil { finished += 1 }
      }
    }
    #expect(finished == texts.count)
  }

  @Test func deepObjectsCanBeOwnedOnSmallStacks() throws {
    let depth = JSONValue.maximumDepth - 2
    let text = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
    nonisolated(unsafe) var finished = false
    try onSmallStack {
      guard var object = try? JSONParser.parse(text) else { return }
      let request = ManagedFields.Request(
        manager: "m", time: Timestamp(seconds: 0), kind: GroupVersionKind(version: "v1", kind: "Deep"))
      ManagedFields.update(live: nil, new: &object, type: nil, request)
      var changed = object
      changed["b"] = 1
      ManagedFields.update(live: object, new: &changed, type: nil, request)
      finished = changed["metadata"]?["managedFields"] != nil
    }
    #expect(finished)
  }
}
