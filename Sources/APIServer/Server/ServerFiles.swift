import APIMachinery
import PKI

/// Files named by flags.
enum ServerFiles {
  static func read(_ path: String, flag: String) throws(KubeAPIServerError) -> [UInt8] {
    do {
      guard let bytes = try SystemCertificateFiles().read(path) else {
        throw KubeAPIServerError("\(flag): \(path) does not exist")
      }
      return bytes
    } catch let error as KubeAPIServerError {
      throw error
    } catch {
      throw KubeAPIServerError("\(flag): \(path) can't be read: \(error)")
    }
  }

  static func text(_ path: String, flag: String) throws(KubeAPIServerError) -> String {
    String(decoding: try read(path, flag: flag), as: UTF8.self)
  }
}
