import APIMachinery

// Rules give what is wrong, which is nothing most of the time. Swift's own operators make a new array even then.

@inline(__always)
func += (errors: inout [FieldError], more: [FieldError]) {
  if !more.isEmpty { errors.append(contentsOf: more) }
}

@inline(__always)
func + (errors: [FieldError], more: [FieldError]) -> [FieldError] {
  if more.isEmpty { return errors }
  if errors.isEmpty { return more }
  var all = errors
  all.append(contentsOf: more)
  return all
}
