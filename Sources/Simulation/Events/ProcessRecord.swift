/// A simulated process, as its events describe it.
struct ProcessRecord: Sendable, Hashable {
  var entityID: String
  var pid: Int64
  var executable: String
  var commandLine: String
  var user: Int

  /// The last component of the path.
  var name: String {
    executable.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map(String.init) ?? executable
  }
}
