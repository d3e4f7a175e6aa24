import Executables
import SwiftASN1

/// Times of certificates and time stamps.
enum ASN1Time {
  /// In characters.
  private static let longest = 64

  /// Seconds since 1970 of a UTCTime or a GeneralizedTime, in Greenwich time and to the second at least, as RFC 5280 (4.1.2.5) and
  /// RFC 3161 (2.4.2) want them. Times without seconds and with zones, which X.690 knows too, are in no file of the oracle set.
  static func seconds(_ node: ASN1Node) throws -> Double {
    // A fraction may have as many digits as a file is long.
    guard node.contentOctets.count <= longest else { throw ASN1Error.invalidASN1Object(reason: "a time is too long") }
    switch node.identifier {
    case .utcTime:
      let time = try UTCTime(derEncoded: node)
      return Double(
        DERTime.seconds(
          year: time.year, month: time.month, day: time.day, hour: time.hours, minute: time.minutes,
          second: time.seconds))
    case .generalizedTime:
      let time = try GeneralizedTime(derEncoded: node)
      let seconds = DERTime.seconds(
        year: time.year, month: time.month, day: time.day, hour: time.hours, minute: time.minutes, second: time.seconds)
      return Double(seconds) + time.fractionalSeconds
    default: throw ASN1Error.unexpectedFieldType(node.identifier)
    }
  }
}
