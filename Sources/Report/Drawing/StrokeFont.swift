/// Letters as lines, for pictures that are made without a font.
///
/// A letter is drawn on a grid four units wide and eight high, with the base line at 2, small letters up to 6 and large ones
/// up to 8. Each pair of digits is a point (x, y); a space begins another line; one point twice is a dot.
enum StrokeFont {
  /// A unit of the grid as a share of the font size: capital letters are six units high.
  static let unit = 0.118
  /// The width of the pen in units.
  static let pen = 0.8
  /// Units between letters.
  private static let gap = 1.9

  /// How long words are, in units.
  static func width(_ words: String) -> Double {
    words.reduce(0) { $0 + Glyph.of($1).width + gap } - (words.isEmpty ? 0 : gap)
  }

  /// The lines of words that begin at a point on the base line.
  static func lines(_ words: String, at start: Picture.Point, unit: Double) -> [[Picture.Point]] {
    var result: [[Picture.Point]] = []
    var x = start.x
    for character in words {
      let glyph = Glyph.of(character)
      for line in glyph.lines {
        result.append(
          line.map { Picture.Point(x: x + (Double($0.x) - glyph.left) * unit, y: start.y - Double($0.y - 2) * unit) })
      }
      x += (glyph.width + gap) * unit
    }
    return result
  }

  private struct Glyph {
    var lines: [[(x: Int, y: Int)]]
    var left = 0.0
    var width = 2.0

    init(_ drawing: String) {
      lines = drawing.split(separator: " ").map { line in
        let digits = line.utf8.map { Int($0) - 0x30 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { (digits[$0], digits[$0 + 1]) }
      }
      let columns = lines.joined().map(\.x)
      guard let low = columns.min(), let high = columns.max() else { return }
      left = Double(low)
      width = Double(high - low)
    }

    /// An unknown letter is a box.
    static let unknown = Glyph("0208484202")
    static let all: [Character: Glyph] = drawings.mapValues(Glyph.init)

    static func of(_ character: Character) -> Glyph { all[character] ?? unknown }
  }

  private static let drawings: [Character: String] = [
    " ": "", "!": "2824 2222", "\"": "1816 3836", "#": "1218 3238 0444 0646",
    "$": "473818070615354443321203 2921", "%": "0248 0818170708 3343423233", "&": "4206071827260403122244",
    "'": "2826", "(": "38272332", ")": "18272312", "*": "2327 0446 0644", "+": "2327 0545", ",": "222110",
    "-": "1535", ".": "2222", "/": "0248", "0": "120307183847433212", "1": "172822 1232", "2": "07183847460242",
    "3": "07183847463515 354443321203", "4": "32380444", "5": "480805354443321203", "6": "4738180703123243443505",
    "7": "084812", "8": "15060718384746351504031232434435", "9": "0312324347381807061545", ":": "2323 2626",
    ";": "2626 222110", "<": "470543", "=": "0444 0646", ">": "074503", "?": "07183847462524 2222",
    "@": "343616144447381807031242", "A": "022842 1434", "B": "02083847463505 3544433202", "C": "4738180703123243",
    "D": "02082846442202", "E": "48080242 0535", "F": "480802 0535", "G": "47381807031232434525",
    "H": "0208 4248 0545", "I": "2228 1232 1838", "J": "4843321203", "K": "0208 4804 1542", "L": "080242",
    "M": "0208254842", "N": "02084248", "O": "120307183847433212",
    "P": "02083847463505", "Q": "120307183847433212 2442", "R": "02083847463505 2542",
    "S": "473818070615354443321203", "T": "0848 2822", "U": "080312324348", "V": "082248", "W": "0812263248",
    "X": "0248 0842", "Y": "082548 2522", "Z": "08480242", "[": "38282232", "\\": "0842", "]": "18282212",
    "^": "162836", "_": "0141", "`": "1827", "a": "4642 4536160503123243", "b": "0802 0516364543321203",
    "c": "4536160503123243", "d": "4842 4536160503123243", "e": "04444536160503123243", "f": "382722 1636",
    "g": "46413010 4536160503123243", "h": "0802 0516364542", "i": "2622 2828", "j": "262110 2828",
    "k": "0802 4603 1442", "l": "282332", "m": "0602 05162522 25364542", "n": "0602 0516364542",
    "o": "120305163645433212", "p": "0600 0516364543321203", "q": "4640 4536160503123243", "r": "0602 05163645",
    "s": "4616051434433202", "t": "282332 1636", "u": "0603123243 4642", "v": "062246", "w": "0612253246",
    "x": "0246 0642", "y": "0622 4610", "z": "06460242", "{": "38272615242332", "|": "2820", "}": "18272635242312",
    "~": "05163445", "·": "2525", "–": "0545",
  ]
}
