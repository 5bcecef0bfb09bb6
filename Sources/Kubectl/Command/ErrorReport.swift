import APIClient
import APIMachinery
import ArgumentParser
import HTTPTransport

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
    case let error as TemplateError:
      Terminal.printError("error: \(error)")
      return 1
    case is RequestTimeout:
      Terminal.printError(
        "Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
      return 1
    case let error as TransportError:
      Terminal.printError("Unable to connect to the server: \(error)")
      return 1
    case let error as ClientError:
      Terminal.printError("error: \(error.message)")
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
