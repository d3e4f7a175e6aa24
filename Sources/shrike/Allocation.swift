#if canImport(Glibc)
  import CMalloc
#endif

/// How the C library's allocator is set up for this program.
enum Allocation {
  /// Keeps freed memory for the next batch instead of giving it back to the system. Batches come and go by the
  /// megabyte: when batches were four times as large, normalizing 210 MB of event logs took 40,000 page faults with glibc's
  /// defaults and 11,000 with settings like these.
  ///
  /// One arena for all threads: what a thread used to read rules is then free for events, which another holds. A hunt with
  /// Sigma's rules had 226 and 262 MB at its peak instead of 248 and 271.
  static func keepFreedMemory() {
    #if canImport(Glibc)
      mallopt(M_MMAP_THRESHOLD, 32 << 20)
      mallopt(M_TRIM_THRESHOLD, 64 << 20)
      mallopt(M_TOP_PAD, 1 << 20)
      mallopt(M_ARENA_MAX, 1)
    #endif
  }
}
