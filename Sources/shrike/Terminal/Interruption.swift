import Glibc
import Synchronization

/// A wish to stop, from Ctrl-C or from whoever runs the program: work on a stream without end comes to its end in good order.
enum Interruption {
  private static let flag = Atomic(false)

  /// Whether somebody wants the program to stop.
  static var isWanted: Bool { flag.load(ordering: .relaxed) }

  /// Takes SIGINT and SIGTERM as a wish; a second one ends the program at once.
  static func watch() {
    _ = isWanted
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interruption.flag.store(true, ordering: .relaxed) }
    // Without SA_RESTART a wait for input is interrupted.
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for signal in [SIGINT, SIGTERM] {
      sigaction(signal, &action, nil)
      sigaddset(&wanted, signal)
    }
    // Whoever started the program may have had them blocked, which is inherited.
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
  }
}
