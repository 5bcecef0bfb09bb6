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

  /// - Parameter isWatch: Whether the query asks for a watch; the path of one does not count.
  init(_ request: APIRequest, isWatch: Bool) throws(APIError) {
    self = try ListOptions(reading: request)
    let errors = validate(isWatch: isWatch)
    guard errors.isEmpty else { throw .invalid(GroupKind(group: "meta.k8s.io", kind: "ListOptions"), "", errors) }
    // A watch from the beginning is one with initial events, as upstream's `SetListOptionsDefaults` has it.
    if isWatch, sendsInitialEvents == nil, match.isEmpty, resourceVersion.isEmpty || resourceVersion == "0" {
      sendsInitialEvents = true
    }
  }

  /// What the query says, whether it makes sense or not. Throws 400 where a value can't be read.
  init(reading request: APIRequest) throws(APIError) {
    timeoutSeconds = try QueryNumber.integer(request.query("timeoutSeconds"))
    limit = try QueryNumber.integer(request.query("limit")).map { Int(clamping: $0) }
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
    continueToken = request.query("continue").flatMap { $0.isEmpty ? nil : $0 }
    resourceVersion = request.query("resourceVersion") ?? ""
    match = request.query("resourceVersionMatch") ?? ""
    allowsBookmarks = RequestInfo.isTrue(request.query("allowWatchBookmarks"))
    sendsInitialEvents = request.query("sendInitialEvents").map { RequestInfo.isTrue($0) }
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
  ///
  /// - Parameter isOfOne: The list is of one object, by its name, which has no pages.
  func freshness(isOfOne: Bool) throws(APIError) -> ReadFreshness {
    guard !resourceVersion.isEmpty else { return .newest }
    let revision: Revision
    do throws(APIError) {
      revision = try ResourceVersion.parse(resourceVersion)
    } catch {
      throw .badRequest("invalid resource version: \(error.message)")
    }
    if match == "Exact" { return .exact(revision) }
    if revision == 0 { return .any }
    // A page at a revision is of that revision, as upstream's etcd reads are.
    if let limit, limit > 0, match.isEmpty, !isOfOne { return .exact(revision) }
    return .notOlderThan(revision)
  }

  /// The most objects of a page. Who takes any state is given all of it, as upstream's cache does.
  var pageLimit: Int? { resourceVersion == "0" ? nil : limit }
}
