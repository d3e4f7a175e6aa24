import Evidence
import Triage

extension HuntResult {
  /// Leaves out alerts that a budget of false alerts had no room for. A case is held back or shown whole, so no incident loses a
  /// part of its alerts.
  mutating func leaveOut(_ held: Set<String>) {
    let before = alerts.count
    alerts.removeAll { held.contains($0.id) }
    incidents.removeAll { $0.alertIDs.allSatisfy(held.contains) }
    processTrees = processTrees.filter { !held.contains($0.key) }
    moves = moves.filter { !held.contains($0.key) }
    modelMoves = modelMoves.filter { !held.contains($0.key) }
    heldBack = before - alerts.count
  }
}
