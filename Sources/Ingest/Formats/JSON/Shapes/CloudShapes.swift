/// Audit and sign-in records of clouds and identity providers.
enum CloudShapes {
  private static let kept = "keep @timestamp @version tags host.* agent.* ecs.*\n"

  static func plan(_ shape: RecordShape) -> ShapePlan {
    switch shape {
    case .cloudtrail:
      ShapePlan(
        naming: kept + "* -> aws.cloudtrail.*", table: "cloudtrail", times: [.init("aws.cloudtrail.eventTime", .text)])
    case .okta: ShapePlan(naming: kept + "* -> okta.*", table: "okta", times: [.init("okta.published", .text)])
    case .gcp:
      ShapePlan(
        naming: kept + "* -> gcp.audit.*", table: "gcp-audit",
        times: [
          .init("gcp.audit.timestamp", .text), .init("gcp.audit.receiveTimestamp", .text),
          .init("gcp.audit.p_event_time", .text),
        ])
    case .kubernetes:
      ShapePlan(
        naming: kept + "* -> kubernetes.audit.*", table: "kubernetes-audit",
        times: [
          .init("kubernetes.audit.requestReceivedTimestamp", .text), .init("kubernetes.audit.stageTimestamp", .text),
          .init("kubernetes.audit.p_event_time", .text),
        ])
    case .entraSignIn:
      ShapePlan(
        naming: kept + "* -> azure.signinlogs.properties.*", table: "entra-signin",
        times: [.init("azure.signinlogs.properties.createdDateTime", .text)])
    case .entraDiagnostic:
      ShapePlan(
        naming: kept + "* -> azure.signinlogs.*", table: "entra-signin", times: [.init("azure.signinlogs.time", .text)])
    case .entraTable:
      ShapePlan(
        naming: kept + entraTable, table: "entra-signin",
        times: [.init("azure.signinlogs.TimeGenerated", .text)])
    case .entraAudit:
      ShapePlan(
        naming: kept + "* -> azure.auditlogs.properties.*", table: "entra-audit",
        times: [.init("azure.auditlogs.properties.activityDateTime", .text)])
    // The data set counts seconds from its own beginning; they are taken as seconds since 1970.
    case .lanl:
      ShapePlan(naming: kept + "keep column1\n* -> lanl.*", table: "lanl", times: [.init("lanl.second", .seconds)])
    default: ShapePlan()
    }
  }

  /// The columns of the SigninLogs table that mean what members of the Graph record mean.
  private static let entraTable = """
    UserPrincipalName -> azure.signinlogs.properties.userPrincipalName
    UserDisplayName -> azure.signinlogs.properties.userDisplayName
    UserId -> azure.signinlogs.properties.userId
    AppDisplayName -> azure.signinlogs.properties.appDisplayName
    AppId -> azure.signinlogs.properties.appId
    IPAddress -> azure.signinlogs.properties.ipAddress
    ClientAppUsed -> azure.signinlogs.properties.clientAppUsed
    UserAgent -> azure.signinlogs.properties.userAgent
    CorrelationId -> azure.signinlogs.properties.correlationId
    Id -> azure.signinlogs.properties.id
    ConditionalAccessStatus -> azure.signinlogs.properties.conditionalAccessStatus
    IsInteractive -> azure.signinlogs.properties.isInteractive
    RiskState -> azure.signinlogs.properties.riskState
    RiskLevelAggregated -> azure.signinlogs.properties.riskLevelAggregated
    RiskLevelDuringSignIn -> azure.signinlogs.properties.riskLevelDuringSignIn
    ResourceDisplayName -> azure.signinlogs.properties.resourceDisplayName
    AADTenantId -> azure.signinlogs.tenantId
    ResultType -> azure.signinlogs.resultType
    ResultDescription -> azure.signinlogs.resultDescription
    OperationName -> azure.signinlogs.operationName
    Category -> azure.signinlogs.category
    Location -> azure.signinlogs.location
    keep column1
    * -> azure.signinlogs.*
    """
}
