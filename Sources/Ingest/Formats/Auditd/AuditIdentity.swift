import ECS

/// Says who acted, as whom, and on whom: the `user.*` and `group.*` fields of an event.
///
/// `user.audit` is always the login identity, which stays through `su` and `sudo`. For a system call `user` is the real
/// user and `user.effective` the effective one. For messages of login programs `user` is the person logged in already,
/// or the account that is being logged in to, and `user.effective` that account. For account management `user.target` or
/// `group` is what was changed.
struct AuditIdentity {
  private static let auid = AuditFieldID.data("auid"), auidName = AuditFieldID.data("AUID")
  private static let uid = AuditFieldID.data("uid"), uidName = AuditFieldID.data("UID")
  private static let id = AuditFieldID.data("id"), idName = AuditFieldID.data("ID")
  private static let oldLogin = AuditFieldID.data("old-auid")
  private static let pairs: [(String, String)] = [
    ("uid", "user.id"), ("UID", "user.name"), ("euid", "user.effective.id"), ("EUID", "user.effective.name"),
    ("suid", "user.saved.id"), ("SUID", "user.saved.name"), ("fsuid", "user.filesystem.id"),
    ("FSUID", "user.filesystem.name"), ("gid", "user.group.id"), ("GID", "user.group.name"),
    ("egid", "user.effective.group.id"), ("EGID", "user.effective.group.name"), ("sgid", "user.saved.group.id"),
    ("SGID", "user.saved.group.name"), ("fsgid", "user.filesystem.group.id"), ("FSGID", "user.filesystem.group.name"),
  ]
  private let credentials = Self.pairs.map { (AuditFieldID.data($0.0), FieldID.named($0.1)) }
  private let auditID = FieldID.named("user.audit.id"), auditName = FieldID.named("user.audit.name")

  /// Messages of programs that log people in and out.
  private static let authentication: Set<String> = [
    "user_auth", "user_acct", "cred_acq", "cred_disp", "cred_refr", "user_start", "user_end", "user_login",
    "user_logout", "user_err", "user_role_change", "grp_auth", "anom_login_failures", "anom_login_time",
    "anom_login_sessions", "anom_login_acct", "anom_login_location", "crypto_login", "crypto_logout",
  ]
  /// Messages about users that are managed.
  private static let users: Set<String> = [
    "add_user", "del_user", "user_mgmt", "user_chauthtok", "acct_lock", "acct_unlock", "chuser_id", "role_assign",
    "role_remove", "anom_add_acct", "anom_del_acct", "anom_mod_acct",
  ]
  /// Messages about groups that are managed.
  private static let groups: Set<String> = ["add_group", "del_group", "grp_mgmt", "grp_chauthtok", "chgrp_id"]

  /// Appends the fields to the current row, which has the source's cells.
  func write(_ type: AuditRecordType, into builder: inout BatchBuilder) {
    copy(Self.auid, auditID, &builder)
    copy(Self.auidName, auditName, &builder)
    if Self.authentication.contains(type.name) {
      authentication(&builder)
    } else if Self.users.contains(type.name) {
      actor(&builder)
      copy(AuditFieldID.account, .userTargetName, &builder)
      copy(Self.id, .userTargetId, &builder)
      if !has(.userTargetName, builder) { copy(Self.idName, .userTargetName, &builder) }
    } else if Self.groups.contains(type.name) {
      actor(&builder)
      copy(AuditFieldID.account, .groupName, &builder)
      copy(Self.id, .groupId, &builder)
    } else if type.name == "login" {
      copy(Self.oldLogin, .userId, &builder)
      copy(Self.auid, .userEffectiveId, &builder)
      copy(Self.auidName, .userEffectiveName, &builder)
      if !has(.userId, builder) { copy(Self.auid, .userId, &builder) }
    } else if has(AuditFieldID.syscall, builder) || !has(Self.auid, builder) {
      for (source, target) in credentials { copy(source, target, &builder) }
    } else {
      actor(&builder)
    }
  }

  private func authentication(_ builder: inout BatchBuilder) {
    copy(AuditFieldID.account, .userEffectiveName, &builder)
    copy(Self.id, .userEffectiveId, &builder)
    if !has(.userEffectiveName, builder) { copy(Self.idName, .userEffectiveName, &builder) }
    if has(Self.auid, builder) {
      copy(Self.auid, .userId, &builder)
      copy(Self.auidName, .userName, &builder)
    } else {
      copy(AuditFieldID.account, .userName, &builder)
      copy(Self.id, .userId, &builder)
    }
    if !has(.userEffectiveName, builder), !has(.userEffectiveId, builder) {
      copy(Self.uid, .userEffectiveId, &builder)
    }
  }

  /// The person at the keyboard, else the user of the process.
  private func actor(_ builder: inout BatchBuilder) {
    let isLoggedIn = has(Self.auid, builder)
    copy(isLoggedIn ? Self.auid : Self.uid, .userId, &builder)
    copy(isLoggedIn ? Self.auidName : Self.uidName, .userName, &builder)
    copy(Self.uid, .userEffectiveId, &builder)
    copy(Self.uidName, .userEffectiveName, &builder)
  }

  private func has(_ field: FieldID, _ builder: borrowing BatchBuilder) -> Bool { value(field, builder) != nil }

  /// The cell of a field, unless it says that there is no value.
  private func value(_ field: FieldID, _ builder: borrowing BatchBuilder) -> Cell? {
    guard let index = builder.rowIndex(of: field) else { return nil }
    let cell = builder[rowCell: index]
    guard cell.kind == .string else { return cell }
    let isMissing = builder.withBytes(of: cell) { text in
      text.isEmpty || text.equals("unset") || text.equals("?") || text.equals("(null)") || text.equals("(none)")
    }
    return isMissing ? nil : cell
  }

  private func copy(_ source: FieldID, _ target: FieldID, _ builder: inout BatchBuilder) {
    if let cell = value(source, builder) { builder.append(cell.mapped(to: target)) }
  }
}
