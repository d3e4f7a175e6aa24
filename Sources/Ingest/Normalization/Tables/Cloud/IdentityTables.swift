extension MappingTables {
  /// Okta's System Log.
  ///
  /// Source: "System Log API" and "Event Types", Okta developer documentation.
  static let okta = """
    table okta
    key okta.eventType
    base okta.
    extension okta.*
    always
      event.kind = event
      event.module = okta
      event.dataset = okta.system
      event.action < eventType
      event.id < uuid
      event.outcome < outcome.result | lower | map success=success allow=success failure=failure deny=failure *=unknown
      event.reason < outcome.reason
      message < displayMessage
      @timestamp < published | date
      source.ip < client.ipAddress | ip
      source.address < client.ipAddress
      source.geo.city_name < client.geographicalContext.city
      source.geo.region_name < client.geographicalContext.state
      source.geo.country_name < client.geographicalContext.country
      source.as.number < securityContext.asNumber
      source.as.organization.name < securityContext.asOrg
      source.domain < securityContext.domain
      user.id < actor.id
      user.name < actor.alternateId
      user.email < actor.alternateId
      user.full_name < actor.displayName
      user_agent.original < client.userAgent.rawUserAgent
      user_agent.name < client.userAgent.browser
      user_agent.os.name < client.userAgent.os
      transaction.id < transaction.id
    entry user.session.start,user.authentication.sso,user.authentication.auth_via_mfa,user.authentication.verify
      event authentication,session start
    entry user.session.end
      event authentication,session end
    entry user.session.impersonation.grant,user.session.impersonation.initiate,user.account.lock,user.account.unlock
      event authentication info
    entry user.lifecycle.create,user.lifecycle.activate
      event iam user,creation
    entry user.lifecycle.deactivate,user.lifecycle.delete.initiated,user.lifecycle.suspend
      event iam user,deletion
    entry user.mfa.factor.deactivate,user.mfa.factor.reset_all,user.mfa.factor.activate,user.account.update_password
      event iam user,change
    entry user.account.privilege.grant,user.account.privilege.revoke,group.privilege.grant,group.privilege.revoke
      event iam admin,change
    entry group.user_membership.add,group.user_membership.remove
      event iam group,change
    entry policy.lifecycle.update,policy.lifecycle.deactivate,policy.lifecycle.delete,policy.rule.update,zone.update
      event configuration change
    entry security.threat.detected
      event threat,intrusion_detection indicator
    fallback
      event iam info
    finally
      related.user <+ actor.alternateId
      related.user <+ target.alternateId
      related.ip <+ /source.ip
    """

  /// Entra ID sign-ins: Microsoft Graph records, Azure diagnostic records, rows of the SigninLogs table.
  ///
  /// Source: "signIn resource type", Microsoft Graph; "SigninLogs", Azure Monitor table reference.
  static let entraSignIn = """
    table entra-signin
    base azure.signinlogs.properties.
    extension azure.*
    always
      event.kind = event
      event.module = azure
      event.dataset = azure.signinlogs
      event authentication start
      event.action < /azure.signinlogs.operationName
      event.action = Sign-in activity
      event.id < id
      event.code < status.errorCode
      event.code < /azure.signinlogs.resultType
      event.outcome < status.errorCode | map 0=success *=failure
      event.outcome < /azure.signinlogs.resultType | map 0=success *=failure
      event.reason < status.failureReason
      event.reason < /azure.signinlogs.resultDescription
      @timestamp < createdDateTime | date
      @timestamp < /azure.signinlogs.time | date
      cloud.provider = azure
      cloud.account.id < /azure.signinlogs.tenantId
      source.ip < ipAddress | ip
      source.ip < /azure.signinlogs.callerIpAddress | ip
      source.address < ipAddress
      source.geo.city_name < location.city
      source.geo.region_name < location.state
      source.geo.country_iso_code < location.countryOrRegion
      source.geo.country_iso_code < /azure.signinlogs.location
      user.id < userId
      user.name < userPrincipalName | lower
      user.email < userPrincipalName | lower
      user.domain < userPrincipalName | after @ | lower
      user.full_name < userDisplayName
      user_agent.original < userAgent
      service.name < appDisplayName
      host.name < deviceDetail.displayName | lower
      host.id < deviceDetail.deviceId
      host.os.full < deviceDetail.operatingSystem
    finally
      related.user <+ /user.name
      related.ip <+ /source.ip
    """

  /// Entra ID's directory audit.
  ///
  /// Source: "directoryAudit resource type", Microsoft Graph.
  static let entraAudit = """
    table entra-audit
    base azure.auditlogs.properties.
    extension azure.*
    always
      event.kind = event
      event.module = azure
      event.dataset = azure.auditlogs
      event iam change
      event.action < activityDisplayName
      event.id < id
      event.outcome < result | lower | map success=success failure=failure *=unknown
      event.reason < resultReason
      @timestamp < activityDateTime | date
      cloud.provider = azure
      user.id < initiatedBy.user.id
      user.name < initiatedBy.user.userPrincipalName | lower
      user.name < initiatedBy.app.displayName
      source.ip < initiatedBy.user.ipAddress | ip
      user.target.name < targetResources.userPrincipalName
      user.target.id < targetResources.id
    finally
      related.user <+ /user.name
      related.user <+ /user.target.name
      related.ip <+ /source.ip
    """
}
