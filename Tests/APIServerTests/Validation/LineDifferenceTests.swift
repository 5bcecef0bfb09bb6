import APIMachinery
import Testing

@testable import APIServer

@Suite struct LineDifferenceTests {
  @Test func showsThreeLinesAround() {
    let old = (1...9).map { "\($0)" }.joined(separator: "\n")
    let new = old.replacing("5", with: "five")
    #expect(LineDifference(from: old, to: new).text == "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n")
  }

  @Test func separatesWhatIsFarApart() {
    let old = (1...20).map { "\($0)" }.joined(separator: "\n")
    let new = old.replacing("\n20", with: "").replacing("1\n2\n", with: "2\n")
    #expect(
      LineDifference(from: old, to: new).text
        == "@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -17,4 +16,3 @@\n 17\n 18\n 19\n-20\n")
  }

  @Test func equalTextsHaveNone() { #expect(LineDifference(from: "a\nb", to: "a\nb").text.isEmpty) }

  @Test func structsShowAllMembers() {
    let shown = GoInternalForm.of(
      ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
      "core/v1.PersistentVolumeClaimSpec")
    #expect(
      shown.indentedText.hasPrefix(
        "{\n \"AccessModes\": [\n  \"ReadWriteOnce\"\n ],\n \"Selector\": null,\n \"Resources\": {\n  \"Limits\": null,"
      ))
  }
}
