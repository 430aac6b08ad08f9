/* A good station in one file: MQTT 3.1.1 by hand over the sockets of libc (C11, POSIX), no library, 2 MB of flash for
 * its outage buffer, 50 kB of memory. What it does and why: docs/firmware.md.
 *
 *   cc -O2 -o station station.c
 *   sensors | STATION_TOKEN=... ./station HOST PORT STATION RING_FILE [--no-clock]
 *
 * Each line of standard input is a message without its frame: `drop-off {"binId":"food-1","weightKg":1.25}`. It is on
 * the disk when "stored BOOT SEQ" is written, and leaves the disk by its PUBACK alone. At the end of the input it sends
 * what is left and goes; SIGTERM ends it at once and loses nothing. --no-clock: the board's clock is not to be believed.
 * No TLS: put a tunnel before it (stunnel, or the modem's own), HOST and PORT are then the tunnel's. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifndef SLOTS
#define SLOTS 2048 /* messages that an outage may leave: days of a busy kiosk */
#endif
#ifndef ACK_MS
#define ACK_MS 60000 /* without a PUBACK for so long the connection is given up */
#endif
#ifdef CLOCK_BOOTTIME
#define STEADY_CLOCK CLOCK_BOOTTIME /* goes on while the board sleeps */
#else
#define STEADY_CLOCK CLOCK_MONOTONIC
#endif
enum { WINDOW = 10, SINGLES_UP_TO = 20, MOST_IN_BATCH = 50 };
enum { BODY_BYTES = 800, PAYLOAD_BYTES = 4096, OUT_BYTES = 8192, IN_BYTES = 4096, LINE_BYTES = 1024 };
enum { KEEPALIVE_S = 120, OPEN_MS = 20000, FIRST_WAIT_MS = 1000, LONGEST_WAIT_MS = 300000 };
static const int64_t EARLIEST_MS = 1577836800000; /* 2020: a clock before it is not set */

/* One message as it lies in the file, in this board's own byte order. */
struct slot {
  uint32_t crc;     /* of all that follows `waiting`: a slot torn by a power cut is no message */
  uint32_t waiting; /* 1 until its PUBACK */
  uint64_t ordinal; /* order of making, over all boots; from 1 */
  uint64_t made_ms; /* steady clock of its boot */
  int64_t observed_at; /* 0: the clock was not set. Never changed afterwards, or the hub sees a counter used twice */
  uint32_t seq;
  char boot_id[16], type[12], body[960];
};

/* What is known of each slot without reading it; ordinal 0 is a free one. */
static struct { uint64_t ordinal; uint16_t packet_id; bool level; } book[SLOTS];
static int ring = -1;
static uint64_t next_ordinal = 1, boot_ms;
static int waiting = 0, in_flight = 0;

static char boot_id[16];
static uint32_t next_seq = 0;
static bool believe_clock = true;
static int64_t server_ahead_ms = 0; /* wall clock less steady clock, by the hub's config */

static const char *host, *port, *station, *token;
static enum { AWAY, CONNECTING, WAIT_CONNACK, ONLINE } state = AWAY;
static int sock = -1;
static char connection_id[16];
static uint8_t out[OUT_BYTES], in[IN_BYTES];
static size_t out_len, in_len;
static uint16_t next_packet_id = 1, flying[WINDOW]; /* packet ids without a PUBACK; 0 is none */
static uint64_t retry_at, opened_ms, heard_ms, said_ms, progress_ms, wait_ms = FIRST_WAIT_MS;
static volatile sig_atomic_t stopping = 0;

static void fail(const char *what) {
  fprintf(stderr, "cannot %s: %s\n", what, strerror(errno));
  exit(1);
}

static void say(const char *format, ...) {
  va_list values;
  va_start(values, format);
  vprintf(format, values);
  va_end(values);
  putchar('\n');
  fflush(stdout);
}

/* ---- time and chance ---- */

static int64_t clock_ms(clockid_t which) {
  struct timespec now;
  clock_gettime(which, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t mono_ms(void) { return (uint64_t)clock_ms(STEADY_CLOCK); }

/* 0 while nobody has told the time. */
static int64_t wall_ms(void) {
  int64_t own = believe_clock ? clock_ms(CLOCK_REALTIME) : 0;
  if (own >= EARLIEST_MS) return own;
  return server_ahead_ms ? (int64_t)mono_ms() + server_ahead_ms : 0;
}

static void random_bytes(void *to, size_t count) {
  int source = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  if (source < 0 || read(source, to, count) != (ssize_t)count) fail("read /dev/urandom");
  close(source);
}

static void random_name(char name[16]) {
  uint8_t bytes[6];
  random_bytes(bytes, sizeof bytes);
  for (int i = 0; i < 6; i++) sprintf(name + 2 * i, "%02x", bytes[i]);
}

static void new_boot(void) {
  random_name(boot_id);
  next_seq = 0;
  boot_ms = mono_ms();
  say("boot %s", boot_id);
}

/* ---- the ring on disk ---- */

static uint32_t crc_of(const struct slot *slot) {
  const uint8_t *byte = (const uint8_t *)&slot->ordinal, *end = (const uint8_t *)(slot + 1);
  uint32_t crc = ~0u;
  for (; byte < end; byte++) {
    crc ^= *byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

static off_t place_of(int at) { return (off_t)at * (off_t)sizeof(struct slot); }

static bool read_slot(int at, struct slot *slot) {
  if (pread(ring, slot, sizeof *slot, place_of(at)) != (ssize_t)sizeof *slot) return false;
  return slot->ordinal != 0 && slot->crc == crc_of(slot);
}

/* A new file is there after a power cut only when its folder has been flushed. */
static void flush_folder(const char *path) {
  char copy[1024];
  snprintf(copy, sizeof copy, "%s", path);
  int folder = open(dirname(copy), O_RDONLY | O_CLOEXEC);
  if (folder < 0 || fsync(folder) != 0) fail("flush the folder of the ring file");
  close(folder);
}

static void open_ring(const char *path) {
  struct slot slot;
  ring = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (ring < 0) fail("open the ring file");
  flush_folder(path);
  for (int at = 0; at < SLOTS; at++) {
    if (!read_slot(at, &slot)) continue;
    if (slot.ordinal >= next_ordinal) next_ordinal = slot.ordinal + 1;
    if (!slot.waiting) continue;
    book[at].ordinal = slot.ordinal;
    book[at].level = strcmp(slot.type, "fill-level") == 0;
    waiting++;
  }
}

/* The mark needs no flush: one that a power cut takes back costs a duplicate, which the hub knows. */
static void release(int at) {
  uint32_t no = 0;
  if (pwrite(ring, &no, sizeof no, place_of(at) + (off_t)offsetof(struct slot, waiting)) != (ssize_t)sizeof no)
    fail("write the ring file");
  book[at].ordinal = 0;
  book[at].packet_id = 0;
  waiting--;
}

/* The oldest slot that `levels` or `unsent` asks for; -1 when there is none. */
static int oldest(bool levels, bool unsent) {
  int found = -1;
  for (int at = 0; at < SLOTS; at++) {
    if (!book[at].ordinal || (levels && !book[at].level) || (unsent && book[at].packet_id)) continue;
    if (found < 0 || book[at].ordinal < book[found].ordinal) found = at;
  }
  return found;
}

/* A free slot, in turn so that the flash wears evenly. When there is none, levels go before deposits. */
static int room(void) {
  for (uint64_t step = 0; step < SLOTS; step++) {
    int at = (int)((next_ordinal + step) % SLOTS);
    if (!book[at].ordinal) return at;
  }
  struct slot slot;
  int at = oldest(true, false);
  if (at < 0) at = oldest(false, false);
  if (read_slot(at, &slot)) say("dropped %s %" PRIu32, slot.boot_id, slot.seq);
  release(at);
  return at;
}

static void store(const char *type, const char *body) {
  struct slot slot = {.waiting = 1, .ordinal = next_ordinal, .made_ms = mono_ms(), .observed_at = wall_ms()};
  int at = room();
  slot.seq = next_seq;
  strcpy(slot.boot_id, boot_id);
  strcpy(slot.type, type);
  strcpy(slot.body, body);
  slot.crc = crc_of(&slot);
  if (pwrite(ring, &slot, sizeof slot, place_of(at)) != (ssize_t)sizeof slot) fail("write the ring file");
  if (fdatasync(ring) != 0) fail("flush the ring file");
  book[at].ordinal = next_ordinal++;
  book[at].level = strcmp(type, "fill-level") == 0;
  waiting++;
  say("stored %s %" PRIu32, boot_id, next_seq++);
}

static void take_line(char *line) {
  static const char *const types[] = {"drop-off", "fill-level", "emptied", "event"};
  char *body = strchr(line, ' ');
  size_t length = body ? strlen(body + 1) : 0;
  if (body) *body++ = '\0';
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (strcmp(line, types[i]) != 0) continue;
    if (length > 2 && length <= BODY_BYTES && body[0] == '{' && body[length - 1] == '}') {
      store(line, body);
      return;
    }
  }
  fprintf(stderr, "cannot take a line: it wants TYPE {...}, at most %d bytes\n", BODY_BYTES);
}

/* ---- MQTT packets ---- */

static void put(const void *bytes, size_t count) {
  if (count > sizeof out - out_len) abort(); /* those who put look for room first */
  memcpy(out + out_len, bytes, count);
  out_len += count;
}

static void put_byte(unsigned value) { put(&(uint8_t){(uint8_t)value}, 1); }

static void put_u16(size_t value) {
  put_byte((unsigned)(value >> 8));
  put_byte((unsigned)(value & 255));
}

static void put_text(const char *text) {
  put_u16(strlen(text));
  put(text, strlen(text));
}

static void put_header(unsigned first, size_t remaining) {
  put_byte(first);
  do {
    put_byte((unsigned)(remaining & 127) | (remaining > 127 ? 128u : 0u));
    remaining >>= 7;
  } while (remaining);
}

static void topic_of(char topic[80], const char *what) { snprintf(topic, 80, "waste/v1/%s/%s", station, what); }

static uint16_t publish(const char *what, const char *payload, bool retain) {
  char topic[80];
  uint16_t id = next_packet_id;
  next_packet_id = id == 65535 ? 1 : (uint16_t)(id + 1);
  topic_of(topic, what);
  put_header(retain ? 0x33 : 0x32, 2 + strlen(topic) + 2 + strlen(payload));
  put_text(topic);
  put_u16(id);
  put(payload, strlen(payload));
  return id;
}

static void status_of(char status[100], const char *word) {
  const char *more = strcmp(word, "online") == 0 ? ",\"firmware\":\"example-c-1\"" : "";
  snprintf(status, 100, "{\"state\":\"%s\",\"connectionId\":\"%s\"%s}", word, connection_id, more);
}

static void put_connect(void) {
  char topic[80], will[100];
  random_name(connection_id);
  topic_of(topic, "status");
  status_of(will, "offline");
  put_header(0x10, 10 + 2 * (2 + strlen(station)) + 2 + strlen(topic) + 2 + strlen(will) + 2 + strlen(token));
  put_text("MQTT");
  put_byte(4);
  put_byte(0xEE); /* user, password, will retained with QoS 1, clean session */
  put_u16(KEEPALIVE_S);
  put_text(station);
  put_text(topic);
  put_text(will);
  put_text(station);
  put_text(token);
}

static void put_first_words(void) {
  char rejected[80], config[80], status[100];
  topic_of(rejected, "rejected");
  topic_of(config, "config");
  status_of(status, "online");
  publish("status", status, true);
  put_header(0x82, 2 + 2 + strlen(rejected) + 1 + 2 + strlen(config) + 1);
  put_u16(65535);
  put_text(rejected);
  put_byte(0);
  put_text(config);
  put_byte(0);
}

/* ---- the connection ---- */

/* Nothing is lost by it: what has no PUBACK is sent again, in its old order and with its old numbers. */
static void hang_up(const char *cause, bool person_must_act) {
  uint32_t dice;
  random_bytes(&dice, sizeof dice);
  if (person_must_act) wait_ms = LONGEST_WAIT_MS;
  uint64_t pause = wait_ms / 2 + dice % (wait_ms / 2);
  wait_ms = wait_ms * 2 > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : wait_ms * 2;
  if (sock >= 0) close(sock);
  sock = -1;
  state = AWAY;
  out_len = in_len = 0;
  in_flight = 0;
  memset(flying, 0, sizeof flying);
  for (int at = 0; at < SLOTS; at++) book[at].packet_id = 0;
  retry_at = mono_ms() + pause;
  say("away: %s; again in %" PRIu64 " ms, %d wait", cause, pause, waiting);
}

/* A name may have several addresses: each time the next one. */
static void dial(void) {
  static unsigned tries = 0;
  struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *found, *one;
  if (getaddrinfo(host, port, &wanted, &found) != 0) {
    hang_up("the hub's name is not known", false);
    return;
  }
  one = found;
  for (unsigned step = tries++ % 4; step > 0; step--) one = one->ai_next ? one->ai_next : found;
  sock = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
  bool under_way = false;
  if (sock >= 0) {
    fcntl(sock, F_SETFL, fcntl(sock, F_GETFL) | O_NONBLOCK);
    under_way = connect(sock, one->ai_addr, one->ai_addrlen) == 0 || errno == EINPROGRESS;
  }
  freeaddrinfo(found);
  if (!under_way) {
    hang_up("the hub cannot be reached", false);
    return;
  }
  opened_ms = heard_ms = said_ms = mono_ms();
  state = CONNECTING;
  put_connect();
}

static void flush_out(void) {
  if (state == CONNECTING) state = WAIT_CONNACK;
  ssize_t sent = send(sock, out, out_len, MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno != EAGAIN && errno != EINTR) hang_up(strerror(errno), false);
    return;
  }
  out_len -= (size_t)sent;
  memmove(out, out + sent, out_len);
  said_ms = mono_ms();
}

/* A message with its frame. `ageMs` dates it when the clock does not: exact within its boot; of an older boot without
 * a clock it is the least that can be said. */
static size_t frame(char *to, size_t room_left, const struct slot *slot, bool in_batch) {
  char age[40] = "", type[40] = "";
  bool same_boot = strcmp(slot->boot_id, boot_id) == 0;
  uint64_t since = same_boot ? slot->made_ms : boot_ms;
  if (same_boot || slot->observed_at == 0) snprintf(age, sizeof age, "\"ageMs\":%" PRIu64 ",", mono_ms() - since);
  if (in_batch) snprintf(type, sizeof type, "\"type\":\"%s\",", slot->type);
  return (size_t)snprintf(to, room_left, "{%s\"bootId\":\"%s\",\"seq\":%" PRIu32 ",\"observedAt\":%" PRId64 ",%s%s", type,
                  slot->boot_id, slot->seq, slot->observed_at, age, slot->body + 1);
}

/* One PUBLISH of the oldest that wait: a single message, or a batch when an outage has left many. */
static void publish_oldest(bool batch) {
  static char payload[PAYLOAD_BYTES];
  struct slot slot;
  size_t length = 1;
  payload[0] = '[';
  for (int at, count = 0; count < (batch ? MOST_IN_BATCH : 1) && (at = oldest(false, true)) >= 0; count++) {
    char message[sizeof slot.body + 200];
    if (!read_slot(at, &slot)) fail("read the ring file");
    size_t more = frame(message, sizeof message, &slot, batch);
    if (length + more + 2 > sizeof payload) break;
    if (count > 0) payload[length++] = ',';
    memcpy(payload + length, message, more);
    length += more;
    book[at].packet_id = next_packet_id;
  }
  payload[length] = batch ? ']' : '\0';
  payload[length + 1] = '\0';
  int place = 0;
  while (flying[place]) place++;
  flying[place] = publish(batch ? "batch" : slot.type, batch ? payload : payload + 1, false);
  if (in_flight++ == 0) progress_ms = mono_ms();
}

static void send_waiting(void) {
  while (in_flight < WINDOW && sizeof out - out_len > PAYLOAD_BYTES + 100) {
    int unsent = 0;
    for (int at = 0; at < SLOTS; at++) unsent += book[at].ordinal && !book[at].packet_id;
    if (unsent == 0) return;
    publish_oldest(unsent > SINGLES_UP_TO);
  }
}

static void settle(uint16_t packet_id) {
  struct slot slot;
  for (int at = 0; at < SLOTS; at++) {
    if (!book[at].ordinal || book[at].packet_id != packet_id) continue;
    if (read_slot(at, &slot)) say("acked %s %" PRIu32, slot.boot_id, slot.seq);
    release(at);
  }
  for (int place = 0; place < WINDOW; place++) {
    if (flying[place] != packet_id) continue; /* the status, as a rule */
    flying[place] = 0;
    in_flight--;
  }
  progress_ms = mono_ms();
  wait_ms = FIRST_WAIT_MS;
}

/* What the hub says: why it did not take a message (which is acknowledged and kept there: never sent again), or what
 * it wants of the station, with a time that is good enough for a clock that is not set. */
static void hear(char *topic, char *payload) {
  const char *what = strrchr(topic, '/') ? strrchr(topic, '/') + 1 : topic;
  const char *time = strstr(payload, "\"serverTime\":");
  say("%s %s", what, payload);
  if (strcmp(what, "config") == 0 && time) server_ahead_ms = strtoll(time + 13, NULL, 10) - (int64_t)mono_ms();
  /* The counter of this boot is spoiled. */
  if (strcmp(what, "rejected") == 0 && strstr(payload, "\"reason\":\"seq-") && strstr(payload, boot_id)) new_boot();
}

static void take_packet(uint8_t *body, size_t length, unsigned type) {
  if (type == 2 && state == WAIT_CONNACK && length == 2) {
    static const char *const words[] = {"", "protocol", "client id", "not now", "user or token", "not allowed"};
    char cause[60];
    snprintf(cause, sizeof cause, "refused with %d: %s", body[1], body[1] < 6 ? words[body[1]] : "");
    /* 3 passes by itself; for the others somebody has to come. */
    if (body[1] != 0) {
      hang_up(cause, body[1] != 3);
    } else {
      state = ONLINE;
      say("online");
      put_first_words();
    }
  } else if (type == 4 && length == 2) {
    settle((uint16_t)(body[0] << 8 | body[1]));
  } else if (type == 3 && length >= 2) { /* QoS 0, as it was subscribed to: no packet id */
    size_t topic_length = (size_t)body[0] << 8 | body[1];
    if (topic_length + 2 > length) {
      hang_up("the hub's packet is not sound", false);
      return;
    }
    memmove(body, body + 2, topic_length);
    body[topic_length] = '\0';
    body[length] = '\0'; /* receive() puts the byte back */
    hear((char *)body, (char *)body + topic_length + 2);
  }
}

/* Length of the packet at the front of `in`, its head included; 0 when it has not all come, -1 when it cannot be. */
static int packet_length(size_t *head) {
  size_t length = 0;
  *head = 1;
  for (int shift = 0; shift < 28; shift += 7) {
    if (*head >= in_len) return 0;
    length |= (size_t)(in[*head] & 127) << shift;
    if (in[(*head)++] & 128) continue;
    if (*head + length > sizeof in - 1) return -1;
    return *head + length > in_len ? 0 : (int)(*head + length);
  }
  return -1;
}

static void receive(void) {
  size_t head;
  int length = 0;
  ssize_t count = recv(sock, in + in_len, sizeof in - 1 - in_len, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count > 0) {
    in_len += (size_t)count;
    heard_ms = mono_ms();
    while (sock >= 0 && (length = packet_length(&head)) > 0) {
      uint8_t behind = in[length]; /* take_packet() ends texts there */
      take_packet(in + head, (size_t)length - head, in[0] >> 4);
      if (sock < 0) return;
      in[length] = behind;
      in_len -= (size_t)length;
      memmove(in, in + length, in_len);
    }
  }
  if (count <= 0) hang_up(count < 0 ? strerror(errno) : "the hub hung up", false);
  else if (length < 0) hang_up("the hub's packet is too large or not sound", false);
}

static void keep_going(void) {
  uint64_t now = mono_ms();
  if (state == AWAY && now >= retry_at) dial();
  else if ((state == CONNECTING || state == WAIT_CONNACK) && now - opened_ms > OPEN_MS) hang_up("no answer", false);
  else if (state == ONLINE && in_flight > 0 && now - progress_ms > ACK_MS) hang_up("no PUBACK", false);
  else if (state == ONLINE && now - heard_ms > KEEPALIVE_S * 1500) hang_up("no sign of life", false);
  else if (state == ONLINE && out_len == 0 && now - said_ms > KEEPALIVE_S * 500) put_header(0xC0, 0);
  if (state == ONLINE) send_waiting();
}

/* Goes in peace: without DISCONNECT the hub takes the will for a failure. */
static void leave(void) {
  char status[100];
  if (state == ONLINE && sizeof out - out_len > 400) {
    status_of(status, "offline");
    publish("status", status, true);
    put_header(0xE0, 0);
    fcntl(sock, F_SETFL, fcntl(sock, F_GETFL) & ~O_NONBLOCK);
    flush_out();
    /* What the hub still says is read, or closing would take the last words back. */
    struct timeval patience = {.tv_sec = 2};
    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    shutdown(sock, SHUT_WR);
    while (recv(sock, in, sizeof in, 0) > 0) continue;
  }
  say("gone, %d wait", waiting);
}

static void read_lines(bool *more) {
  static char line[LINE_BYTES];
  static size_t length = 0;
  static bool too_long = false;
  char chunk[512];
  ssize_t count = read(STDIN_FILENO, chunk, sizeof chunk);
  if (count == 0) {
    *more = false;
    if (length > 0) chunk[count++] = '\n';
  }
  for (ssize_t i = 0; i < count; i++) {
    if (chunk[i] != '\n') {
      if (length < sizeof line - 1) line[length++] = chunk[i];
      else too_long = true;
      continue;
    }
    line[length] = '\0';
    if (!too_long) take_line(line);
    else fprintf(stderr, "cannot take a line: it is longer than %d bytes\n", LINE_BYTES);
    length = 0;
    too_long = false;
  }
}

static void stop(int signal_number) {
  (void)signal_number;
  stopping = 1;
}

int main(int count, char **words) {
  token = getenv("STATION_TOKEN");
  if (count < 5 || !token || strlen(token) > 200 || strlen(words[3]) > 32) {
    fprintf(stderr, "usage: STATION_TOKEN=... %s HOST PORT STATION RING_FILE [--no-clock]\n", words[0]);
    return 2;
  }
  host = words[1], port = words[2], station = words[3];
  believe_clock = count < 6 || strcmp(words[5], "--no-clock") != 0;
  struct sigaction on_stop = {.sa_handler = stop};
  sigaction(SIGTERM, &on_stop, NULL);
  sigaction(SIGINT, &on_stop, NULL);
  open_ring(words[4]);
  new_boot();
  bool more = true;
  while (!stopping && (more || waiting > 0)) {
    keep_going();
    struct pollfd ends[2] = {{more ? STDIN_FILENO : -1, POLLIN, 0},
                             {sock, (short)(POLLIN | (out_len > 0 ? POLLOUT : 0)), 0}};
    if (poll(ends, 2, 200) <= 0) continue;
    if (ends[0].revents) read_lines(&more);
    if (ends[1].revents & POLLOUT) flush_out();
    if (sock >= 0 && ends[1].revents & ~POLLOUT) receive();
  }
  leave();
  return 0;
}
