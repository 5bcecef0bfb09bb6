import APIMachinery
import Synchronization

/// Acting as another user (`Impersonate-User`, `-Group`, `-Uid`, `-Extra-*` headers).
///
/// There are several ways of being allowed to. The constrained ones ask for two things: that the caller may act as the
/// user, and that it may do so for this very request (`impersonate-on:MODE:VERB`); the oldest one asks only for the
/// verb `impersonate`. The way that worked last for a caller is tried first.
final class Impersonation: Sendable {
  private static let extraPrefix = "impersonate-extra-"
  /// Callers whose last way is remembered; forgotten together when there are more.
  private static let rememberedMax = 10_000

  private let lastModes = Mutex<[String: ImpersonationMode]>([:])

  static func isAsked(_ headers: Headers) -> Bool {
    headers.fields.contains { $0.name.utf8.count > 11 && $0.name.lowercased().hasPrefix("impersonate-") }
  }

  /// The user whose name the request is answered in. Throws 403 when the caller may not act as them.
  func apply(
    to caller: UserInfo, headers: Headers, info: RequestInfo, authorizer: any Authorizer
  ) async throws(APIError) -> UserInfo {
    guard Self.isAsked(headers), let wanted = try Self.wanted(headers) else { return caller }
    let request = AuthorizationAttributes(user: caller, info: info)
    let last = lastModes.withLock { $0[caller.name] }
    var first: APIError?
    for mode in [last].compactMap({ $0 }) + ImpersonationMode.allCases.filter({ $0 != last }) {
      let check = ImpersonationCheck(mode: mode, caller: caller, wanted: wanted, request: request)
      guard check.applies else { continue }
      do throws(APIError) {
        let user = try await check.run(authorizer)
        remember(mode, of: caller)
        return user
      } catch {
        first = first ?? error
      }
    }
    throw first ?? .internalError("all impersonation modes failed")
  }

  private func remember(_ mode: ImpersonationMode, of caller: UserInfo) {
    lastModes.withLock { modes in
      if modes.count >= Self.rememberedMax { modes = [:] }
      modes[caller.name] = mode
    }
  }

  /// What the headers ask for; nil where they name no user and ask for nothing else either.
  private static func wanted(_ headers: Headers) throws(APIError) -> UserInfo? {
    var user = UserInfo(
      name: headers["Impersonate-User"] ?? "", uid: headers["Impersonate-Uid"] ?? "",
      groups: headers.all("Impersonate-Group"))
    for field in headers.fields where field.name.lowercased().hasPrefix(extraPrefix) {
      let key = PercentEncoding.decode(String(field.name.lowercased().dropFirst(extraPrefix.count)))
      user.extra[key, default: []].append(field.value)
    }
    if !user.name.isEmpty { return user }
    if user.uid.isEmpty, user.groups.isEmpty, user.extra.isEmpty { return nil }
    throw .badRequest("requested \(goForm(user)) without impersonating a user name")
  }

  /// As Go prints the structure.
  private static func goForm(_ user: UserInfo) -> String {
    let list = { (values: [String]) in "[]string{\(values.map(quoted).joined(separator: ", "))}" }
    let groups = user.groups.isEmpty ? "[]string(nil)" : list(user.groups)
    let extra = user.extra.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(list($0.value))" }
    let map = extra.isEmpty ? "map[string][]string(nil)" : "map[string][]string{\(extra.joined(separator: ", "))}"
    return "&user.DefaultInfo{Name:\(quoted(user.name)), UID:\(quoted(user.uid)), Groups:\(groups), Extra:\(map)}"
  }
}
