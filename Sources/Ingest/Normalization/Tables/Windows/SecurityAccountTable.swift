extension MappingTables {
  /// Accounts and groups in the security channel.
  ///
  /// Sources: the pages of each event on Microsoft Learn ("Audit User Account Management", "Audit Security Group
  /// Management", "Audit Distribution Group Management", "Audit Computer Account Management").
  static let securityAccount = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.

    entry Microsoft-Windows-Security-Auditing 4720
      event.action = added-user-account
      event.type = user, creation
    entry Microsoft-Windows-Security-Auditing 4722
      event.action = enabled-user-account
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4723
      event.action = changed-password
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4724
      event.action = reset-password
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4725
      event.action = disabled-user-account
      event.type = user, deletion
    entry Microsoft-Windows-Security-Auditing 4726
      event.action = deleted-user-account
      event.type = user, deletion
    entry Microsoft-Windows-Security-Auditing 4738
      event.action = modified-user-account
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4740
      event.action = locked-out-user-account
      event.type = user, change
      source.domain < TargetDomainName
    entry Microsoft-Windows-Security-Auditing 4767
      event.action = unlocked-user-account
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4781
      event.action = renamed-user-account
      event.type = user, change
      user.target.name < OldTargetUserName
      user.changes.name < NewTargetUserName
    entry Microsoft-Windows-Security-Auditing 4765,4766
      event.action = added-sid-history
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4780
      event.action = set-admin-acl
      event.type = user, change
    entry Microsoft-Windows-Security-Auditing 4782
      event.action = accessed-password-hash
      event.type = user, info
    entry Microsoft-Windows-Security-Auditing 4793
      event.action = called-password-policy-api
      event.type = admin, info
    entry Microsoft-Windows-Security-Auditing 4794
      event.action = set-dsrm-password
      event.type = admin, change
    entry Microsoft-Windows-Security-Auditing 4797
      event.action = blank-password-queried
      event.type = user, info
    entry Microsoft-Windows-Security-Auditing 4798
      event.action = group-membership-enumerated
      event.type = user, info
    entry Microsoft-Windows-Security-Auditing 4741
      event.action = added-computer-account
      event.type = admin, creation
    entry Microsoft-Windows-Security-Auditing 4742
      event.action = changed-computer-account
      event.type = admin, change
    entry Microsoft-Windows-Security-Auditing 4743
      event.action = deleted-computer-account
      event.type = admin, deletion
    entry Microsoft-Windows-Security-Auditing 4720-4726,4738,4740-4743,4765-4767,4780-4782,4793,4794,4797,4798
      event.category = iam
      user.target.id < TargetSid | sid
      user.target.name < TargetUserName
      user.target.domain < TargetDomainName

    entry Microsoft-Windows-Security-Auditing 4727,4731,4744,4749,4754,4759,4783,4790
      event.action = added-group-account
      event.type = group, creation
    entry Microsoft-Windows-Security-Auditing 4735,4737,4745,4750,4755,4760,4764,4784,4791
      event.action = modified-group-account
      event.type = group, change
    entry Microsoft-Windows-Security-Auditing 4730,4734,4748,4753,4758,4763,4789,4792
      event.action = deleted-group-account
      event.type = group, deletion
    entry Microsoft-Windows-Security-Auditing 4728,4732,4746,4751,4756,4761,4785,4787
      event.action = added-member-to-group
      event.type = group, change
    entry Microsoft-Windows-Security-Auditing 4729,4733,4747,4752,4757,4762,4786,4788
      event.action = removed-member-from-group
      event.type = group, change
    entry Microsoft-Windows-Security-Auditing 4799
      event.action = user-member-enumerated
      event.type = group, info
      process.pid < CallerProcessId
      process.executable < CallerProcessName
      process.name < CallerProcessName | basename
    entry Microsoft-Windows-Security-Auditing 4798
      process.pid < CallerProcessId
      process.executable < CallerProcessName
      process.name < CallerProcessName | basename
    entry Microsoft-Windows-Security-Auditing 4727-4735,4737,4744-4764,4783-4792,4799
      event.category = iam
      group.id < TargetSid | sid
      group.name < TargetUserName
      group.domain < TargetDomainName
      user.target.id < MemberSid | sid
      user.target.name < MemberName | strip-prefix CN= | strip-prefix cn= | before ,
      user.target.group.id < TargetSid | sid
      user.target.group.name < TargetUserName
      user.target.group.domain < TargetDomainName
    """#
}
