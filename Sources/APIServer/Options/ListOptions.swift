import APIMachinery
import Storage

/// `metav1.ListOptions` from the query of a list or watch.
struct ListOptions: Sendable {
  var labels: LabelSelector?
  var fields: FieldSelector?
  var limit: Int?
  var continueToken: String?
  /// Empty when absent.
  var resourceVersion = ""
  var match = ""
  var allowsBookmarks = false
  var sendsInitialEvents: Bool?
  var timeoutSeconds: Int64?

  init(_ request: APIRequest, isWatch: Bool) throws(APIError) {
    if let text = request.query("labelSelector"), !text.isEmpty {
      do {
        labels = try LabelSelector.parse(text)
      } catch {
        throw .badRequest("\(error)")
      }
    }
    if let text = request.query("fieldSelector"), !text.isEmpty {
      do {
        fields = try FieldSelector.parse(text)
      } catch {
        throw .badRequest("\(error)")
      }
    }
    limit = try Self.integer(request.query("limit")).map { Int(clamping: $0) }
    continueToken = request.query("continue").flatMap { $0.isEmpty ? nil : $0 }
    resourceVersion = request.query("resourceVersion") ?? ""
    match = request.query("resourceVersionMatch") ?? ""
    allowsBookmarks = RequestInfo.isTrue(request.query("allowWatchBookmarks"))
    sendsInitialEvents = request.query("sendInitialEvents").map { RequestInfo.isTrue($0) }
    timeoutSeconds = try Self.integer(request.query("timeoutSeconds"))
    let errors = validate(isWatch: isWatch)
    guard errors.isEmpty else { throw .invalid(GroupKind(group: "meta.k8s.io", kind: "ListOptions"), "", errors) }
  }

  private static func integer(_ text: String?) throws(APIError) -> Int64? {
    guard let text, !text.isEmpty else { return nil }
    guard let value = Int64(text) else {
      throw .badRequest("strconv.ParseInt: parsing \(quoted(text)): invalid syntax")
    }
    return value
  }

  private func validate(isWatch: Bool) -> [FieldError] {
    let path = FieldPath("resourceVersionMatch")
    return isWatch ? validateWatch(path) : validateList(path)
  }

  private func validateWatch(_ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    if sendsInitialEvents != nil, match != "NotOlderThan" {
      errors.append(.forbidden(path, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
    }
    guard !match.isEmpty else { return errors }
    if sendsInitialEvents == nil {
      errors.append(
        .forbidden(path, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
    }
    if match != "NotOlderThan" {
      errors.append(.notSupported(path, .string(match), supported: ["NotOlderThan"]))
    }
    if continueToken != nil {
      errors.append(.forbidden(path, "resourceVersionMatch is forbidden when continue is provided"))
    }
    return errors
  }

  private func validateList(_ path: FieldPath) -> [FieldError] {
    let initial =
      sendsInitialEvents == nil
      ? [] : [FieldError.forbidden(FieldPath("sendInitialEvents"), "sendInitialEvents is forbidden for list")]
    guard !match.isEmpty else { return initial }
    var errors: [FieldError] = []
    if resourceVersion.isEmpty {
      errors.append(.forbidden(path, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
    }
    if continueToken != nil {
      errors.append(.forbidden(path, "resourceVersionMatch is forbidden when continue is provided"))
    }
    if match != "Exact", match != "NotOlderThan" {
      errors.append(.notSupported(path, .string(match), supported: ["Exact", "NotOlderThan", ""]))
    }
    if match == "Exact", resourceVersion == "0" {
      errors.append(
        .forbidden(path, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
    }
    return errors + initial
  }

  /// How fresh a list must be.
  func freshness() throws(APIError) -> ReadFreshness {
    guard !resourceVersion.isEmpty else { return .newest }
    let revision: Revision
    do throws(APIError) {
      revision = try ResourceVersion.parse(resourceVersion)
    } catch {
      throw .badRequest("invalid resource version: resourceVersion: \(error.message)")
    }
    if match == "Exact" { return .exact(revision) }
    if revision == 0 { return .any }
    // A page at a revision is of that revision, as upstream's etcd reads are.
    if let limit, limit > 0, match.isEmpty { return .exact(revision) }
    return .notOlderThan(revision)
  }
}
