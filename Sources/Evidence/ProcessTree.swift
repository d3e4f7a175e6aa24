/// The processes around an alert: ancestors, the process itself, its descendants.
public struct ProcessTree: Sendable, Hashable, Codable {
  /// One process.
  public struct Node: Sendable, Hashable, Codable, Identifiable {
    /// `process.entity_id`.
    public var id: String
    /// The parent's `process.entity_id`, where it is in the tree.
    public var parentID: String?
    /// The name people use.
    public var name: String
    /// Path of its image.
    public var executable: String
    /// As it was given.
    public var commandLine: String
    /// Who runs it.
    public var user: String
    /// Where it runs.
    public var host: String
    /// The system's number for it.
    public var pid: Int64?
    /// Nanoseconds since 1970; `nil` where the start was not seen.
    public var start: Int64?
    /// The alerts that name this process.
    public var alertIDs: [String]

    /// A process from its parts.
    public init(
      id: String, parentID: String?, name: String, executable: String = "", commandLine: String = "",
      user: String = "", host: String = "", pid: Int64? = nil, start: Int64? = nil, alertIDs: [String] = []
    ) {
      self.id = id
      self.parentID = parentID
      self.name = name
      self.executable = executable
      self.commandLine = commandLine
      self.user = user
      self.host = host
      self.pid = pid
      self.start = start
      self.alertIDs = alertIDs
    }
  }

  /// The processes, parents before children, siblings in order of start.
  public var nodes: [Node]
  /// How many processes were left out because the tree was too large.
  public var omitted: Int

  /// A tree of processes.
  public init(nodes: [Node], omitted: Int = 0) {
    self.nodes = nodes
    self.omitted = omitted
  }
}
