import Testing

@testable import Ingest

@Suite("Who is who")
struct IdentityTests {
  @Test("A user is the same by domain and name, principal name and SID")
  func users() {
    var users = UserRegistry(capacity: 100, domains: 10)
    let sid = "S-1-5-21-1-2-3-1104"
    let first = users.resolve(.init(id: sid, name: "Alice", domain: "CORP", host: "wks01"))
    #expect(first == .init(id: #"corp\alice"#, kind: .domain))
    #expect(users.resolve(.init(id: nil, name: "alice@corp.example.test", domain: nil, host: "wks02")) == first)
    #expect(users.resolve(.init(id: nil, name: #"corp.example.test\ALICE"#, domain: nil, host: nil)) == first)
    #expect(users.resolve(.init(id: sid, name: nil, domain: nil, host: "wks03")) == first)
    #expect(users.resolve(.init(id: sid, name: "alice.renamed", domain: "CORP", host: "wks03")) == first)
    #expect(users.resolve(.init(id: nil, name: "alice.renamed", domain: "CORP", host: nil)) == first)
  }

  @Test("A SID where the name belongs is a SID", arguments: ["S-1-5-32-544", "s-1-5-32-544"])
  func identifiersAsNames(text: String) {
    var users = UserRegistry(capacity: 100, domains: 10)
    #expect(users.resolve(.init(name: text, host: "wks01")) == .init(id: #"builtin\544@wks01"#, kind: .wellKnown))
    let alice = users.resolve(.init(id: "S-1-5-21-1-2-3-1104", name: "alice", domain: "CORP", host: "wks01"))
    #expect(users.resolve(.init(name: "S-1-5-21-1-2-3-1104", host: "wks02")) == alice)
  }

  @Test("Names of a domain that differ are learned from the SID prefix of its accounts")
  func domains() {
    var users = UserRegistry(capacity: 100, domains: 10)
    _ = users.resolve(.init(id: "S-1-5-21-7-8-9-1001", name: "ann", domain: "CONTOSO", host: "a"))
    _ = users.resolve(.init(id: "S-1-5-21-7-8-9-1002", name: "ben", domain: "ad.contoso.example", host: "a"))
    #expect(users.resolve(.init(name: "carl@ad.contoso.example"))?.id == #"contoso\carl"#)
    #expect(users.resolve(.init(id: "S-1-5-21-7-8-9-1003", name: "dora", host: "a"))?.id == #"contoso\dora"#)
  }

  @Test("Two full names with one first label are two domains")
  func distinctDomains() {
    var users = UserRegistry(capacity: 100, domains: 10)
    #expect(users.resolve(.init(name: "a@corp.test"))?.id == #"corp.test\a"#)
    #expect(users.resolve(.init(name: "a@corp.example"))?.id == #"corp.example\a"#)
    #expect(users.resolve(.init(name: "a", domain: "CORP"))?.id == #"corp.test\a"#)
  }

  @Test("Local accounts belong to their host, even where machines were cloned")
  func local() {
    var users = UserRegistry(capacity: 100, domains: 10)
    let sid = "S-1-5-21-4-4-4-500"
    #expect(
      users.resolve(.init(id: sid, name: "bob", domain: "WKS01", host: "wks01"))
        == .init(id: #"wks01\bob"#, kind: .local))
    #expect(users.resolve(.init(id: sid, name: "bob", domain: "WKS02", host: "wks02"))?.id == #"wks02\bob"#)
    #expect(users.resolve(.init(id: sid, host: "wks02"))?.id == #"wks02\bob"#)
    #expect(users.resolve(.init(id: "0", name: "root", host: "web1")) == .init(id: #"web1\root"#, kind: .local))
    #expect(users.resolve(.init(id: "0", host: "web1"))?.id == #"web1\root"#)
    #expect(users.resolve(.init(id: "0", host: "web2"))?.id == #"web2\0"#)
  }

  @Test("Accounts that Windows makes are known in any language; machines by their dollar sign")
  func wellKnown() {
    var users = UserRegistry(capacity: 100, domains: 10)
    let system = UserRegistry.User(id: #"nt authority\system@a"#, kind: .wellKnown)
    #expect(users.resolve(.init(id: "S-1-5-18", name: "SYSTÈME", domain: "AUTORITE NT", host: "a")) == system)
    #expect(users.resolve(.init(name: "SYSTEM", domain: "NT AUTHORITY", host: "a")) == system)
    #expect(users.resolve(.init(name: "DWM-1", domain: "Window Manager", host: "a"))?.kind == .wellKnown)
    #expect(
      users.resolve(.init(name: "WKS01$", domain: "CORP", host: "a")) == .init(id: #"corp\wks01$"#, kind: .machine))
    #expect(users.resolve(.init(id: "S-1-0-0", name: "-", domain: "-", host: "a")) == nil)
  }

  @Test("What is bounded stays bounded, and what is used is kept")
  func bounds() {
    var map = BoundedMap<Int, Int>(capacity: 10)
    map.set(-1, for: -1)
    for number in 0..<1_000 {
      map.set(number, for: number)
      #expect(map.value(-1) == -1)
      #expect(map.count <= 11)
    }
    #expect(map.value(3) == nil)
  }

  @Test("Script blocks are put together whatever the order of their parts, within bounds")
  func scripts() {
    var scripts = ScriptBlockAssembler(capacity: 2, byteLimit: 100)
    #expect(scripts.add("b", number: 2, of: 3, block: "x") == nil)
    #expect(scripts.add("a", number: 1, of: 3, block: "x") == nil)
    #expect(scripts.add("a", number: 1, of: 3, block: "x") == nil)
    #expect(scripts.add("c", number: 3, of: 3, block: "x") == "abc")
    #expect(scripts.add("c", number: 4, of: 3, block: "x") == nil)
    for key in ["p", "q", "r"] { #expect(scripts.add("1", number: 1, of: 2, block: key) == nil) }
    #expect(scripts.abandoned == 1)
    #expect(scripts.add("2", number: 2, of: 2, block: "p") == nil)
    #expect(scripts.add("2", number: 2, of: 2, block: "r") == "12")
    #expect(scripts.add(String(repeating: "x", count: 101), number: 1, of: 2, block: "big") == nil)
    #expect(scripts.add("y", number: 2, of: 2, block: "big") == nil)
  }
}

extension UserRegistry {
  /// The user that a mention means, where it does not matter what other names it had.
  fileprivate mutating func resolve(_ mention: Mention) -> User? {
    var aliases = IdentityAliases(users: 10, processes: 10)
    return resolve(mention, noting: &aliases)
  }
}

@Suite("Who was who")
struct IdentityAliasTests {
  private let sid = "S-1-5-21-1-2-3-1000"

  @Test("A local account met by its SID first is told to be the named one, on its host only")
  func localSID() {
    var users = UserRegistry(capacity: 100, domains: 10)
    var aliases = IdentityAliases(users: 100, processes: 100)
    #expect(users.resolve(.init(id: sid, host: "wks01"), noting: &aliases)?.id == sid)
    let named = users.resolve(.init(id: sid, name: "Ann", domain: "WKS01", host: "wks01"), noting: &aliases)
    #expect(named?.id == #"wks01\ann"#)
    #expect(aliases.userIDs == [sid: #"wks01\ann"#])
    #expect(users.resolve(.init(id: sid, host: "wks01"), noting: &aliases) == named)
    // A cloned machine's account with the same SID is somebody else.
    let other = users.resolve(.init(id: sid, host: "wks02"), noting: &aliases)
    #expect(other?.id == #"wks02\"# + sid)
    #expect(users.resolve(.init(id: sid, host: "wks02"), noting: &aliases) == other)
    #expect(aliases.userIDs.count == 1)
  }

  @Test("A SID that several hosts named before it was known as local is nobody's in particular")
  func ambiguousSID() {
    var users = UserRegistry(capacity: 100, domains: 10)
    var aliases = IdentityAliases(users: 100, processes: 100)
    for host in ["wks01", "wks02"] { _ = users.resolve(.init(id: sid, host: host), noting: &aliases) }
    _ = users.resolve(.init(id: sid, name: "ann", domain: "WKS01", host: "wks01"), noting: &aliases)
    #expect(aliases.userIDs.isEmpty)
  }

  @Test("A domain account met by name and by SID apart is one user once an event has both")
  func domainAccount() {
    var users = UserRegistry(capacity: 100, domains: 10)
    var aliases = IdentityAliases(users: 100, processes: 100)
    #expect(users.resolve(.init(name: "ann", domain: "CORP", host: "a"), noting: &aliases)?.id == #"corp\ann"#)
    #expect(users.resolve(.init(id: sid, host: "b"), noting: &aliases)?.id == sid)
    let both = users.resolve(.init(id: sid, name: "ann", domain: "CORP", host: "c"), noting: &aliases)
    #expect(both?.id == sid)
    #expect(aliases.userIDs == [#"corp\ann"#: sid])
  }

  @Test("A domain account whose domain an event leaves out is not taken for a local one")
  func domainLeftOut() {
    var users = UserRegistry(capacity: 100, domains: 10)
    var aliases = IdentityAliases(users: 100, processes: 100)
    _ = users.resolve(.init(id: sid, host: "a"), noting: &aliases)
    _ = users.resolve(.init(id: sid, name: "ann", host: "a"), noting: &aliases)
    #expect(users.resolve(.init(id: sid, host: "b"), noting: &aliases)?.id == sid)
  }

  @Test("Numbers of users mean something on their host only")
  func numbers() {
    var users = UserRegistry(capacity: 100, domains: 10)
    var aliases = IdentityAliases(users: 100, processes: 100)
    #expect(users.resolve(.init(id: "1000", host: "a"), noting: &aliases)?.id == #"a\1000"#)
    #expect(users.resolve(.init(id: "1000", host: "b"), noting: &aliases)?.id == #"b\1000"#)
    _ = users.resolve(.init(name: "ann", host: "a"), noting: &aliases)
    #expect(users.resolve(.init(id: "1000", name: "ann", host: "a"), noting: &aliases)?.id == #"a\1000"#)
    #expect(aliases.userIDs == [#"a\ann"#: #"a\1000"#])
  }

  @Test("Chains of identifiers end where they should, and circles nowhere else")
  func chains() {
    var aliases = IdentityAliases(users: 100, processes: 100)
    aliases.note(user: "a", is: "b")
    aliases.note(user: "b", is: "c")
    aliases.note(user: "c", is: "a")
    aliases.note(user: "d", is: "a")
    #expect(aliases.userIDs == ["a": "c", "b": "c", "d": "c"])
  }
}
