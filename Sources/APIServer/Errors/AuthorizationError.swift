import APIMachinery

extension APIError {
  /// 403 as upstream's `responsewriters.Forbidden` words it.
  static func forbidden(_ attributes: AuthorizationAttributes, reason: String) -> APIError {
    let user = quoted(attributes.user.name)
    guard attributes.isResourceRequest else {
      let text = "forbidden: User \(user) cannot \(attributes.verb) path \(quoted(attributes.path))"
      return APIError(
        code: 403, reason: .forbidden, message: reason.isEmpty ? text : "\(text): \(reason)", details: Details())
    }
    let resource =
      attributes.subresource.isEmpty
      ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
    var text =
      "User \(user) cannot \(attributes.verb) resource \(quoted(resource)) in API group "
      + quoted(attributes.apiGroup)
    text +=
      attributes.namespace.isEmpty
      ? " at the cluster scope" : " in the namespace \(quoted(attributes.namespace))"
    if !reason.isEmpty { text += ": \(reason)" }
    return .forbidden(
      GroupResource(attributes.resource, group: attributes.apiGroup), attributes.name, text)
  }
}
