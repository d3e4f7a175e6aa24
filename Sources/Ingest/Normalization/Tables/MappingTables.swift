/// Every mapping table of the house, one line a source.
enum MappingTables {
  static let all: [String] = [
    windowsCommon
  ]
}
