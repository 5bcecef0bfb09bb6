import APIMachinery
import Testing

@Suite struct LinearRegexTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let pattern: String
    let text: String
    /// The text of the groups, `-` for one without part; nil for no match.
    let groups: [String]?
    var testDescription: String { "\(pattern) in \(text)" }
  }

  static let cases: [Case] = [
    ("", "", [""]), ("a", "a", ["a"]), ("a", "xay", ["a"]), ("a", "b", nil), ("abc", "xabcy", ["abc"]),
    ("a*", "aaa", ["aaa"]), ("a*?", "aaa", [""]), ("a+?", "aaa", ["a"]), ("a??", "a", [""]), ("a?", "a", ["a"]),
    ("^a", "ba", nil), ("(?m)^a", "b\na", ["a"]), ("a$", "ab", nil), ("a$", "a\n", nil), ("(?m)a$", "a\nb", ["a"]),
    ("a|ab", "ab", ["a"]), ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]), ("ab|a", "ab", ["ab"]),
    ("(a*)(b|abc)", "abc", ["ab", "a", "b"]), ("(a)|b", "b", ["b", "-"]), ("(a*)*", "b", ["", ""]),
    ("(a*)+", "aab", ["aa", "aa"]), ("(?:a|b)*c", "ababc", ["ababc"]), ("[a-c]+", "xxabcdd", ["abc"]),
    ("[^a-c]+", "abcdef", ["def"]), ("[]a]+", "]a", ["]a"]), ("[^]a]", "]ab", ["b"]), ("[a-]+", "a-b", ["a-"]),
    ("[[:alpha:]]+", "12ab", ["ab"]), ("[[:^alpha:]]+", "12ab", ["12"]), ("\\d{2,3}", "12345", ["123"]),
    ("\\d{2,3}?", "12345", ["12"]), ("x{0}y", "xy", ["y"]), ("(ab){2}", "ababab", ["abab", "ab"]),
    ("a{2,}", "aaaa", ["aaaa"]), ("a{,2}", "a{,2}", ["a{,2}"]), ("a{", "a{", ["a{"]), ("\\bfoo\\b", "a foo b", ["foo"]),
    ("\\bfoo\\b", "afoo", nil), ("\\Boo", "foo", ["oo"]), ("(?i)HeLLo", "hello", ["hello"]),
    ("(?i)k", "\u{212A}", ["\u{212A}"]),
    ("(?i)[a-z]+", "ABC", ["ABC"]), ("(?i:A)b", "ab", ["ab"]), ("(?i:A)b", "aB", nil), ("a.c", "a\nc", nil),
    ("(?s)a.c", "a\nc", ["a\nc"]), (".", "é", ["é"]), ("^.{2}$", "é€", ["é€"]), ("\\x41\\x{1F600}", "A😀", ["A😀"]),
    ("\\Qa.b\\E+", "a.bb", ["a.bb"]), ("\\pL+", "1äß", ["äß"]), ("\\p{Lu}", "aÄ", ["Ä"]), ("\\P{Lu}+", "Äab", ["ab"]),
    ("\\p{Greek}+", "abγδ", ["γδ"]), ("(?P<year>\\d+)-(?<month>\\d+)", "2026-11", ["2026-11", "2026", "11"]),
    ("(?U)a+", "aaa", ["a"]), ("(?U)a+?", "aaa", ["aaa"]), ("\\101", "A", ["A"]), ("\\07", "\u{7}", ["\u{7}"]),
    ("(|a)+", "aaa", ["", ""]), ("$^", "", [""]), ("[\\d_-]+", "1_-", ["1_-"]), ("a\\z", "a", ["a"]),
    ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "my-name-1", ["my-name-1", "y-name-1"]),
    ("^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$", "10.0.0.1", ["10.0.0.1"]),
  ].map { Case(pattern: $0.0, text: $0.1, groups: $0.2) }

  @Test(arguments: cases) func finds(_ test: Case) throws {
    let regex = try LinearRegex(test.pattern)
    let utf8 = Array(test.text.utf8)
    let groups = regex.firstMatch(in: test.text)?.groups.map { range in
      range.map { String(decoding: utf8[$0], as: UTF8.self) } ?? "-"
    }
    #expect(groups == test.groups)
    #expect(regex.matches(test.text) == (test.groups != nil))
  }

  static let wrong: [(String, String)] = [
    ("a(b", "missing closing ): `a(b`"), ("a)b", "unexpected ): `a)b`"), ("[a", "missing closing ]: `[a`"),
    ("*", "missing argument to repetition operator: `*`"), ("a**", "invalid nested repetition operator: `**`"),
    ("a|*", "missing argument to repetition operator: `*`"), ("(*)", "missing argument to repetition operator: `*`"),
    ("a\\", "trailing backslash at end of expression: ``"), ("\\q", "invalid escape sequence: `\\q`"),
    ("[z-a]", "invalid character class range: `z-a`"), ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
    ("\\p{Foo}", "invalid character class range: `\\p{Foo}`"), ("a{1001}", "invalid repeat count: `{1001}`"),
    ("a{3,2}", "invalid repeat count: `{3,2}`"), ("(a{100}){100}", "invalid repeat count: `{100}`"),
    ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"), ("(?P<a", "invalid named capture: `(?P<a`"),
    ("(?P<a-b>x)", "invalid named capture: `(?P<a-b>`"), ("\\1", "invalid escape sequence: `\\1`"),
  ]

  @Test(arguments: wrong) func refuses(_ pattern: String, _ message: String) {
    #expect(throws: RegexError.self) { try LinearRegex(pattern) }
    do { _ = try LinearRegex(pattern) } catch { #expect("\(error)" == "error parsing regexp: \(message)") }
  }

  @Test func listsMatchesAsGoDoes() throws {
    let regex = try LinearRegex("a*")
    let text = "baaab"
    #expect(regex.allMatches(in: text).map(\.range) == [0..<0, 1..<4, 5..<5])
    #expect(regex.allMatches(in: text, limit: 2).count == 2)
    #expect(regex.allMatches(in: text, limit: 0).isEmpty)
    #expect(try LinearRegex("é").allMatches(in: "éaé").map(\.range) == [0..<2, 3..<5])
  }

  /// Patterns that take a backtracking engine exponential time.
  @Test func staysLinear() throws {
    let text = String(repeating: "a", count: 1000)
    #expect(try !LinearRegex("(a*)*b").matches(text))
    #expect(try !LinearRegex("(a|aa)+$b").matches(text))
    #expect(try LinearRegex("(a?){50}a{50}").firstMatch(in: text)?.range.count == 100)
    #expect(try !LinearRegex("\\b(x+x+)+y\\b").matches(text))
    #expect(throws: RegexError.self) { try LinearRegex("((((a{9}){9}){9}){9}){9}") }
    #expect(throws: RegexError.self) { try LinearRegex(String(repeating: "(", count: 5000)) }
    #expect(throws: RegexError.self) { try LinearRegex(String(repeating: "\\pL{1000}", count: 200)) }
  }

  /// Table and machine agree on random patterns and texts.
  @Test(arguments: [1, 2, 3] as [UInt64]) func tableAndMachineAgree(seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    let atoms = ["a", "b", "[ab]", "[^a]", ".", "^", "$", "(a|b)", "(?:ab|b)", "é", "a*", "b+?", "(a?b){1,3}"]
    for _ in 0..<300 {
      var pattern = ""
      for _ in 0...random.next(below: 5) { pattern += atoms[Int(random.next(below: UInt64(atoms.count)))] }
      let regex = try LinearRegex(pattern)
      for _ in 0..<10 {
        var text = ""
        for _ in 0..<random.next(below: 8) { text += ["a", "b", "c", "é"][Int(random.next(below: 4))] }
        #expect(regex.matches(text) == (regex.firstMatch(in: text) != nil), "\(pattern) in \(text), seed \(seed)")
      }
    }
  }
}
