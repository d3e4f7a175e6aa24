extension MappingTables {
  /// Rows of Microsoft Sentinel's Syslog table.
  ///
  /// Source: "Syslog" table reference, Azure Monitor.
  static let sentinelSyslog = """
    table sentinel-syslog
    base sentinel.
    extension sentinel.*
    always
      event.kind = event
      event.module = syslog
      host.name < Computer | lower
      host.hostname < HostName
      host.ip < HostIP | ip
      process.name < ProcessName
      process.pid < ProcessID
      log.syslog.appname < ProcessName
      log.syslog.hostname < HostName
      log.syslog.facility.name < Facility
      log.syslog.severity.name < SeverityLevel
      user.name < Sudoer
      user.effective.name < SudoTo
      process.command_line < Command
      process.executable < CommandCall
    """

  /// Linux audit events exported from log analytics, one row an event.
  ///
  /// Source: the exported tables of msticpy's test data; audit(8) for the fields.
  static let sentinelAuditd = """
    table sentinel-auditd
    key sentinel.EventType
    base sentinel.
    extension sentinel.*
    always
      event.kind = event
      event.module = auditd
      event.action < EventType | lower
      host.name < Computer | lower
      host.os.type = linux
      process.pid < pid
      process.parent.pid < ppid
      process.executable < exe
      process.name < exe | basename
      process.command_line < cmdline
      process.args < cmdline | posix-args
      process.title < proctitle
      process.working_directory < cwd
      user.id < uid
      user.effective.id < euid
      user.group.id < gid
      event.outcome < success | map yes=success no=failure
    entry SYSCALL_EXECVE
      event process start
    fallback
      event host info
    """

  /// Authentication events of the LANL data set.
  ///
  /// Source: A. D. Kent, "Comprehensive, Multi-Source Cyber-Security Events", Los Alamos National Laboratory, 2015.
  static let lanl = """
    table lanl
    base lanl.
    missing ?
    extension lanl.*
    always
      event.kind = event
      event.category = authentication
      event.type < orientation | map LogOn=start LogOff=end *=info
      event.action < orientation
      event.outcome < success | map Success=success Fail=failure
      source.user.name, source.user.domain < src_user | split-at @
      user.name, user.domain < dst_user | split-at @
      source.address < src_pc
      host.name < dst_pc | lower
      winlog.logon.type < logon_type
      related.user <+ src_user
      related.user <+ dst_user
      related.hosts <+ src_pc
      related.hosts <+ dst_pc
    extension winlog.*
    """

  /// Rows of a web proxy's log.
  static let proxyTable = """
    table proxy-table
    base proxy.
    extension proxy.*
    always
      event.kind = event
      event network,web access
      source.ip < SourceIP | ip
      destination.ip < DestinationIP | ip
      destination.domain < DestinationHostName
      destination.port < DestinationPort | port
      url.domain < DestinationHostName
      http.request.method < RequestMethod
      source.bytes < SentBytes | int
      destination.bytes < ReceivedBytes | int
    """

  /// Suricata's EVE records.
  ///
  /// Source: "Eve JSON Format", Suricata user guide.
  static let suricata = """
    table suricata
    key suricata.eve.event_type
    base suricata.eve.
    extension suricata.*
    always
      event.kind < event_type | map alert=alert stats=metric *=event
      event.module = suricata
      event.dataset = suricata.eve
      event.action < event_type
      @timestamp < timestamp | date
      observer.hostname < host
      source.ip < src_ip | ip
      source.address < src_ip
      source.port < src_port | port
      destination.ip < dest_ip | ip
      destination.address < dest_ip
      destination.port < dest_port | port
      network.transport < proto | lower
      network.protocol < app_proto | lower
      network.community_id < community_id
      network.vlan.id < vlan
    entry alert
      event intrusion_detection,network info
      rule.id < alert.signature_id
      rule.name < alert.signature
      rule.category < alert.category
      event.severity < alert.severity
      message < alert.signature
    entry dns
      event network protocol
      dns.type < dns.type
      dns.id < dns.id | text
      dns.question.name < dns.rrname
      dns.question.type < dns.rrtype
      dns.response_code < dns.rcode
    entry http
      event network,web protocol,access
      url.domain < http.hostname
      url.original < http.url
      http.request.method < http.http_method
      http.response.status_code < http.status
      user_agent.original < http.http_user_agent
      http.request.referrer < http.http_refer
    entry tls
      event network protocol
      tls.client.server_name < tls.sni
      tls.server.subject < tls.subject
      tls.server.issuer < tls.issuerdn
      tls.version < tls.version
      tls.client.ja3 < tls.ja3.hash
      tls.server.ja3s < tls.ja3s.hash
    entry flow,netflow
      event network connection,end
      source.bytes < flow.bytes_toserver
      source.packets < flow.pkts_toserver
      destination.bytes < flow.bytes_toclient
      destination.packets < flow.pkts_toclient
    entry fileinfo
      event network,file info
      file.path < fileinfo.filename
      file.size < fileinfo.size
      file.hash.sha256 < fileinfo.sha256
      file.hash.md5 < fileinfo.md5
    fallback
      event network info
    finally
      related.ip <+ /source.ip
      related.ip <+ /destination.ip
    """
}
