import AnomalyJobs
import ECS
import Foundation
import Testing

@testable import Report

/// Pictures of series, as SVG and as PNG.
@Suite struct SeriesPlotTests {
  static func picture() -> Picture {
    var picture = Picture(width: 100, height: 50, title: "a <b> & \u{7}c")
    picture.elements = [
      .area([.init(x: 10, y: 10), .init(x: 40, y: 10), .init(x: 40, y: 40), .init(x: 10, y: 40)], .init(0xFF0000)),
      .line([.init(x: 50, y: 25), .init(x: 90, y: 25)], .init(0x0000FF), width: 2),
      .dot(.init(x: 70, y: 40), radius: 4, .init(0x008000), "score \"75\""),
      .text("Ag", .init(x: 60, y: 15), .start, .init(0x000000)),
    ]
    return picture
  }

  /// A canvas with the picture at a pixel for a unit.
  static func canvas() -> Canvas {
    var canvas = Canvas(width: 100, height: 50)
    for element in picture().elements {
      switch element {
      case .area(let points, let color): canvas.fill(points, color)
      case .line(let points, let color, let width): canvas.stroke([points], width: width, color)
      case .dot(let point, let radius, let color, _): canvas.stroke([[point]], width: 2 * radius, color)
      case .text(let words, let point, _, let color):
        canvas.stroke(StrokeFont.lines(words, at: point, unit: 1.4), width: 1.1, color)
      }
    }
    return canvas
  }

  static func pixel(_ canvas: Canvas, _ x: Int, _ y: Int) -> [UInt8] {
    let place = 3 * (y * canvas.width + x)
    return Array(canvas.pixels[place..<(place + 3)])
  }

  @Test func areasLinesAndDotsAreWhereTheyBelong() {
    let canvas = Self.canvas()
    for (x, y) in [(10, 10), (39, 39), (25, 25)] { #expect(Self.pixel(canvas, x, y) == [255, 0, 0]) }
    for (x, y) in [(9, 25), (40, 25), (25, 9), (25, 40), (99, 49), (0, 0)] {
      #expect(Self.pixel(canvas, x, y) == [255, 255, 255])
    }
    #expect(Self.pixel(canvas, 70, 24) == [0, 0, 255])
    #expect(Self.pixel(canvas, 70, 25) == [0, 0, 255])
    #expect(Self.pixel(canvas, 70, 22) == [255, 255, 255])
    #expect(Self.pixel(canvas, 70, 40) == [0, 128, 0])
    #expect(Self.pixel(canvas, 75, 40) == [255, 255, 255])
    let ink = (60..<80).flatMap { x in (5..<18).map { Self.pixel(canvas, x, $0) } }.count { $0 == [0, 0, 0] }
    #expect((5...120).contains(ink))
  }

  @Test func anAreaCoversWhatItShould() {
    // A triangle of 450 square pixels, wound either way.
    let corners: [Picture.Point] = [.init(x: 5.5, y: 5.25), .init(x: 35.5, y: 5.25), .init(x: 5.5, y: 35.25)]
    for points in [corners, corners.reversed()] {
      var canvas = Canvas(width: 50, height: 50)
      canvas.fill(points, .init(0x000000))
      let covered = canvas.pixels.reduce(0.0) { $0 + (255 - Double($1)) / 255 / 3 }
      #expect(abs(covered - 450) < 4, "\(covered)")
    }
  }

  @Test func whatIsFarOutsideOrNoNumberIsLeftOut() {
    var canvas = Canvas(width: 20, height: 20)
    let white = canvas.pixels
    canvas.fill([.init(x: -90, y: -90), .init(x: -80, y: -90), .init(x: -80, y: -80)], .init(0x000000))
    canvas.stroke([[.init(x: .nan, y: 4), .init(x: 6, y: .infinity)]], width: 2, .init(0x000000))
    #expect(canvas.pixels == white)
    canvas.fill(
      [.init(x: -1e6, y: -1e6), .init(x: 1e6, y: -1e6), .init(x: 1e6, y: 1e6), .init(x: -1e6, y: 1e6)], .init(0))
    #expect(canvas.pixels.allSatisfy { $0 == 0 })
  }

  @Test func thePNGHasTheRightHeaderAndLength() {
    let png = Self.picture().png(scale: 2)
    #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(png[12..<16]) == Array("IHDR".utf8))
    #expect(Array(png[16..<24]) == [0, 0, 0, 200, 0, 0, 0, 100])
    // An empty IEND with its known sum ends it.
    #expect(png.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }

  @Test func namesAreNoMarkup() {
    let svg = Self.picture().svg()
    #expect(svg.contains("<title>a &lt;b&gt; &amp; c</title>"))
    #expect(svg.contains("score &quot;75&quot;"))
  }

  @Test(arguments: ["é", "漢", "A", "~"]) func everyLetterHasAWidth(_ letter: String) {
    #expect(StrokeFont.width(letter) >= 0)
    #expect(!StrokeFont.lines(letter, at: .init(x: 0, y: 0), unit: 1).isEmpty)
  }
}
