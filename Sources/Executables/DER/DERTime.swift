/// Times of certificates and time stamps.
package enum DERTime {
  /// Seconds since 1970 of a UTCTime or a GeneralizedTime.
  package static func seconds(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) -> Double {
    switch element.identifier {
    case DERElement.Tag.utcTime: return try seconds(data, element, yearDigits: 2)
    case DERElement.Tag.generalizedTime: return try seconds(data, element, yearDigits: 4)
    default: throw .unexpected(at: element.whole.lowerBound)
    }
  }

  private static func seconds(
    _ data: borrowing Span<UInt8>, _ element: DERElement, yearDigits: Int
  ) throws(DERError) -> Double {
    let error = DERError.malformed(at: element.whole.lowerBound)
    var place = element.content.lowerBound
    let end = element.content.upperBound
    func digits(_ count: Int) -> Int? {
      guard place + count <= end else { return nil }
      var value = 0
      for index in place..<place + count {
        guard data[index] >= 0x30, data[index] <= 0x39 else { return nil }
        value = value * 10 + Int(data[index] - 0x30)
      }
      place += count
      return value
    }
    guard var year = digits(yearDigits), let month = digits(2), let day = digits(2), let hour = digits(2) else {
      throw error
    }
    if yearDigits == 2 { year += year < 50 ? 2000 : 1900 }
    let minute = digits(2) ?? 0
    let second = digits(2) ?? 0
    guard (1...12).contains(month), (1...days(of: month, in: year)).contains(day), hour < 24, minute < 60, second < 60,
      year > 0
    else { throw error }
    let fraction = try fraction(data, &place, end)
    let offset = try zone(data, &place, end, error)
    guard place == end else { throw error }
    let clock = self.seconds(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    return Double(clock - offset) + fraction
  }

  private static func fraction(
    _ data: borrowing Span<UInt8>, _ place: inout Int, _ end: Int
  ) throws(DERError) -> Double {
    guard place < end, data[place] == 0x2e || data[place] == 0x2c else { return 0 }
    place += 1
    var value = 0.0
    var scale = 0.1
    while place < end, data[place] >= 0x30, data[place] <= 0x39 {
      value += Double(data[place] - 0x30) * scale
      scale /= 10
      place += 1
    }
    return value
  }

  /// Seconds east of Greenwich.
  private static func zone(
    _ data: borrowing Span<UInt8>, _ place: inout Int, _ end: Int, _ error: DERError
  ) throws(DERError) -> Int {
    guard place < end else { return 0 }
    let sign = data[place]
    place += 1
    if sign == 0x5a { return 0 }
    guard sign == 0x2b || sign == 0x2d, end - place >= 4 else { throw error }
    var digits: [Int] = []
    for index in place..<place + 4 {
      guard data[index] >= 0x30, data[index] <= 0x39 else { throw error }
      digits.append(Int(data[index] - 0x30))
    }
    place += 4
    let seconds = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60
    return sign == 0x2b ? seconds : -seconds
  }

  private static func days(of month: Int, in year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Seconds since 1970 of a moment in Greenwich time, by the Gregorian calendar.
  package static func seconds(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) -> Int {
    dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// Days since 1970 of a date of the Gregorian calendar, counted in years that begin with March.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
