import TypeGenerator

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Writes Sources/KubernetesAPI/Types from the schema; run it in the root of the repository.
let directory = "Sources/KubernetesAPI/Types"
do {
  for file in try TypeGenerator().files() {
    guard let handle = fopen("\(directory)/\(file.name)", "w") else {
      throw WriteFailure(description: "can't write \(directory)/\(file.name): run this in the root of the repository")
    }
    fputs(file.text, handle)
    fclose(handle)
    print("\(directory)/\(file.name)")
  }
} catch {
  print("generate-types: \(error)")
  exit(1)
}

struct WriteFailure: Error, CustomStringConvertible {
  let description: String
}
