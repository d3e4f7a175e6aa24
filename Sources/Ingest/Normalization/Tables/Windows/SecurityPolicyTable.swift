extension MappingTables {
  /// Audit, authentication, authorization and trust policy, and certificate services, in the security channel.
  ///
  /// Sources: the pages of each event on Microsoft Learn ("Audit Audit Policy Change", "Audit Authentication Policy
  /// Change", "Audit Authorization Policy Change", "Audit Certification Services").
  static let securityPolicy = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*

    entry Microsoft-Windows-Security-Auditing 4719
      event.action = changed-audit-config
      winlog.audit.category < CategoryId | percent-codes
      winlog.audit.changes < AuditPolicyChanges | percent-codes
    entry Microsoft-Windows-Security-Auditing 4715,4817,4819,4902,4906,4907,4908,4912
      event.action = changed-auditing-settings
    entry Microsoft-Windows-Security-Auditing 4904
      event.action = security-event-source-added
    entry Microsoft-Windows-Security-Auditing 4905
      event.action = security-event-source-removed
    entry Microsoft-Windows-Security-Auditing 4715,4719,4817,4819,4902,4904-4908,4912
      event iam,configuration admin,change
    entry Microsoft-Windows-Security-Auditing 4739
      event.action = domain-policy-changed
      group.domain < DomainName
    entry Microsoft-Windows-Security-Auditing 4713
      event.action = kerberos-policy-changed
    entry Microsoft-Windows-Security-Auditing 4714
      event.action = encrypted-data-recovery-policy-changed
    entry Microsoft-Windows-Security-Auditing 4739,4713,4714
      event configuration change
    entry Microsoft-Windows-Security-Auditing 4706
      event.action = domain-trust-added
      event.type = creation
    entry Microsoft-Windows-Security-Auditing 4707
      event.action = domain-trust-removed
      event.type = deletion
    entry Microsoft-Windows-Security-Auditing 4716
      event.action = trusted-domain-information-changed
      event.type = change
    entry Microsoft-Windows-Security-Auditing 4865-4867
      event.action = trusted-forest-information-changed
      event.type = change
    entry Microsoft-Windows-Security-Auditing 4706,4707,4716,4865-4867
      event.category = configuration
    entry Microsoft-Windows-Security-Auditing 4704
      event.action = user-right-assigned
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4705
      event.action = user-right-removed
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4717
      event.action = system-security-access-granted
      event.type = admin, change
    entry Microsoft-Windows-Security-Auditing 4718
      event.action = system-security-access-removed
      event.type = admin, change
    entry Microsoft-Windows-Security-Auditing 4704,4705,4717,4718
      event.category = iam
      user.target.id < TargetSid | sid
      winlog.logon.privileges < PrivilegeList | split \n
    entry Microsoft-Windows-Security-Auditing 5120
      event host start certificate-status-service-started
    entry Microsoft-Windows-Security-Auditing 5121
      event host end certificate-status-service-stopped
    entry Microsoft-Windows-Security-Auditing 5122-5124
      event configuration change certificate-status-service-changed
    entry Microsoft-Windows-Security-Auditing 5888-5890
      event configuration change component-catalog-changed
    entry Microsoft-Windows-Security-Auditing 6144,6145
      event configuration change group-policy-applied

    entry Microsoft-Windows-Security-Auditing 4868,4888
      event.action = certificate-request-denied
      event.type = info
      event.outcome = failure
    entry Microsoft-Windows-Security-Auditing 4886
      event.action = certificate-requested
      event.type = info
    entry Microsoft-Windows-Security-Auditing 4887
      event.action = certificate-issued
      event.type = creation
      event.outcome = success
    entry Microsoft-Windows-Security-Auditing 4870
      event.action = certificate-revoked
      event.type = deletion
    entry Microsoft-Windows-Security-Auditing 4869,4871-4885,4889-4900
      event.action = certificate-services-changed
      event.type = change
    entry Microsoft-Windows-Security-Auditing 4868-4900
      event.category = configuration
      user.domain, user.name < Requester | split-user
      user.domain, user.name < RequesterName | split-user
      winlog.certificate.subject < Subject
      winlog.certificate.template < CertificateTemplate
    """#
}
