import LinuxSupport
import Testing

/// What nft shows is read well enough to take only our own out of it.
struct SharedTableTests {
  private static let ours = """
    table ip nat { # handle 1
    \tchain MINE-A { # handle 1
    \t\tcounter packets 0 bytes 0 meta mark set mark or 0x2000 # handle 5
    \t}

    \tchain PREROUTING { # handle 3
    \t\ttype nat hook prerouting priority dstnat; policy accept;
    \t\tfib daddr type local counter packets 2 bytes 120 jump MINE-A # handle 4
    """

  private func removal(_ listing: String) -> [String] {
    SharedTable(.ip, "nat", listing: listing).removal { $0.hasPrefix("MINE-") }.lines
  }

  @Test func theTableGoesWhenNothingElseIsInIt() {
    #expect(removal(Self.ours + "\n\t}\n}\n") == ["add table ip nat", "delete table ip nat"])
  }

  @Test func anEmptyTableGoes() {
    #expect(removal("table ip nat { # handle 1\n}\n") == ["add table ip nat", "delete table ip nat"])
  }

  @Test(arguments: [
    "\n\t\tip daddr 192.0.2.1 accept # handle 9\n\t}\n}\n",
    "\n\t}\n\n\tchain DOCKER { # handle 7\n\t}\n}\n",
    "\n\t}\n\n\tchain POSTROUTING { # handle 7\n\t\ttype nat hook postrouting priority srcnat; policy drop;\n\t}\n}\n",
    "\n\t}\n\n\tset others { # handle 7\n\t\ttype ipv4_addr\n\t}\n}\n",
  ])
  func whatIsSomebodyElsesStays(_ rest: String) {
    #expect(
      removal(Self.ours + rest) == [
        "delete rule ip nat PREROUTING handle 4", "flush chain ip nat MINE-A", "delete chain ip nat MINE-A",
      ])
  }

  @Test func nothingOfOursIsNothingToDo() {
    let listing = "table ip nat { # handle 1\n\tchain OUTPUT { # handle 3\n\t}\n}\n"
    #expect(removal(listing).isEmpty)
    #expect(!SharedTable(.ip, "nat", listing: listing).hasRules("OUTPUT"))
    #expect(SharedTable(.ip, "nat", listing: Self.ours).hasRules("MINE-A"))
  }
}
