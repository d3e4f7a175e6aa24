public import ECS

/// Finds out which hosts, users, processes and logon sessions events are about, and says so in their fields.
///
/// Batches are given in order of time; events up to two seconds out of order are understood. Added to an event, where it
/// does not say so itself and as far as is known (all cells are marked `.mapped`):
/// - `host.entity.id`: one identifier for the short name, the full name, the `host.id` and the `agent.id` of a host
///   (`HostRegistry`);
/// - `user.entity.id` and `user.entity.sub_type`, `user.target.entity.id`, `user.effective.entity.id`: one identifier for
///   `DOMAIN\name`, `name@domain` and SID of a user (`UserRegistry`);
/// - `process.entity_id`, `process.name`, `process.executable`, and the user's name, of the process that had the event's
///   `process.pid` at the time; `process.parent.entity_id`, `.name`, `.executable`, `.command_line` of process starts
///   (`ProcessRegistry`). A process that is reported by two sources (Sysmon 1 and Security 4688) has the identifier of the
///   one that has a native one;
/// - `shrike.session.id`, `.user_id`, `.source_ip`, `.logon_type`: the logon session (`SessionRegistry`);
/// - `powershell.file.script_block_text` of the last part of a script block: the whole block in place of the part.
///
/// Memory is bounded by `Options`; what was not used for longest is forgotten first. The resolver is a value: copy it, or
/// encode it, to keep its state.
public struct EntityResolver: Sendable, Codable {
  /// How much is remembered.
  public struct Options: Sendable, Codable {
    /// Host names.
    public var hosts = 100_000
    /// Names and identifiers of users.
    public var users = 400_000
    /// Names of domains.
    public var domains = 20_000
    /// Processes.
    public var processes = 400_000
    /// Logon sessions.
    public var sessions = 200_000
    /// Script blocks of which parts are missing.
    public var scriptBlocks = 1_000
    /// Bytes of their parts.
    public var scriptBytes = 64 << 20

    /// The defaults.
    public init() {}
  }

  var hosts: HostRegistry
  var users: UserRegistry
  var processes: ProcessRegistry
  var sessions: SessionRegistry
  var scripts: ScriptBlockAssembler
  /// What events were told before it was known better: a user by SID only whose name came later, a process whose own
  /// source reported it after another one.
  public internal(set) var aliases: IdentityAliases

  /// A resolver that knows nothing yet.
  public init(options: Options = Options()) {
    hosts = HostRegistry(capacity: options.hosts)
    users = UserRegistry(capacity: options.users, domains: options.domains)
    processes = ProcessRegistry(capacity: options.processes)
    sessions = SessionRegistry(capacity: options.sessions)
    scripts = ScriptBlockAssembler(capacity: options.scriptBlocks, byteLimit: options.scriptBytes)
    aliases = IdentityAliases(users: options.users, processes: options.processes)
  }

  /// Hosts by an identifier that events were told before it was known better: their identifier now. What was known by its
  /// `host.id` or `agent.id` alone has a name, or two names turned out to be one machine's.
  public var hostIDs: [String: String] { hosts.aliases }

  /// What the identifier of a user or a session that events were given means now: of a user who turned out to be another, or
  /// of a user or session of a host that did. `hosts` is `hostIDs`, `users` the `userIDs` of the aliases.
  public static func current(user id: String, hosts: [String: String], users: [String: String]) -> String {
    let renamed = HostedIdentifier.user(users[id] ?? id, hosts: hosts)
    return users[renamed] ?? renamed
  }

  /// What the key of a session that events were given means now, by the `hostIDs`.
  public static func current(session id: String, hosts: [String: String]) -> String {
    HostedIdentifier.session(id, hosts: hosts)
  }

  /// Script blocks that were given up before all their parts had come.
  public var abandonedScriptBlocks: Int { scripts.abandoned }

  /// Learns from a batch and adds what is known to its events.
  public mutating func resolve(_ batch: EventBatch) -> EventBatch {
    var pass = ResolverPass(batch)
    learnNativeStarts(&pass)
    for row in 0..<batch.count {
      let host = resolveHost(row, &pass)
      let user = resolveUser(row, host, &pass)
      resolveProcess(row, host, user, &pass)
      resolveSession(row, host, user, &pass)
      assembleScript(row, host, &pass)
    }
    return pass.output.finish()
  }
}

/// What is needed while one batch is resolved.
struct ResolverPass {
  var columns: ResolverColumns
  var output: BatchExtension
  /// Hosts and users that were resolved in this batch, by the codes of the fields that name them.
  var hosts: [HostCodes: String?] = [:]
  var users: [UserCodes: UserRegistry.User?] = [:]

  init(_ batch: EventBatch) {
    columns = ResolverColumns(batch)
    output = BatchExtension(batch)
  }

  /// The codes of the fields that name a host.
  struct HostCodes: Hashable {
    var name: UInt32
    var machine: UInt32
    var agent: UInt32
    var isHostname: Bool
  }

  /// The codes of a user's fields, and the user's host.
  struct UserCodes: Hashable {
    var id: UInt32
    var name: UInt32
    var domain: UInt32
    var role: UInt8
    var host: String?
  }
}
