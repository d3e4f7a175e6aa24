import Foundation

/// Scored findings of several tenants in order of time: lines of `tenant,day,score,label`, the label 1 for an attack.
struct Stream {
  struct Item {
    var tenant: String
    var day: Double
    var score: Double
    var isAttack: Bool
  }

  var name: String
  var items: [Item] = []

  init(_ path: String) throws {
    name = URL(filePath: path).deletingPathExtension().lastPathComponent
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for line in text.split(separator: "\n").dropFirst() {
      let parts = line.split(separator: ",")
      guard parts.count == 4, let day = Double(parts[1]), let score = Double(parts[2]) else { continue }
      items.append(Item(tenant: String(parts[0]), day: day, score: score, isAttack: parts[3] == "1"))
    }
    items.sort { $0.day < $1.day }
  }

  /// Days before this are the reference that policies may look at before they begin.
  var begin: Double { items.isEmpty ? 0 : items[0].day + 0.2 * (items[items.count - 1].day - items[0].day) }
}
