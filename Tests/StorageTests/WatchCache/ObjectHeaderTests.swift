import Storage
import Testing

@Suite struct ObjectHeaderTests {
  /// Whatever is in `metadata.uid` comes back as it was.
  @Test(arguments: [
    "", "x", "c67eaab4-8ae3-460a-b3cd-e17d79315018", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "00000000-0000-0000-0000-000000000000", "C67EAAB4-8AE3-460A-B3CD-E17D79315018",
    "c67eaab408ae3-460a-b3cd-e17d79315018", "g67eaab4-8ae3-460a-b3cd-e17d79315018",
    "c67eaab4-8ae3-460a-b3cd-e17d793150180",
  ]) func uidsAreKept(_ uid: String) {
    #expect(ObjectHeader(namespace: "", name: "a", uid: uid, resourceVersionOffset: 1).uid == uid)
  }

  @Test func fieldsAreFoundByName() {
    let fields = ObjectFields(names: ["a", "b", "c"], values: ["1", nil, ""])
    #expect(fields["a"] == "1" && fields["b"] == nil && fields["c"]?.isEmpty == true && fields["d"] == nil)
    #expect(ObjectFields(names: ["a"], values: ["1"]) == ["a": "1"])
  }
}
