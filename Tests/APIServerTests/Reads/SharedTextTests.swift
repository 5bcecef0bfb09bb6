import Testing

@testable import APIServer

@Suite struct SharedTextTests {
  @Test func labelsAreReadOnceAndForgottenWhenThereAreTooMany() throws {
    let shared = SharedText()
    func labels(_ json: String) throws -> [String: String] { try shared.labels(Array(json.utf8)[...]) }
    for number in 0..<3_000 {
      #expect(try labels(#"{"app":"web-\#(number)"}"#) == ["app": "web-\(number)"])
      #expect(try labels(#"{"app":"web-0","tier":"front"}"#) == ["app": "web-0", "tier": "front"])
    }
    #expect(throws: (any Error).self) { try labels("{") }
  }

  @Test func textsStayWhatTheyAre() {
    let shared = SharedText()
    for number in 0..<3_000 {
      let text = "a-text-that-is-longer-than-most \(number)"
      #expect(shared.text(text) == text)
    }
    #expect(shared.text("short") == "short")
  }
}
