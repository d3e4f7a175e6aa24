/// The beginning of a text, and how much was cut off.
struct Clipped {
  /// What is kept.
  let text: String
  /// Characters (Unicode scalars) that were cut off.
  let omitted: Int

  /// Keeps at most `limit` scalars. Scalars and not `Character`s: one `Character` may be megabytes of combining marks.
  init(_ text: String, to limit: Int) {
    let scalars = text.unicodeScalars
    guard text.utf8.count > limit,
      let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex), end < scalars.endIndex
    else {
      self.text = text
      omitted = 0
      return
    }
    self.text = String(scalars[..<end])
    omitted = scalars.distance(from: end, to: scalars.endIndex)
  }

  /// The text, with `…` where something was cut off.
  var withEllipsis: String { omitted == 0 ? text : text + "…" }
}
