import ECS

/// Sysmon for Linux writes its events to the system log, each an XML element in one line.
struct LinuxSysmonMessage {
  private var writer = EventXMLWriter()
  private var normalizer = NormalizerState()

  /// Whether a line is such an event.
  func isEvent(_ text: borrowing Span<UInt8>, _ header: SyslogHeader) -> Bool {
    text.starts(with: "<Event", at: header.message.lowerBound)
      && text.extracting(header.message).contains("<System>")
  }

  /// Writes the event's cells to the current row, which has those of the header. Returns what is wrong, if anything.
  mutating func write(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, normalizes: Bool, into builder: inout BatchBuilder
  ) -> String? {
    do throws(XMLError) {
      _ = try writer.write(text, range, into: &builder)
    } catch {
      return error.description
    }
    if normalizes { normalizer.apply("sysmon-linux", to: &builder) }
    return nil
  }
}
