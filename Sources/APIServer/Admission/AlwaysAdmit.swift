import APIMachinery

/// Lets everything pass (deprecated upstream, where it does as much).
struct AlwaysAdmit: AdmissionPlugin {
  let name = "AlwaysAdmit"

  func handles(_ request: AdmissionRequest) -> Bool { false }
}

/// Lets nothing pass.
struct AlwaysDeny: AdmissionPlugin {
  let name = "AlwaysDeny"

  func handles(_ request: AdmissionRequest) -> Bool { true }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) { throw Self.refusal(request) }
  func validate(_ request: AdmissionRequest) async throws(APIError) { throw Self.refusal(request) }

  private static func refusal(_ request: AdmissionRequest) -> APIError {
    request.forbidden("admission control is denying all modifications")
  }
}
