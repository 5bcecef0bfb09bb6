import APIMachinery
import Testing

@testable import Kubectl

/// Expected texts are what kubectl 1.33 printed for the same templates.
struct GoTemplateTests {
  private static let object: JSONValue = [
    "kind": "Pod", "metadata": ["name": "web-1", "labels": ["app": "web", "tier": "front"]],
    "spec": [
      "replicas": 3, "containers": [["name": "main", "image": "nginx"], ["name": "side", "image": "busybox"]],
    ],
    "ratio": 1.5, "big": 2_000_000_000, "on": true, "nothing": .null, "secret": "YWRtaW4=",
  ]

  private func render(_ template: String) throws -> String {
    var output = ""
    try GoTemplate(template).render(Self.object, into: &output)
    return output
  }

  @Test(arguments: [
    ("{{.metadata.name}}", "web-1"),
    ("{{ .metadata.name }}!", "web-1!"),
    ("{{.nope}} {{.nope.deeper}} {{.nothing}}", "<no value> <no value> <no value>"),
    ("{{range .spec.containers}}{{.name}} {{end}}", "main side "),
    ("{{range $i, $c := .spec.containers}}{{$i}}:{{$c.name}}\n{{end}}", "0:main\n1:side\n"),
    ("{{range $k, $v := .metadata.labels}}{{$k}}={{$v}} {{end}}", "app=web tier=front "),
    ("{{range .nope}}x{{else}}empty{{end}}", "empty"),
    ("{{range $i, $c := .spec.containers}}{{if $i}}, {{end}}{{.name}}{{end}}", "main, side"),
    ("{{range .spec.containers}}{{.name}}{{break}}{{end}}", "main"),
    ("{{range .spec.containers}}{{if eq .name \"main\"}}{{continue}}{{end}}{{.name}}{{end}}", "side"),
    ("{{if eq .metadata.name \"web-1\"}}yes{{else}}no{{end}}", "yes"),
    ("{{if .nope}}a{{else if .on}}b{{else}}c{{end}}", "b"),
    ("{{if and .on (gt .spec.replicas 2)}}Y{{end}}", "Y"),
    ("{{with .metadata.labels}}{{.app}}{{end}} {{index .metadata.labels \"app\"}}", "web web"),
    ("{{with .nope}}a{{else}}b{{end}}", "b"),
    ("{{$x := 1}}{{$x = 2}}{{$x}}", "2"),
    ("{{$n := .metadata.name}}{{range .spec.containers}}{{$n}}/{{.name}} {{end}}", "web-1/main web-1/side "),
    ("{{range .spec.containers}}{{$.kind}} {{end}}", "Pod Pod "),
    ("{{- \"a\" -}}  b {{- \" c\" }}", "ab c"),
    ("{{/* nothing */}}x", "x"),
    ("{{define \"T\"}}[{{.}}]{{end}}{{template \"T\" .metadata.name}}", "[web-1]"),
    ("{{block \"B\" .kind}}<{{.}}>{{end}}", "<Pod>"),
    ("{{len .spec.containers}} {{len \"abc\"}} {{len .metadata.labels}}", "2 3 2"),
    ("{{.secret | base64decode}}", "admin"),
    ("{{printf \"%s=%d %v %q\" .metadata.name .spec.replicas .on .kind}}", "web-1=3 true \"Pod\""),
    ("{{.spec.replicas | printf \"%v-%v\" \"z\"}}", "z-3"),
    ("{{.big}} {{.ratio}}", "2000000000 1.5"),
    ("{{.metadata.labels}}", "map[app:web tier:front]"),
    ("{{index .spec.containers 1}}", "map[image:busybox name:side]"),
    ("{{exists . \"kind\"}} {{exists . \"metadata\" \"nope\"}}", "true false"),
    ("{{html \"<a>\"}} {{js \"a\\\"b\"}} {{urlquery \"a b\"}}", "&lt;a&gt; a\\\"b a+b"),
    ("{{print 1 2 \"x\" \"y\" 3}}", "1 2xy3"),
    ("{{println \"hi\" 1.5}}", "hi 1.5\n"),
    ("{{and 1 0}} {{or 0 \"x\"}} {{not 0}}", "0 x true"),
    ("{{slice \"abcdef\" 1 3}}", "bc"),
    ("{{lt 1 2}}{{le 1.5 2.0}}{{ne \"a\" \"b\"}}{{eq .kind \"a\" \"Pod\"}}", "truetruetruetrue"),
    ("{{\"a\\tb\\u00e9\"}} {{`raw \"x\"`}} {{'a'}} {{0x10}} {{1e3}}", "a\tbé raw \"x\" 97 16 1000"),
    ("{{(index .spec.containers 0).name}}", "main"),
  ])
  func renders(_ template: String, _ expected: String) throws {
    #expect(try render(template) == expected)
  }

  @Test(arguments: [
    ("{{.metadata.name", "1: unclosed action"),
    ("{{nofunc .metadata}}", "1: function \"nofunc\" not defined"),
    ("{{.a | nofn}}", "1: function \"nofn\" not defined"),
    ("{{end}}", "1: unexpected {{end}}"),
    ("{{if}}x{{end}}", "1: missing value for if"),
    ("{{range .items}}x", "1: unexpected EOF"),
    ("{{\"unterminated}}", "1: unterminated quoted string"),
    ("{{$y}}", "1: undefined variable \"$y\""),
    ("line\n{{break}}", "2: {{break}} outside {{range}}"),
    (
      "{{.metadata.name.foo}}",
      "1:11: executing \"output\" at <.metadata.name.foo>: can't evaluate field foo in type interface {}"
    ),
    ("{{index .nope 0}}", "1:2: executing \"output\" at <index .nope 0>: error calling index: index of untyped nil"),
    (
      "{{if eq .spec.replicas 3.5}}a{{end}}",
      "1:5: executing \"output\" at <eq .spec.replicas 3.5>: error calling eq: incompatible types for comparison"
    ),
    ("{{len 3}}", "1:2: executing \"output\" at <len 3>: error calling len: len of type int"),
    ("{{template \"nope\"}}", "1:11: executing \"output\" at <{{template \"nope\"}}>: template \"nope\" not defined"),
    ("{{nil}}", "1:2: executing \"output\" at <nil>: nil is not a command"),
  ])
  func tellsWhatIsWrong(_ template: String, _ expected: String) {
    let error = #expect(throws: TemplateError.self) { try render(template) }
    #expect(error?.description == "template: output:" + expected)
  }

  @Test func endsTemplatesThatCallThemselves() {
    #expect(throws: TemplateError.self) { try render("{{define \"T\"}}{{template \"T\"}}{{end}}{{template \"T\"}}") }
  }

  @Test(
    arguments: [
      ("%5s|%-5s|", ["a", "b"], "    a|b    |"), ("%05d", [3], "00003"), ("%.2f", [1.234], "1.23"),
      ("%t %T", [true, "x"], "true string"), ("%x %c %%", [255, 65], "ff A %"), ("%v", [.null], "<nil>"),
      ("%d", ["a"], "%!d(string=a)"), ("%s", [], "%!s(MISSING)"), ("", [1], "%!(EXTRA int=1)"),
      ("%+d %q", [5, "a\"b"], "+5 \"a\\\"b\""), ("%s", [["a", "b"]], "[a b]"), ("%*d", [4, 7], "   7"),
    ] as [(String, [JSONValue], String)])
  func formats(_ format: String, _ values: [JSONValue], _ expected: String) {
    #expect(GoPrintf.format(format, values.map { $0 }) == expected)
  }

  @Test func printsValuesAsGoDoes() {
    let value: JSONValue = ["b": [1, "x", true, .null], "a": ["n": 1_500_000.5]]
    #expect(GoText.value(value) == "map[a:map[n:1.5000005e+06] b:[1 x true <nil>]]")
    #expect(
      GoText.syntax(value)
        == "map[string]interface {}{\"a\":map[string]interface {}{\"n\":1.5000005e+06}, \"b\":[]interface {}{1, \"x\", true, interface {}(nil)}}"
    )
  }
}
