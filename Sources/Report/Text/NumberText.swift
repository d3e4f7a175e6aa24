/// Numbers as people read them. The same on every machine: no locale is asked.
enum NumberText {
  /// `12,345`.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = value < 0 ? "-" : ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// `12,345`, for counts of unsigned type.
  static func count(_ value: UInt64) -> String { count(Int(clamping: value)) }

  /// `1 alert`, `2 alerts`.
  static func counted(_ value: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count(value)) \(value == 1 ? singular : plural ?? singular + "s")"
  }

  /// A number with a fixed number of decimal places (0 … 6), rounded half away from zero; `-` for what is no number.
  static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "-" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((value.magnitude * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + count(scaled) }
    let unit = Int(scale)
    let fraction = String(scaled % unit)
    return sign + count(scaled / unit) + "." + String(repeating: "0", count: places - fraction.count) + fraction
  }

  /// A number in as few digits as a chart needs: `3`, `2.5`.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let whole = tenths.magnitude / 10
    let tenth = tenths.magnitude % 10
    return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
  }

  /// `0.4 %`, `< 0.1 %`.
  static func percent(_ part: Double, of whole: Double) -> String {
    guard whole > 0 else { return "0 %" }
    let share = part / whole * 100
    if share > 0, share < 0.1 { return "< 0.1 %" }
    return decimal(share, places: share < 10 ? 1 : 0) + " %"
  }

  /// `1.4 MB`: decimal units, as storage is sold and written in file managers.
  static func bytes(_ value: UInt64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    guard value >= 1_000 else { return value == 1 ? "1 byte" : "\(value) bytes" }
    var scaled = Double(value)
    var unit = 0
    while scaled >= 999.5, unit < units.count - 1 {
      scaled /= 1_000
      unit += 1
    }
    return decimal(scaled, places: scaled < 10 ? 1 : 0) + " " + units[unit]
  }

  /// A count in at most four characters, for axes: `950`, `1.2k`, `34k`, `5M`.
  static func short(_ value: Int) -> String {
    switch value {
    case ..<1_000: return "\(value)"
    case ..<10_000 where value % 1_000 != 0: return decimal(Double(value) / 1_000, places: 1) + "k"
    case ..<1_000_000: return "\(value / 1_000)k"
    case ..<10_000_000 where value % 1_000_000 != 0: return decimal(Double(value) / 1_000_000, places: 1) + "M"
    default: return "\(value / 1_000_000)M"
    }
  }

  /// A small probability: `0.03`, `0.0004`, `2e-9`.
  static func probability(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "-" }
    if value >= 0.01 { return decimal(value, places: 2) }
    if value >= 0.0001 { return decimal(value, places: 4) }
    if value == 0 { return "0" }
    var mantissa = value
    var exponent = 0
    while mantissa < 0.95, exponent < 400 {
      mantissa *= 10
      exponent += 1
    }
    return "\(Int(mantissa.rounded()))e-\(exponent)"
  }
}
