import APIMachinery
import Testing

@testable import APIServer

@Suite struct SecretTextTests {
  @Test func textBecomesDataAndWinsOverIt() {
    var secret: JSONValue = ["stringData": ["a": "x", "b": "y"], "data": ["a": "b2xk", "c": "Yw=="]]
    SecretText.move(in: &secret)
    #expect(secret == ["data": ["a": "eA==", "b": "eQ==", "c": "Yw=="]])
  }

  @Test func nothingChangesWithoutText() {
    var secret: JSONValue = ["data": ["a": "b2xk"]]
    SecretText.move(in: &secret)
    #expect(secret == ["data": ["a": "b2xk"]])
  }
}
