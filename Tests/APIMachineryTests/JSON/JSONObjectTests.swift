import Testing

@testable import APIMachinery

/// Objects with few members and with many do the same by different means.
struct JSONObjectTests {
  private static func object(_ count: Int) -> JSONObject {
    JSONObject(uniqueMembers: (0..<count).map { ("key-\($0)", .integer(Int64($0))) })
  }

  @Test(arguments: [0, 1, 24, 25, 26, 200])
  func findsMembers(_ count: Int) {
    let object = Self.object(count)
    #expect(object.count == count)
    for number in 0..<count { #expect(object["key-\(number)"] == .integer(Int64(number))) }
    #expect(object["none"] == nil)
  }

  @Test(arguments: [1, 24, 25, 200])
  func addsChangesAndRemoves(_ count: Int) {
    var object = Self.object(count)
    object["new"] = "value"
    #expect(object.members.last?.key == "new")
    object["key-0"] = "changed"
    #expect(object.members.first?.value == "changed")
    object["key-0"] = nil
    #expect(object.count == count)
    #expect(object["key-0"] == nil)
    #expect(object["new"] == "value")
  }

  @Test(arguments: [3, 24, 25, 200])
  func aCopyKeepsWhatItWas(_ count: Int) {
    let before = Self.object(count)
    var after = before
    after["key-1"] = "changed"
    after["added"] = true
    after.removeAll { $0.key == "key-2" }
    #expect(before == Self.object(count))
    #expect(before["key-1"] == 1)
    #expect(after.count == count)
  }

  @Test(arguments: [3, 30])
  func changesInsideInPlace(_ count: Int) {
    var value = JSONValue.object(Self.object(count))
    value["key-1"] = ["inner": 1]
    value["key-1"]?["inner"] = 2
    value["key-1"]?["other"] = 3
    #expect(value["key-1"] == ["inner": 2, "other": 3])
  }

  /// Names that come more than once: the last wins, at the place of the first.
  @Test func takesTheLastOfEqualNames() {
    let object = JSONObject([("a", 1), ("b", 2), ("a", 3)])
    #expect(object.members.map(\.key) == ["a", "b"])
    #expect(object["a"] == 3)
  }

  @Test(arguments: [3, 30])
  func equalityIgnoresTheOrder(_ count: Int) {
    let object = Self.object(count)
    let reversed = JSONObject(uniqueMembers: object.members.reversed())
    #expect(object == reversed)
    var different = reversed
    different["key-1"] = "else"
    #expect(object != different)
    different["key-1"] = nil
    different["other"] = 1
    #expect(object != different)
  }
}
