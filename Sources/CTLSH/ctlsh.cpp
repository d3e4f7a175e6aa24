#include "ctlsh.h"

#include <cstring>

#include <tlsh.h>

// libtlsh has a C++ interface only, and aborts rather than throws when memory is short; nothing throws through here.
extern "C" int shrike_tlsh(const unsigned char *bytes, size_t count, char text[SHRIKE_TLSH_SIZE]) {
  const size_t part = static_cast<size_t>(1) << 30;
  Tlsh hash;
  for (size_t start = 0; start < count; start += part) {
    hash.update(bytes + start, static_cast<unsigned int>(count - start < part ? count - start : part));
  }
  hash.final();
  const char *found = hash.getHash();
  const size_t length = found == nullptr ? 0 : std::strlen(found);
  if (length == 0 || length >= SHRIKE_TLSH_SIZE) return 0;
  std::memcpy(text, found, length + 1);
  return 1;
}
