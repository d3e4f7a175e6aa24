#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Pixels that areas and lines are painted on, with soft edges.
struct Canvas: Sendable {
  let width: Int
  let height: Int
  /// Red, green and blue of each pixel, row by row.
  private(set) var pixels: [UInt8]

  /// A white canvas.
  init(width: Int, height: Int) {
    self.width = max(1, width)
    self.height = max(1, height)
    pixels = [UInt8](repeating: 255, count: 3 * self.width * self.height)
  }

  /// A rectangle of pixels within the canvas, and how much of each is covered, 0 … 1.
  private struct Mask {
    let left: Int
    let top: Int
    let width: Int
    let height: Int
    var coverage: [Float]

    /// The rectangle around some points with a margin; `nil` where it is not on the canvas.
    init?(around lines: [[Picture.Point]], margin: Double, _ canvas: borrowing Canvas) {
      let points = lines.joined().filter { $0.x.isFinite && $0.y.isFinite }
      guard let minX = points.map(\.x).min(), let maxX = points.map(\.x).max(),
        let minY = points.map(\.y).min(), let maxY = points.map(\.y).max()
      else { return nil }
      func clamped(_ value: Double, _ limit: Int) -> Int { Int(min(Double(limit), max(0, value))) }
      left = clamped((minX - margin).rounded(.down), canvas.width)
      top = clamped((minY - margin).rounded(.down), canvas.height)
      width = clamped((maxX + margin).rounded(.up) + 1, canvas.width) - left
      height = clamped((maxY + margin).rounded(.up) + 1, canvas.height) - top
      guard width > 0, height > 0 else { return nil }
      coverage = [Float](repeating: 0, count: width * height)
    }
  }

  private mutating func paint(_ mask: Mask, _ color: Picture.Color) {
    func mixed(_ old: UInt8, _ new: UInt8, _ share: Float) -> UInt8 {
      UInt8((Float(old) + (Float(new) - Float(old)) * share).rounded())
    }
    for row in 0..<mask.height {
      for column in 0..<mask.width {
        let share = min(1, mask.coverage[row * mask.width + column])
        guard share > 0 else { continue }
        let place = 3 * ((mask.top + row) * width + mask.left + column)
        pixels[place] = mixed(pixels[place], color.red, share)
        pixels[place + 1] = mixed(pixels[place + 1], color.green, share)
        pixels[place + 2] = mixed(pixels[place + 2], color.blue, share)
      }
    }
  }

  // MARK: Lines

  /// Draws lines with round ends and corners; a line of one point is a dot.
  mutating func stroke(_ lines: [[Picture.Point]], width pen: Double, _ color: Picture.Color) {
    guard var mask = Mask(around: lines, margin: pen / 2 + 1, self) else { return }
    for line in lines {
      guard let first = line.first else { continue }
      if line.count == 1 { Self.cover(&mask, first, first, radius: pen / 2) }
      for (start, end) in zip(line, line.dropFirst()) { Self.cover(&mask, start, end, radius: pen / 2) }
    }
    paint(mask, color)
  }

  /// Covers what is no further than a radius from a stretch of a line; half a pixel about the edge is soft.
  private static func cover(_ mask: inout Mask, _ start: Picture.Point, _ end: Picture.Point, radius: Double) {
    guard start.x.isFinite, start.y.isFinite, end.x.isFinite, end.y.isFinite else { return }
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    func range(_ a: Double, _ b: Double, _ origin: Int, _ count: Int) -> Range<Int> {
      let low = min(Double(count), max(0, min(a, b) - radius - 1 - Double(origin)))
      let high = min(Double(count), max(low, max(a, b) + radius + 2 - Double(origin)))
      return Int(low)..<Int(high)
    }
    for row in range(start.y, end.y, mask.top, mask.height) {
      let y = Double(mask.top + row) + 0.5 - start.y
      for column in range(start.x, end.x, mask.left, mask.width) {
        let x = Double(mask.left + column) + 0.5 - start.x
        let along = length > 0 ? min(1, max(0, (x * dx + y * dy) / length)) : 0
        let distance = ((x - along * dx) * (x - along * dx) + (y - along * dy) * (y - along * dy)).squareRoot()
        let share = Float(min(1, max(0, radius + 0.5 - distance)) * min(1, 2 * radius))
        let place = row * mask.width + column
        mask.coverage[place] = max(mask.coverage[place], share)
      }
    }
  }

  // MARK: Areas

  /// Fills a closed area. The share of a pixel that is covered is the exact area of the polygon within it.
  ///
  /// Each edge adds to its pixels the area to its right, signed by its direction, and to the next the rest of its height; the
  /// running sum along a row is what is covered.
  mutating func fill(_ points: [Picture.Point], _ color: Picture.Color) {
    guard points.count > 2, var mask = Mask(around: [points], margin: 1, self) else { return }
    for (start, end) in zip(points, points.dropFirst() + points.prefix(1)) { Self.accumulate(&mask, start, end) }
    for row in 0..<mask.height {
      var sum: Float = 0
      for column in 0..<mask.width {
        sum += mask.coverage[row * mask.width + column]
        mask.coverage[row * mask.width + column] = min(1, abs(sum))
      }
    }
    paint(mask, color)
  }

  private static func accumulate(_ mask: inout Mask, _ start: Picture.Point, _ end: Picture.Point) {
    guard start.y != end.y, [start.x, start.y, end.x, end.y].allSatisfy(\.isFinite) else { return }
    let sign: Double = start.y < end.y ? 1 : -1
    let (upper, lower) = start.y < end.y ? (start, end) : (end, start)
    let slope = (lower.x - upper.x) / (lower.y - upper.y)
    let origin = (x: Double(mask.left), y: Double(mask.top))
    let first = max(0, upper.y - origin.y)
    let last = min(Double(mask.height), lower.y - origin.y)
    guard first < last else { return }
    for row in Int(first)..<min(mask.height, Int(last.rounded(.up))) {
      let (top, bottom) = (max(first, Double(row)), min(last, Double(row + 1)))
      let height = (bottom - top) * sign
      // Where the edge enters and leaves the row, within the mask.
      func x(_ y: Double) -> Double {
        min(Double(mask.width) - 1e-6, max(0, upper.x - origin.x + (y + origin.y - upper.y) * slope))
      }
      let (a, b) = (min(x(top), x(bottom)), max(x(top), x(bottom)))
      for column in Int(a)...Int(b) {
        // The share of the edge's height within this pixel, and the mean distance to the pixel's right side.
        let (from, to) = (max(a, Double(column)), min(b, Double(column + 1)))
        let share = b > a ? (to - from) / (b - a) : 1
        let right = Double(column + 1) - (from + to) / 2
        let place = row * mask.width + column
        mask.coverage[place] += Float(height * share * right)
        if column + 1 < mask.width { mask.coverage[place + 1] += Float(height * share * (1 - right)) }
      }
    }
  }
}
