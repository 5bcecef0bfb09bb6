import APIMachinery

/// Services take no new external addresses: whoever may set them can take over traffic to any address.
struct DenyServiceExternalIPs: AdmissionPlugin {
  let name = "DenyServiceExternalIPs"

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update) && request.isAbout("services")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let addresses = { (service: JSONValue) in
      Set((service[path: "spec", "externalIPs"]?.arrayValue ?? []).compactMap(\.stringValue))
    }
    guard addresses(request.object).isSubset(of: addresses(request.oldObject)) else {
      throw request.forbidden("Use of external IPs is denied by admission control")
    }
  }
}
