import APIServer
import ArgumentParser

/// Some of the API server's flags, under upstream's names. They are apart by what they are about, and stand so in the
/// help.
protocol APIServerFlags: ParsableArguments {
  /// Says to the server what the flags say.
  func set(_ options: inout KubeAPIServerOptions)
}
