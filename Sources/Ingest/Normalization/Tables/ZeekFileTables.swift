extension MappingTables {
  /// Zeek's logs of files, certificates and programs seen on the wire.
  static let zeekFiles: [String] = [
    zeekTable("files", zeekFilesLines, isConnection: false), zeekTable("smb_files", zeekSMBFiles),
    zeekTable("x509", zeekX509, isConnection: false), zeekTable("pe", zeekPE, isConnection: false),
  ]

  private static let zeekFilesLines = """
      event network,file info
      zeek.session_id < conn_uids
      source.ip < tx_hosts | ip
      destination.ip < rx_hosts | ip
      source.ip < id.orig_h | ip
      source.port < id.orig_p | port
      destination.ip < id.resp_h | ip
      destination.port < id.resp_p | port
      network.protocol < source | lower
      file.name < filename | basename
      file.path < filename
      file.mime_type < mime_type
      file.size < total_bytes | int
      file.size < seen_bytes | int
      file.hash.md5 < md5 | lower
      file.hash.sha1 < sha1 | lower
      file.hash.sha256 < sha256 | lower
      related.hash <+ /file.hash.md5
      related.hash <+ /file.hash.sha1
      related.hash <+ /file.hash.sha256
    """

  private static let zeekSMBFiles = """
      event.category = network, file
      event.type < action | map SMB::FILE_OPEN=access SMB::FILE_READ=access SMB::FILE_WRITE=change SMB::FILE_RENAME=change SMB::FILE_DELETE=deletion SMB::FILE_CLOSE=info SMB::FILE_SET_ATTRIBUTE=change SMB::PIPE_OPEN=access SMB::PIPE_READ=access SMB::PIPE_WRITE=change SMB::PRINT_OPEN=access
      event.type = info
      event.action < action | after SMB:: | lower
      network.protocol = smb
      file.path < path + '\\' + name
      file.path < name
      file.name < name | basename
      file.size < size | int
      file.mtime < times.modified | epoch
      file.accessed < times.accessed | epoch
      file.created < times.created | epoch
      file.ctime < times.changed | epoch
      file.mtime < times_modified | epoch
      file.accessed < times_accessed | epoch
      file.created < times_created | epoch
      file.ctime < times_changed | epoch
    """

  private static let zeekX509 = """
      event network info
      file.hash.sha256 < fingerprint
      file.x509.version_number < certificate.version | text
      file.x509.serial_number < certificate.serial
      file.x509.subject.distinguished_name < certificate.subject
      file.x509.issuer.distinguished_name < certificate.issuer
      file.x509.not_before < certificate.not_valid_before | epoch
      file.x509.not_after < certificate.not_valid_after | epoch
      file.x509.public_key_algorithm < certificate.key_alg
      file.x509.public_key_size < certificate.key_length | int
      file.x509.public_key_curve < certificate.curve
      file.x509.signature_algorithm < certificate.sig_alg
      file.x509.alternative_names < san.dns
      file.x509.alternative_names <+ san.ip
      file.x509.alternative_names <+ san.email
    """

  private static let zeekPE = """
      event file info
      file.pe.architecture < machine
    """
}
