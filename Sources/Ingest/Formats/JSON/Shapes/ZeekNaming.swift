import ECS

/// Names the fields of Zeek records in JSON as the reader of Zeek's own format does: `zeek.conn.id.orig_h`.
///
/// Which log a record belongs to is what it says (`_path`, or `@stream` of Corelight's exporter) or what its fields tell.
/// Source: "Log Files", Zeek manual.
struct ZeekNaming: Sendable {
  private static let path = FieldID.named("_path")
  private static let stream = FieldID.named("@stream")
  /// Logs that may be named by the telemetry; further ones share `unknown`.
  private static let maximumLogs = 256

  private var rules = NameRules(logs, fallback: "unknown") { $0 }
  private var renamers: [(log: [UInt8], renamer: FieldRenamer, table: TableID?)] = []
  private var last = 0

  /// Renames the fields of the current row.
  mutating func apply(to builder: inout BatchBuilder) {
    let said = builder.rowIndex(of: Self.path) ?? builder.rowIndex(of: Self.stream)
    if let said, builder[rowCell: said].kind == .string {
      let cell = builder[rowCell: said]
      if !builder.withBytes(of: cell, { text in isLast(text) }) { select(builder.string(of: cell)) }
    } else {
      let log = rules.label(of: builder)
      if !log.utf8.elementsEqual(renamers.isEmpty ? [] : renamers[last].log) { select(log) }
    }
    renamers[last].renamer.apply(to: &builder)
  }

  /// The mapping table of the record renamed last.
  var table: TableID? { renamers.isEmpty ? nil : renamers[last].table }

  private func isLast(_ text: borrowing Span<UInt8>) -> Bool {
    guard !renamers.isEmpty else { return false }
    let log = renamers[last].log
    guard log.count == text.count else { return false }
    for index in text.indices where text[index] != log[index] { return false }
    return true
  }

  private mutating func select(_ said: String) {
    let isName = said.utf8.allSatisfy { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x5F }
    var log = isName && !said.isEmpty && said.utf8.count <= 64 ? said : "unknown"
    if renamers.count >= Self.maximumLogs { log = "unknown" }
    let bytes = Array(log.utf8)
    if let known = renamers.firstIndex(where: { $0.log == bytes }) {
      last = known
      return
    }
    renamers.append((bytes, FieldRenamer(FieldNaming(Self.naming(log))), ZeekReader.table(of: log)))
    last = renamers.count - 1
  }

  private static func naming(_ log: String) -> String {
    """
    @timestamp -> zeek.\(log).@timestamp
    _path -> zeek._path
    _write_ts -> zeek._write_ts
    _system_name -> zeek._system_name
    @stream -> zeek._path
    @system -> zeek._system_name
    @proc -> zeek._process
    id_orig_h -> zeek.\(log).id.orig_h
    id_orig_p -> zeek.\(log).id.orig_p
    id_resp_h -> zeek.\(log).id.resp_h
    id_resp_p -> zeek.\(log).id.resp_p
    certificate_* -> zeek.\(log).certificate.*
    basic_constraints_* -> zeek.\(log).basic_constraints.*
    san_* -> zeek.\(log).san.*
    keep tags host.* agent.* ecs.* event.*
    * -> zeek.\(log).*
    """
  }

  private static let logs = """
    conn conn_state
    conn id.orig_h proto | orig_bytes history orig_pkts
    ntlm ntlmssp_success
    ntlm domainname username
    ntlm server_nb_computer_name
    kerberos request_type
    kerberos | error_msg cipher till ! version query
    smb_mapping share_type
    smb_mapping path ! action uri
    smb_files action name
    smb_files action path
    dce_rpc | endpoint named_pipe
    rdp | security_protocol client_build cookie
    ssh | auth_success hassh kex_alg ! note
    ssh client server | cipher_alg mac_alg version
    smtp | mailfrom rcptto helo
    smtp trans_depth last_reply
    ftp command | reply_code arg user
    quic | client_initial_dcid server_scid client_protocol
    http trans_depth | method uri host status_code
    dns | qtype_name rcode_name qclass_name
    dns trans_id
    dns query proto
    ssl | ssl_history curve server_name next_protocol cert_chain_fps
    ssl version cipher
    ssl established resumed
    x509 | certificate.serial certificate_serial
    files fuid | tx_hosts rx_hosts source analyzers
    pe machine compile_ts
    dhcp | msg_types client_addr assigned_addr uids
    notice note | msg actions suppress_for
    weird name | notice peer addl
    dpd analyzer | failure_reason
    tunnel tunnel_type
    software software_type
    known_services port_num
    known_certs port_num subject
    arp operation orig_h
    capture_loss percent_lost
    stats | events_proc pkts_proc mem
    packet_filter filter node
    sip | call_id request_from
    snmp | community display_string
    socks bound.host
    syslog | facility severity
    telemetry metric_type
    telemetry peer name
    """
}
