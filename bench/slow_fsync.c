// Preloaded into PostgreSQL by bench/booking_create: a disk that takes 2 ms longer to make a write
// durable, as network disks and many SSDs without a protected cache do.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

typedef int (*sync_function)(int);

static void wait_for_the_disk(void) {
  const struct timespec two_milliseconds = {0, 2000000};
  nanosleep(&two_milliseconds, NULL);
}

int fsync(int descriptor) {
  wait_for_the_disk();
  return ((sync_function)dlsym(RTLD_NEXT, "fsync"))(descriptor);
}

int fdatasync(int descriptor) {
  wait_for_the_disk();
  return ((sync_function)dlsym(RTLD_NEXT, "fdatasync"))(descriptor);
}
