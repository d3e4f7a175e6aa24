extension MappingTables {
  /// AWS CloudTrail.
  ///
  /// Source: "CloudTrail record contents" and "CloudTrail userIdentity element", AWS documentation.
  static let cloudTrail = """
    table cloudtrail
    key aws.cloudtrail.eventName
    base aws.cloudtrail.
    extension aws.*
    always
      event.kind = event
      event.module = aws
      event.dataset = aws.cloudtrail
      event.provider < eventSource
      event.action < eventName
      event.id < eventID
      event.code < errorCode
      event.reason < errorMessage
      @timestamp < eventTime | date
      cloud.provider = aws
      cloud.region < awsRegion
      cloud.account.id < recipientAccountId
      cloud.account.id < userIdentity.accountId
      source.ip < sourceIPAddress | ip
      source.address < sourceIPAddress
      user.name < userIdentity.userName
      user.name < userIdentity.sessionContext.sessionIssuer.userName
      user.name < userIdentity.arn | after-last /
      user.id < userIdentity.principalId
      user.roles < userIdentity.sessionContext.sessionIssuer.arn
      user_agent.original < userAgent
      tls.version_protocol < tlsDetails.tlsVersion | before v | lower
      tls.version < tlsDetails.tlsVersion | after v
      tls.cipher < tlsDetails.cipherSuite
      event.outcome < errorCode | map *=failure
    entry ConsoleLogin
      event authentication start
      event.outcome < responseElements.ConsoleLogin | map Success=success *=failure
      user.name < additionalEventData.UserName
    entry AssumeRole,AssumeRoleWithSAML,AssumeRoleWithWebIdentity,GetSessionToken,GetFederationToken,GetCallerIdentity
      event authentication info
      user.target.name < requestParameters.roleArn | after-last /
      user.target.name < requestParameters.name
    entry CreateUser,CreateLoginProfile,CreateAccessKey,CreateServiceSpecificCredential,CreateVirtualMFADevice
      event iam user,creation
      user.target.name < requestParameters.userName
    entry DeleteUser,DeleteLoginProfile,DeleteAccessKey,DeactivateMFADevice,DeleteVirtualMFADevice
      event iam user,deletion
      user.target.name < requestParameters.userName
    entry UpdateUser,UpdateLoginProfile,UpdateAccessKey,AttachUserPolicy,PutUserPolicy,DetachUserPolicy,ChangePassword
      event iam user,change
      user.target.name < requestParameters.userName
    entry AddUserToGroup,RemoveUserFromGroup,AttachGroupPolicy,PutGroupPolicy,CreateGroup,DeleteGroup,UpdateGroup
      event iam group,change
      group.name < requestParameters.groupName
      user.target.name < requestParameters.userName
    entry CreateRole,DeleteRole,AttachRolePolicy,PutRolePolicy,UpdateAssumeRolePolicy,CreateInstanceProfile
      event iam admin,change
      user.target.roles < requestParameters.roleName
    entry StopLogging,DeleteTrail,UpdateTrail,PutEventSelectors,DeleteFlowLogs,DeleteDetector,DeleteLogGroup
      event configuration change
    entry GetSecretValue,BatchGetSecretValue,GetParameter,GetParameters,GetPasswordData,ListSecrets
      event api,iam access
    entry RunInstances,StartInstances,StopInstances,TerminateInstances,RebootInstances
      event host change
      cloud.instance.id < responseElements.instancesSet.items.instanceId
      cloud.instance.id < requestParameters.instancesSet.items.instanceId
    entry AuthorizeSecurityGroupIngress,RevokeSecurityGroupIngress,CreateSecurityGroup,AuthorizeSecurityGroupEgress
      event configuration,network change
    entry GetObject,PutObject,DeleteObject,CopyObject,ListObjects
      event.category = file
      event.type < eventName | map PutObject=creation DeleteObject=deletion CopyObject=creation *=access
      file.path < requestParameters.key
    fallback
      event.category = api
      event.type < readOnly | map true=access false=change
      event.type = info
    finally
      event.outcome = success
      related.user <+ /user.name
      related.user <+ /user.target.name
      related.ip <+ /source.ip
    """
}
