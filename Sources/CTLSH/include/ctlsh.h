#ifndef SHRIKE_CTLSH_H
#define SHRIKE_CTLSH_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many bytes `shrike_tlsh` writes at most, the zero at the end included.
#define SHRIKE_TLSH_SIZE 80

/// Writes the TLSH of bytes as text and returns 1, or returns 0 for bytes that are too few or too much alike.
int shrike_tlsh(const unsigned char *bytes, size_t count, char text[SHRIKE_TLSH_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
