import ECS
import Learning

/// A field whose values are numbers, over the rows of a batch.
struct ValueColumn {
  private enum Source {
    case integers(ScalarColumn<Int64>)
    case doubles(ScalarColumn<Double>)
    /// Numbers that are written as text, once for each distinct text.
    case texts(codes: [UInt32], values: [Double?])
    case none
  }

  private let source: Source

  init(_ column: Column?) {
    switch column {
    case .integer(let column): source = .integers(column)
    case .double(let column): source = .doubles(column)
    case .date(let column): source = .integers(column)
    case .keyword(let column):
      var values: [Double?] = [nil]
      for code in 0..<column.distinctCount { values.append(Double(column.string(of: UInt32(code + 1)))) }
      source = .texts(codes: column.codes, values: values)
    case .boolean, .ip, nil: source = .none
    }
  }

  /// The number in a row.
  subscript(row: Int) -> Double? {
    switch source {
    case .integers(let column): column[row].map(Double.init)
    case .doubles(let column): column[row]
    case .texts(let codes, let values): values[Int(codes[row])]
    case .none: nil
    }
  }
}

/// Reads places as Elasticsearch writes geo points: `lat,lon`, `POINT (lon lat)`, `{"lat":…,"lon":…}`.
enum PlaceText {
  static func place(_ text: String) -> LocationModel.Place? {
    var numbers: [Double] = []
    var word = ""
    for character in text + " " {
      if character.isNumber || "+-.eE".contains(character) {
        word.append(character)
      } else {
        if let number = Double(word) { numbers.append(number) }
        word = ""
      }
    }
    guard numbers.count == 2 else { return nil }
    let isLongitudeFirst = text.uppercased().contains("POINT") || text.hasPrefix("[") || Self.namesLongitudeFirst(text)
    return isLongitudeFirst
      ? LocationModel.Place(latitude: numbers[1], longitude: numbers[0])
      : LocationModel.Place(latitude: numbers[0], longitude: numbers[1])
  }

  private static func namesLongitudeFirst(_ text: String) -> Bool {
    guard text.hasPrefix("{") else { return false }
    let names = text.lowercased()
    guard let longitude = names.range(ofText: "lon"), let latitude = names.range(ofText: "lat") else { return false }
    return longitude < latitude
  }
}

extension String {
  /// Where a text begins.
  fileprivate func range(ofText text: String) -> Int? {
    let bytes = Array(utf8)
    let part = Array(text.utf8)
    guard part.count <= bytes.count else { return nil }
    return (0...(bytes.count - part.count)).first { bytes[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
