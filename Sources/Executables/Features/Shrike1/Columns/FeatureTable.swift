/// The columns of a set as a table in Markdown, for the documentation, which a test compares with it.
public enum FeatureTable {
  /// One row a column; numbered columns of one meaning are one row.
  public static func markdown(_ columns: [FeatureColumn]) -> String {
    var lines = ["| columns | name | meaning | moved by |", "|---|---|---|---|"]
    var index = 0
    while index < columns.count {
      let (stem, number) = split(columns[index].name)
      var last = index
      if number == 0 {
        while last + 1 < columns.count {
          let next = split(columns[last + 1].name)
          guard next.stem == stem, next.number == last + 1 - index else { break }
          last += 1
        }
      }
      let column = columns[index]
      let range = last > index ? "\(index)–\(last)" : "\(index)"
      let name = last > index ? "`\(stem)0` … `\(last - index)`" : "`\(column.name)`"
      let meaning = last > index ? column.meaning + " And so on." : column.meaning
      lines.append("| \(range) | \(name) | \(meaning) | \(words(column.movedBy)) |")
      index = last + 1
    }
    return lines.joined(separator: "\n")
  }

  private static func split(_ name: String) -> (stem: Substring, number: Int?) {
    let parts = name.split(separator: ".")
    guard let last = parts.last, let number = Int(last) else { return (name[...], nil) }
    return (name.dropLast(last.count), number)
  }

  private static func words(_ moved: Perturbation) -> String {
    var words: [String] = []
    if moved.contains(.appending) { words.append("appending") }
    if moved.contains(.renaming) { words.append("renaming") }
    if moved.contains(.packing) { words.append("packing") }
    if moved.contains(.packingOfLibraries) { words.append("packing of libraries") }
    return words.joined(separator: ", ")
  }
}
