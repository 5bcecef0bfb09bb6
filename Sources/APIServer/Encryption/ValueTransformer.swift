/// Turns values into what the store keeps of them, and back. The first bytes of what is stored say which transformer
/// made it, as upstream's do: `k8s:enc:aesgcm:v1:KEY:`.
protocol ValueTransformer: Sendable {
  /// - Parameter key: The value's place in the store; where the cipher allows it the value can be read only there.
  func stored(_ value: [UInt8], key: String) throws(EncryptionError) -> [UInt8]

  /// The value, and whether it would be stored in another form today. Throws where another transformer made it.
  func value(of stored: ArraySlice<UInt8>, key: String) throws(EncryptionError) -> TransformedValue

  /// Gets ready what ``value(of:key:)`` needs for this value, for transformers that ask somebody else for keys.
  func prepare(_ stored: ArraySlice<UInt8>) async throws(EncryptionError)

  /// Whether ``prepare(_:)`` does anything.
  var isRemote: Bool { get }
}

struct TransformedValue: Equatable {
  var bytes: [UInt8]
  /// Written with a former key or in a former way.
  var isStale = false
}

extension ValueTransformer {
  func prepare(_ stored: ArraySlice<UInt8>) async throws(EncryptionError) {}
  var isRemote: Bool { false }
}

/// Keeps values as they are, and refuses those that another transformer has encrypted.
struct IdentityTransformer: ValueTransformer {
  private static let encryptedPrefix = Array("k8s:enc:".utf8)

  func stored(_ value: [UInt8], key: String) throws(EncryptionError) -> [UInt8] { value }

  func value(of stored: ArraySlice<UInt8>, key: String) throws(EncryptionError) -> TransformedValue {
    guard !stored.starts(with: Self.encryptedPrefix) else {
      throw EncryptionError("identity transformer tried to read encrypted data")
    }
    return TransformedValue(bytes: Array(stored))
  }
}

/// Several transformers, each behind a prefix: the first one writes, any can read.
struct TransformerChain: ValueTransformer {
  struct Link: Sendable {
    var prefix: [UInt8]
    var transformer: any ValueTransformer

    init(_ prefix: String, _ transformer: any ValueTransformer) {
      self.prefix = Array(prefix.utf8)
      self.transformer = transformer
    }
  }

  var links: [Link]
  /// What is said of a value that none of them has made.
  var unknown = "no matching prefix found"

  func stored(_ value: [UInt8], key: String) throws(EncryptionError) -> [UInt8] {
    guard let first = links.first else { throw EncryptionError(unknown) }
    return first.prefix + (try first.transformer.stored(value, key: key))
  }

  /// The same provider may be there twice with different keys, so one that fails doesn't end the search.
  func value(of stored: ArraySlice<UInt8>, key: String) throws(EncryptionError) -> TransformedValue {
    var failure: EncryptionError?
    for (position, link) in links.enumerated() where stored.starts(with: link.prefix) {
      do throws(EncryptionError) {
        var found = try link.transformer.value(of: stored.dropFirst(link.prefix.count), key: key)
        found.isStale = found.isStale || position != 0
        return found
      } catch {
        if !link.prefix.isEmpty { failure = failure ?? error }
      }
    }
    throw failure ?? EncryptionError(unknown)
  }

  func prepare(_ stored: ArraySlice<UInt8>) async throws(EncryptionError) {
    for link in links where link.transformer.isRemote && stored.starts(with: link.prefix) {
      try await link.transformer.prepare(stored.dropFirst(link.prefix.count))
    }
  }

  var isRemote: Bool { links.contains { $0.transformer.isRemote } }
}
