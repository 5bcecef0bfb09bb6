import APIMachinery

/// Bearer tokens from a file (`--token-auth-file`): lines of `token,user,uid,"group1,group2"`.
public struct TokenFileAuthenticator: Authenticator {
  private let users: [String: UserInfo]

  /// - Parameter text: The file's content. Throws ``TokenFileError`` naming the line that can't be read.
  public init(text: String) throws(TokenFileError) {
    var users: [String: UserInfo] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.hasSuffix("\r") ? line.dropLast() : line
      guard !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") else { continue }
      let columns = Self.columns(line)
      guard columns.count >= 3 else {
        throw TokenFileError(line: index + 1, message: "a line needs at least token, user name and user uid")
      }
      guard !columns[0].isEmpty else { throw TokenFileError(line: index + 1, message: "the token is empty") }
      let groups = columns.count > 3 ? columns[3].split(separator: ",").map { String($0).trimmingSpaces } : []
      users[columns[0]] = UserInfo(name: columns[1], uid: columns[2], groups: groups)
    }
    self.users = users
  }

  public func authenticate(_ credentials: Credentials) throws(AuthenticationFailure) -> UserInfo? {
    credentials.bearerToken.flatMap { users[$0] }
  }

  /// The values of one CSV line; a quoted value may hold commas, and a doubled quote.
  private static func columns(_ line: Substring) -> [String] {
    var columns: [String] = []
    var value = ""
    var isQuoted = false
    var characters = line[...]
    while let character = characters.popFirst() {
      switch character {
      case "\"" where isQuoted && characters.first == "\"":
        value.append("\"")
        characters.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        columns.append(value.trimmingSpaces)
        value = ""
      default: value.append(character)
      }
    }
    columns.append(value.trimmingSpaces)
    return columns
  }
}

/// A token file that can't be used.
public struct TokenFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var line: Int
  public var message: String
  public var description: String { "token file, line \(line): \(message)" }
}

extension String {
  var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
