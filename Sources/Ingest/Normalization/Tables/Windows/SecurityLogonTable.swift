extension MappingTables {
  /// Logons, sessions, credentials and Kerberos in the security channel.
  ///
  /// Sources: the pages of each event on Microsoft Learn ("Appendix L: Events to Monitor", "Advanced security audit
  /// policy settings"), [MS-ERREF] for NTSTATUS values, RFC 4120 §7.5.9 for Kerberos error codes.
  static let securityLogon = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*

    entry Microsoft-Windows-Security-Auditing 4624
      event.action = logged-in
      event.type = start
      event.outcome = success
      winlog.logon.linked_id < TargetLinkedLogonId
      winlog.logon.elevated < ElevatedToken | map %%1842=true %%1843=false
    entry Microsoft-Windows-Security-Auditing 4625
      event.action = logon-failed
      event.type = start
      event.outcome = failure
      winlog.logon.failure.reason < FailureReason | percent-codes
      winlog.logon.failure.status < Status | map \#(failureStatuses) *=*
      winlog.logon.failure.sub_status < SubStatus | map \#(failureStatuses) *=*
      event.reason < SubStatus | unless 0x0 0x00000000 | map \#(failureStatuses)
      event.reason < Status | map \#(failureStatuses)
      error.code < SubStatus | unless 0x0 0x00000000
      error.code < Status
    entry Microsoft-Windows-Security-Auditing 4634,4647
      event.action = logged-out
      event.type = end
    entry Microsoft-Windows-Security-Auditing 4624,4625,4634,4647,4626,4627
      event.category = authentication
      user.id < TargetUserSid | sid
      user.name < TargetUserName
      user.domain < TargetDomainName
      winlog.logon.id < TargetLogonId
    entry Microsoft-Windows-Security-Auditing 4626,4627
      event.action = logon-claims
      event.type = info
    entry Microsoft-Windows-Security-Auditing 4648
      event authentication start logged-in-explicit
      event.outcome = success
      user.effective.name < TargetUserName
      user.effective.domain < TargetDomainName
      destination.domain < TargetServerName | unless localhost
      winlog.logon.id < SubjectLogonId
    entry Microsoft-Windows-Security-Auditing 4672,4964
      event authentication,iam start,admin logged-in-special
      winlog.logon.privileges < PrivilegeList | split \n
    entry Microsoft-Windows-Security-Auditing 4675
      event authentication info sids-filtered
      user.name < TargetUserName
      user.domain < TargetDomainName
      user.id < TargetUserSid | sid
    entry Microsoft-Windows-Security-Auditing 4624,4625,4648
      process.pid < ProcessId
      process.executable < ProcessName
      process.name < ProcessName | basename
    entry Microsoft-Windows-Security-Auditing 4624,4625,4634,4648,4627
      source.ip < IpAddress
      source.port < IpPort | unless 0
      source.domain < WorkstationName
      winlog.logon.type < LogonType | map \#(logonTypes) *=*

    entry Microsoft-Windows-Security-Auditing 4768
      event.action = kerberos-authentication-ticket-requested
      event.type = start
    entry Microsoft-Windows-Security-Auditing 4769
      event.action = kerberos-service-ticket-requested
      event.type = start
    entry Microsoft-Windows-Security-Auditing 4770
      event.action = kerberos-service-ticket-renewed
      event.type = start
    entry Microsoft-Windows-Security-Auditing 4771
      event.action = kerberos-preauth-failed
      event.type = start
      event.outcome = failure
    entry Microsoft-Windows-Security-Auditing 4772
      event.action = kerberos-authentication-ticket-request-failed
      event.type = start
      event.outcome = failure
    entry Microsoft-Windows-Security-Auditing 4773
      event.action = kerberos-service-ticket-request-failed
      event.type = start
      event.outcome = failure
    entry Microsoft-Windows-Security-Auditing 4768-4773
      event.category = authentication
      event.outcome < Status | map 0x0=success *=failure
      event.reason < Status | map \#(kerberosStatuses)
      error.code < Status | unless 0x0
      user.id < TargetSid | sid
      user.name < TargetUserName | before @
      user.domain < TargetDomainName
      source.ip < IpAddress
      source.port < IpPort | unless 0
      service.name < ServiceName
      winlog.logon.kerberos.encryption_type < TicketEncryptionType | map \#(encryptionTypes) *=*
      winlog.logon.kerberos.failure.status < FailureCode | map \#(kerberosStatuses) *=*
    entry Microsoft-Windows-Security-Auditing 4774,4775,4776,4777
      event authentication start credential-validated
      event.outcome < Status | map 0x0=success 0x00000000=success *=failure
      event.reason < Status | map \#(failureStatuses)
      error.code < Status | unless 0x0 0x00000000
      user.name < TargetUserName
      source.domain < Workstation
      winlog.logon.failure.status < Status | map \#(failureStatuses)

    entry Microsoft-Windows-Security-Auditing 4778
      event.type = start
      event.action = session-reconnected
    entry Microsoft-Windows-Security-Auditing 4779
      event.type = end
      event.action = session-disconnected
    entry Microsoft-Windows-Security-Auditing 4800
      event.type = end
      event.action = workstation-locked
    entry Microsoft-Windows-Security-Auditing 4801
      event.type = start
      event.action = workstation-unlocked
    entry Microsoft-Windows-Security-Auditing 4802
      event.type = info
      event.action = screensaver-invoked
    entry Microsoft-Windows-Security-Auditing 4803
      event.type = info
      event.action = screensaver-dismissed
    entry Microsoft-Windows-Security-Auditing 4778,4779,4800-4803
      event.category = authentication, session
      user.id < TargetUserSid | sid
      user.name < AccountName
      user.name < TargetUserName
      user.domain < AccountDomain
      user.domain < TargetDomainName
      winlog.logon.id < LogonID
      winlog.logon.id < TargetLogonId
      source.ip < ClientAddress
      source.domain < ClientName
    entry Microsoft-Windows-Security-Auditing 4825
      event authentication start remote-desktop-access-denied
      event.outcome = failure
      user.name < AccountName
      user.domain < AccountDomain
      source.ip < ClientAddress
    entry Microsoft-Windows-Security-Auditing 4649
      event authentication info replay-attack-detected
      event.outcome = failure

    entry Microsoft-Windows-Security-Auditing 5376
      event.action = credential-manager-backed-up
    entry Microsoft-Windows-Security-Auditing 5377
      event.action = credential-manager-restored
    entry Microsoft-Windows-Security-Auditing 5379
      event.action = credential-manager-credentials-read
    entry Microsoft-Windows-Security-Auditing 5380-5382
      event.action = vault-credentials-read
    entry Microsoft-Windows-Security-Auditing 5376-5382
      event iam user,info
      process.pid < ClientProcessId
    entry Microsoft-Windows-Security-Auditing 6272,6278
      event.action = network-policy-access-granted
      event.outcome = success
    entry Microsoft-Windows-Security-Auditing 6273,6274,6276,6279
      event.action = network-policy-access-denied
      event.outcome = failure
    entry Microsoft-Windows-Security-Auditing 6272-6280
      event authentication info
    """#

  /// NTSTATUS values of failed logons and what they mean ([MS-ERREF] 2.3.1; event 4625 on Microsoft Learn).
  private static let failureStatuses = """
    "0xc000005e=There are currently no logon servers available to service the logon request" \
    "0xc0000064=User logon with misspelled or bad user account" \
    "0xc000006a=User logon with misspelled or bad password" \
    "0xc000006d=This is either due to a bad username or authentication information" \
    "0xc000006e=Unknown user name or bad password" "0xc000006f=User logon outside authorized hours" \
    "0xc0000070=User logon from unauthorized workstation" "0xc0000071=User logon with expired password" \
    "0xc0000072=User logon to account disabled by administrator" \
    "0xc00000dc=Indicates the Sam Server was in the wrong state to perform the desired operation" \
    "0xc0000133=Clocks between DC and other computer too far out of sync" \
    "0xc000015b=The user has not been granted the requested logon type at this machine" \
    "0xc000018c=The trust relationship between the primary domain and the trusted domain failed" \
    "0xc0000192=An attempt was made to logon but the Netlogon service was not started" \
    "0xc0000193=User logon with expired account" \
    "0xc0000224=User is required to change password at next logon" \
    "0xc0000225=Evidently a bug in Windows and not a risk" "0xc0000234=User logon with account locked" \
    "0xc00002ee=An error occurred during logon" \
    "0xc0000371=The local account store does not contain secret material for the specified account" \
    "0xc0000413=The machine is protected by an authentication firewall" \
    "0x0=Status OK"
    """

  /// Kerberos error codes (RFC 4120 §7.5.9) as events 4768 to 4771 show them.
  private static let kerberosStatuses = """
    0x0=KDC_ERR_NONE 0x1=KDC_ERR_NAME_EXP 0x2=KDC_ERR_SERVICE_EXP 0x3=KDC_ERR_BAD_PVNO \
    0x6=KDC_ERR_C_PRINCIPAL_UNKNOWN 0x7=KDC_ERR_S_PRINCIPAL_UNKNOWN 0x8=KDC_ERR_PRINCIPAL_NOT_UNIQUE \
    0x9=KDC_ERR_NULL_KEY 0xa=KDC_ERR_CANNOT_POSTDATE 0xb=KDC_ERR_NEVER_VALID 0xc=KDC_ERR_POLICY \
    0xd=KDC_ERR_BADOPTION 0xe=KDC_ERR_ETYPE_NOTSUPP 0xf=KDC_ERR_SUMTYPE_NOSUPP 0x10=KDC_ERR_PADATA_TYPE_NOSUPP \
    0x12=KDC_ERR_CLIENT_REVOKED 0x13=KDC_ERR_SERVICE_REVOKED 0x14=KDC_ERR_TGT_REVOKED 0x17=KDC_ERR_KEY_EXPIRED \
    0x18=KDC_ERR_PREAUTH_FAILED 0x19=KDC_ERR_PREAUTH_REQUIRED 0x1b=KDC_ERR_MUST_USE_USER2USER \
    0x1d=KDC_ERR_SVC_UNAVAILABLE 0x1f=KRB_AP_ERR_BAD_INTEGRITY 0x20=KRB_AP_ERR_TKT_EXPIRED \
    0x21=KRB_AP_ERR_TKT_NYV 0x22=KRB_AP_ERR_REPEAT 0x23=KRB_AP_ERR_NOT_US 0x24=KRB_AP_ERR_BADMATCH \
    0x25=KRB_AP_ERR_SKEW 0x29=KRB_AP_ERR_MODIFIED 0x3c=KRB_ERR_GENERIC 0x44=KDC_ERR_WRONG_REALM
    """

  /// Kerberos encryption types (RFC 3961 and the IANA registry).
  private static let encryptionTypes = """
    0x1=DES-CBC-CRC 0x3=DES-CBC-MD5 0x11=AES128-CTS-HMAC-SHA1-96 0x12=AES256-CTS-HMAC-SHA1-96 \
    0x17=RC4-HMAC 0x18=RC4-HMAC-EXP 0xffffffff=FAIL
    """

  /// Logon types (event 4624 on Microsoft Learn).
  private static let logonTypes = """
    0=System 2=Interactive 3=Network 4=Batch 5=Service 7=Unlock 8=NetworkCleartext 9=NewCredentials \
    10=RemoteInteractive 11=CachedInteractive 12=CachedRemoteInteractive 13=CachedUnlock
    """
}
