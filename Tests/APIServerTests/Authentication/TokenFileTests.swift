import Testing

@testable import APIServer

@Suite struct TokenFileTests {
  @Test func readsUsersWithAndWithoutGroups() throws {
    let file = try TokenFileAuthenticator(
      text: """
        admin-token,admin,admin-uid,"system:masters"
        # a comment
        alice-token,alice,alice-uid,"developers,testers"

        bob-token,bob,bob-uid
        """)
    #expect(
      try file.authenticate(Credentials(bearerToken: "admin-token"))
        == UserInfo(name: "admin", uid: "admin-uid", groups: ["system:masters"]))
    #expect(try file.authenticate(Credentials(bearerToken: "alice-token"))?.groups == ["developers", "testers"])
    #expect(try file.authenticate(Credentials(bearerToken: "bob-token"))?.groups == [])
    #expect(try file.authenticate(Credentials(bearerToken: "other")) == nil)
    #expect(try file.authenticate(Credentials()) == nil)
  }

  @Test func namesTheLineThatIsWrong() {
    #expect(throws: TokenFileError(line: 2, message: "a line needs at least token, user name and user uid")) {
      try TokenFileAuthenticator(text: "t,u,i\nonly-a-token\n")
    }
    #expect(throws: TokenFileError(line: 1, message: "the token is empty")) { try TokenFileAuthenticator(text: ",u,i") }
  }
}
