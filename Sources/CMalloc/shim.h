// `mallopt`, which Swift's own Glibc module does not have.
#include <malloc.h>
