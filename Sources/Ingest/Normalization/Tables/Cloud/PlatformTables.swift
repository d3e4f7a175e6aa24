extension MappingTables {
  /// Google Cloud audit logs.
  ///
  /// Source: "AuditLog" and "LogEntry", Google Cloud documentation.
  static let gcpAudit = """
    table gcp-audit
    base gcp.audit.
    extension gcp.*
    always
      event.kind = event
      event.module = gcp
      event.dataset = gcp.audit
      event api info
      event.id < insertId
      event.provider < protoPayload.serviceName
      event.action < protoPayload.methodName
      event.outcome < protoPayload.status.code | map 0=success *=failure
      event.reason < protoPayload.status.message
      @timestamp < timestamp | date
      log.level < severity | lower
      cloud.provider = gcp
      cloud.project.id < resource.labels.project_id
      cloud.region < resource.labels.location
      cloud.instance.id < resource.labels.instance_id
      source.ip < protoPayload.requestMetadata.callerIp | ip
      source.ip < protoPayload.requestMetadata.callerIP | ip
      source.address < protoPayload.requestMetadata.callerIp
      user.email < protoPayload.authenticationInfo.principalEmail
      user.name < protoPayload.authenticationInfo.principalEmail
      user_agent.original < protoPayload.requestMetadata.callerSuppliedUserAgent
    finally
      related.user <+ /user.name
      related.ip <+ /source.ip
    """

  /// Kubernetes audit events.
  ///
  /// Source: "audit.k8s.io/v1", Kubernetes API reference.
  static let kubernetesAudit = """
    table kubernetes-audit
    key kubernetes.audit.verb
    base kubernetes.audit.
    extension kubernetes.*
    always
      event.kind = event
      event.module = kubernetes
      event.dataset = kubernetes.audit
      event.id < auditID
      event.action < verb
      @timestamp < requestReceivedTimestamp | date
      source.ip < sourceIPs | ip
      user.name < user.username
      user.id < user.uid
      user.roles < user.groups
      user_agent.original < userAgent
      url.original < requestURI
      http.response.status_code < responseStatus.code
      orchestrator.type = kubernetes
      orchestrator.namespace < objectRef.namespace
      orchestrator.resource.type < objectRef.resource
      orchestrator.resource.name < objectRef.name
    entry create
      event api creation
    entry delete,deletecollection
      event api deletion
    entry update,patch
      event api change
    entry get,list,watch
      event api access
    fallback
      event api info
    finally
      related.user <+ /user.name
      related.ip <+ /source.ip
    """
}
