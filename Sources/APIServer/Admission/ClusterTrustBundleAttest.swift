import APIMachinery

/// Bundles of a signer are made by those who may speak for it.
struct ClusterTrustBundleAttest: AdmissionPlugin {
  let name = "ClusterTrustBundleAttest"
  let authorizer: any Authorizer

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update)
      && request.isAbout("clustertrustbundles", group: "certificates.k8s.io")
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    let signer = request.object[path: "spec", "signerName"]?.stringValue ?? ""
    // What the garbage collector and a migration of the store change says nothing new.
    guard !signer.isEmpty, request.operation == .create || request.object["spec"] != request.oldObject["spec"] else {
      return
    }
    guard await SignerPermission.isAllowed(request.user, "attest", signer: signer, authorizer) else {
      throw request.forbidden("user not permitted to attest for signerName \(quoted(signer))")
    }
  }
}
