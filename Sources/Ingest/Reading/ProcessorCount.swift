#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many processors this process may use.
enum ProcessorCount {
  static let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
