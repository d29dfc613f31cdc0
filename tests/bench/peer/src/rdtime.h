/* Microseconds on the monotonic clock, as rdkafka_performance.c expects them. */
#ifndef RDTIME_H
#define RDTIME_H

#include <stdint.h>
#include <time.h>

typedef int64_t rd_ts_t;

static inline rd_ts_t rd_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (rd_ts_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

#endif
