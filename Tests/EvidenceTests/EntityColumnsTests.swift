import ECS
import Evidence
import Testing

@Suite struct EntityColumnsTests {
  /// The entities of one event given by its fields.
  func entities(_ fields: [String: String]) -> [EntityKey] {
    var builder = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    for (path, value) in fields { builder.append(FieldID.named(path), string: value) }
    builder.endRow(at: RecordPosition(offset: 0, record: 1))
    let columns = ColumnSet(builder.finish(), FieldSelection(EntityFields.all))
    return EntityColumns(columns).all(row: 0)
  }

  @Test func prefersResolvedIdentifiers() {
    let found = entities([
      "host.entity.id": "h-1", "host.name": "WS01", "user.entity.id": "u-1", "user.name": "alice",
      "user.domain": "CORP",
    ])
    #expect(found == [EntityKey(.host, "h-1"), EntityKey(.user, "u-1")])
  }

  @Test func foldsTheCaseOfNames() {
    let found = entities(["host.name": "WS01", "user.name": "Alice", "user.domain": "CORP"])
    #expect(found == [EntityKey(.host, "ws01"), EntityKey(.user, "corp\\alice")])
  }

  @Test func fallsBackToTheUsersIdentifier() {
    #expect(entities(["user.id": "S-1-5-21-1"]) == [EntityKey(.user, "S-1-5-21-1")])
  }

  @Test(arguments: ["0x3e7", "0x3E4", "-", "0x0"])
  func leavesOutSessionsOfTheSystem(id: String) {
    #expect(entities(["winlog.logon.id": id]) == [])
  }

  @Test func takesTheNextSessionThatIsNotTheSystems() {
    let found = entities([
      "host.name": "a", "winlog.event_data.TargetLogonId": "0x0", "winlog.event_data.SubjectLogonId": "0x5A1",
    ])
    #expect(found == [EntityKey(.host, "a"), EntityKey(.session, "a/0x5a1")])
  }

  @Test(arguments: ["127.0.0.1", "::1", "0.0.0.0", "::"])
  func leavesOutLocalAddresses(address: String) {
    #expect(entities(["source.ip": address]) == [])
  }

  @Test func namesEachEntityOnce() {
    let hash = "AB12"
    #expect(entities(["process.hash.sha256": hash, "file.hash.sha256": hash]) == [EntityKey(.file, "ab12")])
  }
}
