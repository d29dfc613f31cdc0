/* The macros and includes that rdkafka_performance.c needs from librdkafka's private rd.h. With them it compiles from the
 * copy that Debian installs as an example. */
#ifndef RD_H
#define RD_H

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define RD_MIN(a, b) ((a) < (b) ? (a) : (b))
#define RD_MAX(a, b) ((a) > (b) ? (a) : (b))
#define rd_snprintf snprintf

#endif
