extension MappingTables {
  /// Zeek's logs of connections and of the protocols in them.
  static let zeekConnections: [String] = [
    zeekTable("conn", zeekConn), zeekTable("dns", zeekDNS), zeekTable("http", zeekHTTP), zeekTable("ssl", zeekSSL),
    zeekTable("ssh", zeekSSH), zeekTable("rdp", zeekRDP), zeekTable("dce_rpc", zeekRPC),
    zeekTable("kerberos", zeekKerberos), zeekTable("ntlm", zeekNTLM), zeekTable("ftp", zeekFTP),
    zeekTable("smtp", zeekSMTP), zeekTable("tunnel", zeekTunnel), zeekTable("dpd", zeekDPD),
    zeekTable("smb_mapping", zeekSMBMapping), zeekTable("quic", zeekQUIC), zeekTable("snmp", zeekProtocol("snmp")),
    zeekTable("sip", zeekProtocol("sip")), zeekTable("socks", zeekProtocol("socks")),
    zeekTable("syslog", zeekProtocol("syslog")), zeekTable("mysql", zeekProtocol("mysql")),
    zeekTable("ldap", zeekProtocol("ldap")), zeekTable("ntp", zeekProtocol("ntp")),
    zeekTable("radius", zeekProtocol("radius")), zeekTable("modbus", zeekProtocol("modbus")),
    zeekTable("irc", zeekProtocol("irc")),
  ]

  private static func zeekProtocol(_ name: String) -> String {
    """
      event network connection,protocol,info
      network.protocol = \(name)
    """
  }

  private static let zeekConn = """
      event network connection
      event.id < uid
      network.protocol < service | lower
      source.bytes < orig_ip_bytes | int
      source.packets < orig_pkts | int
      destination.bytes < resp_ip_bytes | int
      destination.packets < resp_pkts | int
      source.bytes < orig_bytes | int
      destination.bytes < resp_bytes | int
      event.outcome < conn_state | map SF=success S1=success S2=success S3=success RSTO=success RSTR=success OTH=success S0=failure REJ=failure RSTOS0=failure RSTRH=failure SH=failure SHR=failure
      event.action < conn_state | map S0=connection-attempt REJ=connection-rejected SF=connection-finished S1=connection-established
    """

  private static let zeekDNS = """
      event network connection,protocol,info
      network.protocol = dns
      dns.id < trans_id | text
      dns.question.name < query | lower
      dns.question.class < qclass_name | strip-prefix C_
      dns.question.type < qtype_name
      dns.response_code < rcode_name
      dns.answers.data < answers
      dns.resolved_ip < answers | ip
      dns.type < rcode_name | map *=answer
      dns.type = query
      event.outcome < rcode_name | map NOERROR=success *=failure
    """

  private static let zeekHTTP = """
      event network,web connection,protocol,info
      network.protocol = http
      http.request.method < method
      http.request.referrer < referrer
      http.request.body.bytes < request_body_len | int
      http.response.body.bytes < response_body_len | int
      http.response.status_code < status_code | int
      http.response.mime_type < resp_mime_types
      http.version < version
      url.domain < host
      url.original < uri
      url.path < uri | before ?
      url.query < uri | after ?
      url.username < username
      user.name < username
      user_agent.original < user_agent
      event.action < method
      destination.domain < host
    """

  private static let zeekSSL = """
      event network connection,protocol,info
      network.protocol = tls
      tls.version_protocol = tls
      tls.cipher < cipher
      tls.curve < curve
      tls.client.server_name < server_name
      destination.domain < server_name
      tls.established < established
      tls.resumed < resumed
      tls.next_protocol < next_protocol
      tls.client.ja3 < ja3
      tls.server.ja3s < ja3s
      tls.server.subject < subject
      tls.server.issuer < issuer
      tls.client.subject < client_subject
      tls.client.issuer < client_issuer
      tls.version < version | map SSLv2=2.0 SSLv3=3.0 TLSv10=1.0 TLSv11=1.1 TLSv12=1.2 TLSv13=1.3
      event.outcome < established | map true=success false=failure T=success F=failure
    """

  private static let zeekSSH = """
      event network connection,protocol
      network.protocol = ssh
      event.outcome < auth_success | map true=success false=failure T=success F=failure
      user_agent.original < client
      network.direction < direction | map INBOUND=inbound OUTBOUND=outbound
    """

  private static let zeekRDP = """
      event network connection,protocol,info
      network.protocol = rdp
      user.name < cookie
      source.domain < client_name
      event.action < result
    """

  private static let zeekRPC = """
      event network connection,protocol,info
      network.protocol = dce_rpc
      event.action < operation
      service.name < endpoint
    """

  private static let zeekKerberos = """
      event network,authentication connection,protocol,start
      network.protocol = kerberos
      event.action < request_type | map AS=kerberos-authentication-ticket TGS=kerberos-service-ticket
      event.outcome < success | map true=success false=failure T=success F=failure
      event.reason < error_msg
      user.name < client | before /
      user.domain < client | after /
      service.name < service
    """

  private static let zeekNTLM = """
      event network,authentication connection,protocol,start
      network.protocol = ntlm
      event.outcome < success | map true=success false=failure T=success F=failure
      event.outcome < ntlmssp_success | map true=success false=failure
      event.outcome < status | map SUCCESS=success *=failure
      user.name < username
      user.domain < domainname
      source.domain < hostname
      destination.domain < server_dns_computer_name
    """

  private static let zeekFTP = """
      event network connection,protocol,info
      network.protocol = ftp
      event.action < command
      user.name < user
      file.path < arg
      file.size < file_size | int
      file.mime_type < mime_type
      event.code < reply_code | text
    """

  private static let zeekSMTP = """
      event network connection,protocol,info
      network.protocol = smtp
      email.from.address < mailfrom
      email.to.address < rcptto
      email.cc.address < cc
      email.reply_to.address < reply_to
      email.subject < subject
      email.message_id < msg_id
      email.x_mailer < user_agent
      source.domain < helo
    """

  private static let zeekTunnel = """
      event network connection,info
      event.action < action
      network.protocol < tunnel_type | lower
    """

  private static let zeekDPD = """
      event network connection,info
      event.reason < failure_reason
      network.protocol < analyzer | lower
    """

  private static let zeekSMBMapping = """
      event network connection,protocol,access
      network.protocol = smb
      event.action = share-mapped
      file.path < path
      service.name < service
    """

  private static let zeekQUIC = """
      event network connection,protocol,info
      network.protocol = quic
      network.transport = udp
      tls.client.server_name < server_name
      destination.domain < server_name
      tls.next_protocol < client_protocol
    """
}
