/// Brings things together that belong to the same group, in one pass and without a list for each group.
enum Grouping {
  /// Where each group begins among the members that `order` lists (and, last, where all end), given the group of each member.
  /// Members of a group stay in their order.
  static func byNumber(_ groups: [Int], groups count: Int) -> (starts: [Int], order: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for group in groups { starts[group + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    var order = [Int](repeating: 0, count: groups.count)
    for (member, group) in groups.enumerated() {
      order[next[group]] = member
      next[group] += 1
    }
    return (starts, order)
  }
}
