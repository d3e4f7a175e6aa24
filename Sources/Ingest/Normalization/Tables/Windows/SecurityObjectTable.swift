extension MappingTables {
  /// Objects, shares and the directory in the security channel.
  ///
  /// Sources: the pages of each event on Microsoft Learn ("Audit File System", "Audit Registry", "Audit Kernel Object",
  /// "Audit SAM", "Audit Directory Service Changes", "Audit File Share").
  static let securityObject = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*
    extension Target.*

    entry Microsoft-Windows-Security-Auditing 4657
      event.category = configuration, registry
      event.action = registry-value-modified
      event.type < OperationType | map %%1904=creation %%1905=change %%1906=deletion *=change
      registry.path < ObjectName + '\' + ObjectValueName
      registry.key < ObjectName | strip-prefix \REGISTRY\ | after \
      registry.hive < ObjectName | strip-prefix \REGISTRY\ | before \ | map MACHINE=HKLM USER=HKU *=*
      registry.value < ObjectValueName
      registry.data.strings < NewValue
      registry.data.type < NewValueType | map %%1872=REG_NONE %%1873=REG_SZ %%1874=REG_EXPAND_SZ %%1875=REG_BINARY %%1876=REG_DWORD %%1879=REG_MULTI_SZ %%1883=REG_QWORD
    entry Microsoft-Windows-Security-Auditing 4656
      event.action = object-handle-requested
      event.type = access
    entry Microsoft-Windows-Security-Auditing 4658
      event.action = object-handle-closed
      event.type = info
    entry Microsoft-Windows-Security-Auditing 4659
      event.action = object-deletion-handle-requested
      event.type = deletion
    entry Microsoft-Windows-Security-Auditing 4660
      event.action = object-deleted
      event.type = deletion
    entry Microsoft-Windows-Security-Auditing 4663
      event.action = object-accessed
      event.type = access
    entry Microsoft-Windows-Security-Auditing 4664
      event.action = hard-link-created
      event.type = creation
      file.path < FileName
      file.target_path < LinkName
    entry Microsoft-Windows-Security-Auditing 4670
      event.action = permissions-changed
      event.type = change
    entry Microsoft-Windows-Security-Auditing 4690
      event.action = object-handle-duplicated
      event.type = access
      process.pid < SourceProcessId
      Target.process.pid < TargetProcessId | int
    entry Microsoft-Windows-Security-Auditing 4691
      event.action = object-indirectly-accessed
      event.type = access
    entry Microsoft-Windows-Security-Auditing 4656-4663,4670
      event.category < ObjectType | map File=file Key=registry Process=process Token=process Thread=process SymbolicLink=file
      file.path < ObjectName | starts-with C: D: E: F: G: H: \Device\ \\ \??\
      file.name < /file.path | basename
      file.extension < /file.path | extension | lower
      registry.path < ObjectName | starts-with \REGISTRY\
      registry.hive < ObjectName | starts-with \REGISTRY\ | strip-prefix \REGISTRY\ | before \ | map MACHINE=HKLM USER=HKU *=*
      registry.key < ObjectName | starts-with \REGISTRY\ | strip-prefix \REGISTRY\ | after \
      winlog.object.access < AccessList | percent-codes
    entry Microsoft-Windows-Security-Auditing 4656-4664,4670,4690,4691
      event.category = file
    entry Microsoft-Windows-Security-Auditing 4671
      event host info blocked-ordinal-accessed

    entry Microsoft-Windows-Security-Auditing 4661
      winlog.object.name < ObjectName
    entry Microsoft-Windows-Security-Auditing 4662
      event iam admin,info directory-object-operated
      winlog.object.access < AccessMask | percent-codes
      winlog.object.properties < Properties
    entry Microsoft-Windows-Security-Auditing 5136
      event.action = directory-object-modified
      event.type = admin, change
      winlog.object.name < ObjectDN
      winlog.object.attribute < AttributeLDAPDisplayName
      winlog.object.operation < OperationType | percent-codes
    entry Microsoft-Windows-Security-Auditing 5137
      event.action = directory-object-created
      event.type = admin, creation
    entry Microsoft-Windows-Security-Auditing 5138
      event.action = directory-object-undeleted
      event.type = admin, creation
    entry Microsoft-Windows-Security-Auditing 5139
      event.action = directory-object-moved
      event.type = admin, change
    entry Microsoft-Windows-Security-Auditing 5141
      event.action = directory-object-deleted
      event.type = admin, deletion
    entry Microsoft-Windows-Security-Auditing 5136-5141
      event.category = iam
      winlog.object.name < ObjectDN
    entry Microsoft-Windows-Security-Auditing 4928-4937,5169
      event iam admin,info directory-replicated

    entry Microsoft-Windows-Security-Auditing 5140
      event.action = network-share-accessed
      event.type = access
    entry Microsoft-Windows-Security-Auditing 5142
      event.action = network-share-added
      event.type = creation
    entry Microsoft-Windows-Security-Auditing 5143
      event.action = network-share-modified
      event.type = change
    entry Microsoft-Windows-Security-Auditing 5144
      event.action = network-share-deleted
      event.type = deletion
    entry Microsoft-Windows-Security-Auditing 5145
      event.action = network-share-object-checked
      event.type = access
      file.name < RelativeTargetName | basename
      file.path < ShareLocalPath + '\' + RelativeTargetName | strip-prefix \??\
      file.target_path < ShareName + '\' + RelativeTargetName
      winlog.object.access < AccessList | percent-codes
    entry Microsoft-Windows-Security-Auditing 5168
      event.action = smb-spn-check-failed
      event.type = access
      event.outcome = failure
    entry Microsoft-Windows-Security-Auditing 5140,5142-5145,5168
      event.category = file, network
      file.path < ShareLocalPath | strip-prefix \??\
      winlog.share.name < ShareName
      network.protocol = smb
      source.ip < IpAddress
      source.port < IpPort
    """#
}
