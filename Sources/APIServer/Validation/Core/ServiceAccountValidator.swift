import APIMachinery

/// Service accounts: nothing but their metadata.
struct ServiceAccountValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }
}
