/// The processes around an alert: ancestors, the process itself, its descendants.
public struct ProcessTree: Sendable, Hashable, Codable {
  /// One process.
  public struct Node: Sendable, Hashable, Codable, Identifiable {
    /// `process.entity_id`.
    public var id: String
    /// The parent's `process.entity_id`, where it is in the tree.
    public var parentID: String?
    public var name: String
    public var executable: String
    public var commandLine: String
    public var user: String
    public var host: String
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
