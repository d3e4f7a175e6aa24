import Testing

@testable import Ingest

@Suite("Which host is which")
struct HostIdentityTests {
  typealias Mention = HostRegistry.Mention

  @Test("Short names, full names and machine ids of a host are one")
  func names() {
    var hosts = HostRegistry(capacity: 100)
    #expect(hosts.resolve(Mention(name: "WKS01")) == "wks01")
    #expect(hosts.resolve(Mention(name: "wks01.Corp.test.", machine: "m1")) == "wks01")
    #expect(hosts.resolve(Mention(name: "renamed", machine: "m1")) == "wks01")
    #expect(hosts.resolve(Mention(name: "renamed")) == "wks01")
    #expect(hosts.resolve(Mention(name: "srv.corp.test")) == "srv")
    #expect(hosts.resolve(Mention(name: "SRV")) == "srv")
    #expect(hosts.resolve(Mention(name: "srv.other.test")) == "srv.other.test")
    #expect(hosts.resolve(Mention(name: "10.1.2.3")) == "10.1.2.3")
    #expect(hosts.resolve(Mention(machine: "m9")) == "m9")
    #expect(hosts.resolve(Mention()) == nil)
    #expect(hosts.resolve(Mention(name: "", machine: "", agent: "")) == nil)
    #expect(hosts.aliases.isEmpty)
  }

  /// What events say, and which of them are about one host whatever their order.
  struct Scene: CustomTestStringConvertible {
    var testDescription: String
    var mentions: [Mention]
    /// The number of the host of each mention.
    var hosts: [Int]
  }

  static let scenes = [
    Scene(
      testDescription: "id, short name, full name and agent of one host",
      mentions: [
        Mention(machine: "m1"), Mention(name: "wks01"), Mention(name: "WKS01.corp.test"), Mention(agent: "a1"),
        Mention(name: "wks01", machine: "m1", agent: "a1"),
      ], hosts: [0, 0, 0, 0, 0]),
    Scene(
      testDescription: "an agent with a name and with an id, told to be one elsewhere",
      mentions: [
        Mention(agent: "a1"), Mention(name: "wks01", agent: "a1"), Mention(machine: "m1", agent: "a1"),
        Mention(name: "wks01.corp.test", machine: "m1"), Mention(machine: "m2"),
      ], hosts: [0, 0, 0, 0, 1]),
    Scene(
      testDescription: "a machine with two names",
      mentions: [
        Mention(name: "wks01"), Mention(name: "srv"), Mention(name: "wks01", machine: "m1"),
        Mention(name: "srv.corp.test", machine: "m1"), Mention(name: "srv.corp.test"),
      ], hosts: [0, 0, 0, 0, 0]),
    Scene(
      testDescription: "two machines with one name",
      mentions: [
        Mention(machine: "m1"), Mention(machine: "m2"), Mention(name: "wks01", machine: "m1"),
        Mention(name: "wks01", machine: "m2"), Mention(name: "wks01.corp.test", machine: "m2"),
      ], hosts: [0, 1, 0, 1, 1]),
    Scene(
      testDescription: "two full names of one short name",
      mentions: [
        Mention(name: "dc1.a.test"), Mention(name: "dc1.b.test"), Mention(name: "dc1.b.test", machine: "m2"),
        Mention(name: "dc1.a.test", machine: "m1"), Mention(machine: "m2"),
      ], hosts: [0, 1, 1, 0, 1]),
    Scene(
      testDescription: "an agent that passes on what two hosts say joins nothing",
      mentions: [
        Mention(name: "wks01", agent: "a1"), Mention(name: "wks02", agent: "a1"), Mention(machine: "m1"),
        Mention(name: "wks01", machine: "m1"), Mention(name: "wks02", machine: "m2"),
      ], hosts: [0, 1, 0, 0, 1]),
  ]

  @Test("Which mentions are one host's does not depend on their order", arguments: scenes)
  func orders(scene: Scene) {
    for order in Self.permutations(Array(scene.mentions.indices)) {
      var hosts = HostRegistry(capacity: 100)
      var given = [String?](repeating: nil, count: order.count)
      for index in order { given[index] = hosts.resolve(scene.mentions[index]) }
      let aliases = hosts.aliases
      let final = given.map { id in id.map { aliases[$0] ?? $0 } }
      for first in final.indices {
        #expect(final[first] != nil)
        for second in 0..<first {
          #expect(
            (final[first] == final[second]) == (scene.hosts[first] == scene.hosts[second]),
            "order \(order): \(final) of \(given)")
        }
      }
      // Asked again, a host is what the aliases say; only an ambiguous name or agent may mean something else by now.
      for index in order where scene.mentions[index].machine != nil {
        #expect(hosts.resolve(scene.mentions[index]) == final[index], "order \(order)")
      }
    }
  }

  private static func permutations(_ items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.flatMap { first in permutations(items.filter { $0 != first }).map { [first] + $0 } }
  }

  @Test("A host known by its id first is told to be the named one")
  func idFirst() {
    var hosts = HostRegistry(capacity: 100)
    #expect(hosts.resolve(Mention(machine: "m9")) == "m9")
    #expect(hosts.resolve(Mention(name: "WKS09.corp.test", machine: "m9")) == "wks09")
    #expect(hosts.resolve(Mention(machine: "m9")) == "wks09")
    #expect(hosts.aliases == ["m9": "wks09"])
  }

  @Test("A name that is bound already follows the machine that it comes with")
  func boundName() {
    var hosts = HostRegistry(capacity: 100)
    _ = hosts.resolve(Mention(name: "wks01", machine: "m1"))
    #expect(hosts.resolve(Mention(name: "srv")) == "srv")
    #expect(hosts.resolve(Mention(name: "srv", machine: "m1")) == "wks01")
    #expect(hosts.resolve(Mention(name: "srv")) == "wks01")
    #expect(hosts.aliases == ["srv": "wks01"])
  }

  @Test("A machine set up anew under the old name is another host, and the name alone means it")
  func reimaged() {
    var hosts = HostRegistry(capacity: 100)
    #expect(hosts.resolve(Mention(name: "wks01", machine: "m1")) == "wks01")
    #expect(hosts.resolve(Mention(name: "wks01")) == "wks01")
    #expect(hosts.resolve(Mention(name: "wks01", machine: "m2")) == "wks01@m2")
    #expect(hosts.resolve(Mention(name: "wks01")) == "wks01@m2")
    #expect(hosts.resolve(Mention(machine: "m1")) == "wks01")
    #expect(hosts.aliases.isEmpty)
    var users = UserRegistry(capacity: 100, domains: 10)
    var aliases = IdentityAliases(users: 10, processes: 10)
    let bob = users.resolve(.init(name: "bob", domain: "WKS01", host: "wks01@m2"), noting: &aliases)
    #expect(bob == .init(id: #"wks01@m2\bob"#, kind: .local))
  }

  @Test("What an agent was taken for is taken back when it turns out to have several hosts")
  func collector() {
    var hosts = HostRegistry(capacity: 100)
    #expect(hosts.resolve(Mention(agent: "a1")) == "a1")
    _ = hosts.resolve(Mention(name: "wks01", agent: "a1"))
    #expect(hosts.resolve(Mention(agent: "a1")) == "wks01")
    #expect(hosts.aliases == ["a1": "wks01"])
    _ = hosts.resolve(Mention(name: "wks02", agent: "a1"))
    #expect(hosts.resolve(Mention(agent: "a1")) == "a1")
    #expect(hosts.aliases.isEmpty)
  }

  @Test("Ever more hosts take no more room")
  func bounds() {
    var hosts = HostRegistry(capacity: 20)
    for number in 0..<2_000 {
      _ = hosts.resolve(Mention(agent: "a\(number)"))
      _ = hosts.resolve(Mention(machine: "m\(number)"))
      _ = hosts.resolve(Mention(name: "h\(number).corp.test", machine: "m\(number)", agent: "a\(number)"))
    }
    #expect((1...40).contains(hosts.aliases.count))
    #expect(hosts.aliases["m1999"] == "h1999" && hosts.aliases["a1999"] == "h1999")
  }
}
