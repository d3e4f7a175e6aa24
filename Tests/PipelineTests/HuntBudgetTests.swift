import Evidence
import Foundation
import Store
import Testing
import Triage

@testable import Pipeline

/// What a hunt goes on from.
@Suite struct HuntBudgetTests {
  @Test func aStateThatCannotBeReadIsNamedAndReplaced() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "budget-\(UUID().uuidString).db").path()
    defer { for end in ["", "-wal", "-shm", "-writer"] { try? FileManager.default.removeItem(atPath: path + end) } }
    let store = try EventStore(path: path)
    var options = HuntOptions()
    #expect(try HuntBudget(options, store: store).budget == nil)
    options.budget = [.fleet: 2]
    let first = try HuntBudget(options, store: store)
    #expect(first.budget?.limits == [.fleet: 2] && first.budget?.memory == nil && first.problem == nil)
    var budget = try #require(first.budget)
    budget.observed.add(0)
    let memory = try #require(budget.split([]).memory)
    try HuntBudget.save(memory, in: store, at: 5)
    #expect(try HuntBudget(options, store: store).budget?.memory == memory)
    #expect(try store.budget(name: HuntBudget.queue)?.promise == ["fleet": 2])
    try store.save(StoredBudget(name: "hunt", version: 9, promise: [:], hunts: 3, updated: 1, state: [1, 2, 3]))
    let broken = try HuntBudget(options, store: store)
    #expect(broken.budget?.memory == nil && broken.problem?.contains("3 earlier hunts") == true)
    try HuntBudget.save(memory, in: store, at: 6)
    #expect(try HuntBudget(options, store: store).problem == nil)
  }
}
