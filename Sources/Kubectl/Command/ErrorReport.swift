import APIMachinery
import ArgumentParser

extension Kubectl {
  /// Prints an error as kubectl does and returns the exit status for it.
  static func report(_ error: any Error) -> Int32 {
    switch error {
    case let error as KubectlError:
      if !error.description.isEmpty { Terminal.printError(error.description) }
      return error.exitCode
    case let error as APIError:
      Terminal.printError(error.kubectlText)
      return 1
    case is CancellationError:
      return 130
    default:
      let text = fullMessage(for: error)
      let code = exitCode(for: error)
      if code.isSuccess {
        Terminal.print(text)
        return 0
      }
      Terminal.printError(text)
      return code == .validationFailure ? 1 : code.rawValue
    }
  }
}
