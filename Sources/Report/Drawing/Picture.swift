/// A drawing of paths, dots and words on white, which `svg` and `png` show alike. Lengths are in units of a page that is
/// `width` wide; y points down.
struct Picture: Sendable {
  /// A colour by its red, green and blue parts.
  struct Color: Sendable, Hashable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    /// `0x1F5FA8`.
    init(_ value: UInt32) {
      red = UInt8(truncatingIfNeeded: value >> 16)
      green = UInt8(truncatingIfNeeded: value >> 8)
      blue = UInt8(truncatingIfNeeded: value)
    }
  }

  struct Point: Sendable, Hashable {
    var x: Double
    var y: Double
  }

  /// Which part of a word stands at its point.
  enum Anchor: String, Sendable {
    case start, middle, end
  }

  enum Element: Sendable {
    /// A closed area.
    case area([Point], Color)
    /// A line through points.
    case line([Point], Color, width: Double)
    /// A dot, and what it is in words.
    case dot(Point, radius: Double, Color, String)
    /// Words on a line whose base is at the point.
    case text(String, Point, Anchor, Color)
  }

  /// Height of a letter's em square.
  static let fontSize = 12.0

  var width: Double
  var height: Double
  /// What it shows, in words.
  var title: String
  var elements: [Element] = []
}
