import APIMachinery

extension AdmissionRequest {
  /// What webhooks and expressions are told of the request, without its objects (`admission.k8s.io` AdmissionRequest).
  /// Members that are empty are left out.
  ///
  /// - Parameter target: What the request is about for whoever is told.
  func review(as target: AdmissionTarget) -> JSONObject {
    let own = AdmissionTarget(self)
    var review = JSONObject(uniqueMembers: [("kind", target.kindJSON), ("resource", target.resourceJSON)])
    if !subresource.isEmpty { review["subResource"] = .string(subresource) }
    review["requestKind"] = own.kindJSON
    review["requestResource"] = own.resourceJSON
    for (key, value) in [("requestSubResource", subresource), ("name", name), ("namespace", namespace)]
    where !value.isEmpty {
      review[key] = .string(value)
    }
    review["operation"] = .string(operation.rawValue)
    review["userInfo"] = user.json
    review["dryRun"] = .bool(isDryRun)
    review["options"] = options
    return review
  }
}
