/* Sends messages with a key and two headers of 16 bytes, one rd_kafka_produceva() call per message.
 *
 *     header_producer BOOTSTRAP TOPIC PARTITIONS MESSAGES     prints the delivered messages and the seconds
 *
 * The value is one constant buffer that librdkafka does not copy. One of the headers is constant. */
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kValueBytes = 356, kHeaderBytes = 16, kArguments = 7 };

static void fail(const char *what, const char *reason) {
  fprintf(stderr, "header_producer: %s: %s\n", what, reason);
  exit(EXIT_FAILURE);
}

static void set(rd_kafka_conf_t *configuration, const char *name, const char *value) {
  char reason[256];
  if (rd_kafka_conf_set(configuration, name, value, reason, sizeof reason) != RD_KAFKA_CONF_OK) fail(name, reason);
}

static rd_kafka_t *start(const char *bootstrap) {
  char reason[256];
  rd_kafka_conf_t *configuration = rd_kafka_conf_new();
  set(configuration, "bootstrap.servers", bootstrap);
  set(configuration, "acks", "all");
  set(configuration, "linger.ms", "5");
  set(configuration, "queue.buffering.max.messages", "500000");
  rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_DR);
  rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, reason, sizeof reason);
  if (client == NULL) fail("rd_kafka_new", reason);
  return client;
}

/* Returns the messages of the reports that arrive within `timeout_ms`. */
static uint64_t poll_reports(rd_kafka_queue_t *queue, int timeout_ms) {
  rd_kafka_event_t *event = rd_kafka_queue_poll(queue, timeout_ms);
  if (event == NULL) return 0;
  const rd_kafka_message_t *message;
  uint64_t messages = 0;
  while ((message = rd_kafka_event_message_next(event)) != NULL) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) fail("delivery", rd_kafka_err2str(message->err));
    ++messages;
  }
  rd_kafka_event_destroy(event);
  return messages;
}

/* Returns false if the queue is full. */
static int produce(rd_kafka_t *client, rd_kafka_topic_t *topic, uint64_t number, int32_t partition) {
  static char value[kValueBytes];
  char key[16];
  char header[kHeaderBytes + 1];
  snprintf(key, sizeof key, "%08" PRIu64, number * 2654435761u % 100000000u);
  snprintf(header, sizeof header, "%016" PRIx64, number);
  const rd_kafka_vu_t arguments[kArguments] = {
      {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic},
      {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
      {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {value, sizeof value}},
      {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {key, 8}},
      {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = 0},
      {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"source", "spate-0123456789", kHeaderBytes}},
      {.vtype = RD_KAFKA_VTYPE_HEADER, .u.header = {"trace", header, kHeaderBytes}}};
  rd_kafka_error_t *error = rd_kafka_produceva(client, arguments, kArguments);
  if (error == NULL) return 1;
  if (rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR__QUEUE_FULL) fail("produceva", rd_kafka_error_string(error));
  rd_kafka_error_destroy(error);
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 5) fail("arguments", "BOOTSTRAP TOPIC PARTITIONS MESSAGES");
  const int32_t partitions = atoi(argv[3]);
  const uint64_t messages = strtoull(argv[4], NULL, 10);
  rd_kafka_t *client = start(argv[1]);
  rd_kafka_queue_t *reports = rd_kafka_queue_get_main(client);
  rd_kafka_topic_t *topic = rd_kafka_topic_new(client, argv[2], NULL);
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  uint64_t delivered = 0;
  for (uint64_t number = 0; number < messages; ++number) {
    /* 350 consecutive messages per partition, as spate gives the client. */
    while (!produce(client, topic, number, (int32_t)(number / 350 % (uint64_t)partitions)))
      delivered += poll_reports(reports, 1);
    if (number % 1024 == 0) delivered += poll_reports(reports, 0);
  }
  while (delivered < messages) delivered += poll_reports(reports, 100);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%" PRIu64 " %f\n", delivered, (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
  rd_kafka_topic_destroy(topic);
  rd_kafka_queue_destroy(reports);
  rd_kafka_destroy(client);
  return EXIT_SUCCESS;
}
