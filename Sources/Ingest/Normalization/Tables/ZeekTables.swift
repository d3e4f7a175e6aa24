extension MappingTables {
  /// Logs of Zeek, one table each (`zeek-conn`, `zeek-dns`, …); `zeek` serves every other log. The tables serve Zeek's
  /// own format and its JSON alike, since both name fields `zeek.<log>.<column>`.
  ///
  /// Source: "Log Files", Zeek manual, for what the columns mean.
  static let zeek: [String] =
    zeekConnections + zeekFiles + [
      zeekTable("notice", zeekNotice), zeekTable("weird", zeekWeird), zeekTable("software", zeekSoftware),
      zeekTable("dhcp", zeekDHCP, isConnection: false), zeekTable("arp", zeekARP, isConnection: false),
      zeekTable("known_services", zeekKnownService, isConnection: false),
      zeekTable("known_hosts", zeekKnownHost, isConnection: false),
      zeekTable("known_certs", zeekKnownCertificate, isConnection: false), zeekOther,
    ]

  /// A table: what all logs share, what logs about a connection share, and the log's own lines.
  static func zeekTable(_ log: String, _ lines: String, isConnection: Bool = true) -> String {
    """
    table zeek-\(log)
    base zeek.\(log).
    missing - (empty)
    extension zeek.*
    always
      event.kind = event
      event.module = zeek
      event.dataset = zeek.\(log)
      observer.vendor = Zeek
      observer.type = ids
      observer.hostname < /zeek._system_name
      @timestamp < ts | epoch
      @timestamp < ts | date
      zeek.session_id < uid
    \(isConnection ? zeekConnection : "")
    \(lines)
      related.ip <+ /source.ip
      related.ip <+ /destination.ip
    """
  }

  private static let zeekConnection = """
      source.ip < id.orig_h | ip
      source.address < id.orig_h
      source.port < id.orig_p | port
      destination.ip < id.resp_h | ip
      destination.address < id.resp_h
      destination.port < id.resp_p | port
      network.transport < proto | unless unknown_transport
      network.community_id < community_id
      source.mac < orig_l2_addr
      destination.mac < resp_l2_addr
      network.vlan.id < vlan
    """

  /// Logs that Zeek writes of things that have no table.
  private static let zeekOther = """
    table zeek
    extension zeek.*
    always
      event.kind = event
      event.module = zeek
      event network info
      observer.vendor = Zeek
      observer.type = ids
      observer.hostname < /zeek._system_name
    """

  private static let zeekNotice = """
      event.kind <! 'alert'
      event intrusion_detection info
      event.action < note
      message < msg
      rule.name < note
      rule.description < sub
      source.ip < src | ip
      destination.ip < dst | ip
      destination.port < p | port
      file.mime_type < file_mime_type
    """

  private static let zeekWeird = """
      event.kind <! 'alert'
      event network info
      event.action < name
      rule.name < name
      rule.description < addl
    """

  private static let zeekSoftware = """
      event host info
      host.ip < host | ip
      package.name < name
      package.version < unparsed_version
    """

  private static let zeekDHCP = """
      event network connection,protocol,info
      network.protocol = dhcp
      network.transport = udp
      source.ip < client_addr | ip
      source.mac < mac
      source.domain < host_name
      destination.ip < server_addr | ip
      client.ip < client_addr | ip
      client.mac < mac
      server.ip < server_addr | ip
      event.action < msg_types
    """

  private static let zeekARP = """
      event network protocol,info
      network.protocol = arp
      event.action < operation
      source.ip < orig_h | ip
      source.mac < src_mac
      destination.ip < resp_h | ip
      destination.mac < dst_mac
    """

  private static let zeekKnownService = """
      event host info
      host.ip < host | ip
      server.ip < host | ip
      server.port < port_num | port
      network.transport < port_proto
      network.protocol < service | lower
    """

  private static let zeekKnownHost = """
      event host info
      host.ip < host | ip
    """

  private static let zeekKnownCertificate = """
      event host info
      host.ip < host | ip
      server.ip < host | ip
      server.port < port_num | port
      tls.server.x509.subject.distinguished_name < subject
      tls.server.x509.issuer.distinguished_name < issuer_subject
      tls.server.x509.serial_number < serial
    """
}
