import APIServer
import ArgumentParser

/// What is kept, and how.
struct StorageFlags: APIServerFlags {
  @Option(
    help: ArgumentHelp(
      "Where the embedded store and, unless --cert-dir is given, certificates are kept.", valueName: "folder"))
  var dataDir = "/var/lib/apus"
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Not supported yet: the server refuses to start.", valueName: "urls"))
  var etcdServers: [String] = []
  @Option(help: ArgumentHelp("How long events are kept.", valueName: "duration"))
  var eventTtl = DurationFlag.seconds(3600)
  @Option(
    help: ArgumentHelp(
      "How objects are encrypted in the store; Secrets are, with a key of the data folder, without it.",
      valueName: "file"))
  var encryptionProviderConfig = ""
  @Option(help: ArgumentHelp("Follow changes of that file.", valueName: "bool"))
  var encryptionProviderConfigAutomaticReload = false

  func set(_ options: inout KubeAPIServerOptions) {
    options.dataDirectory = dataDir
    options.etcdServers = etcdServers
    options.eventTimeToLive = eventTtl.duration
    options.encryptionProviderConfig = encryptionProviderConfig
    options.reloadsEncryptionProviderConfig = encryptionProviderConfigAutomaticReload
  }
}
