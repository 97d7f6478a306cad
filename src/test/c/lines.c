/*
 * The lines between machines that are network namespaces: a switch that delays what is sent, loses a
 * part of it, and does not carry it from one machine to another where that line is cut.
 *
 *   lines NAME...      makes a TAP device for each name, says "ready", and reads commands:
 *   slow MILLIS PERMILLE    each frame comes so late from now on, and so many of a thousand never
 *   cut FROM TO             what the one sends does not reach the other, by their numbers from 0
 *   heal                    all is well again
 *
 * Each command is answered by "done". Ends when its stdin does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define LINES_MAX 32
#define FRAME_MAX 2048
#define FRAMES_MAX 16384 /* under way; of more, the newest are lost */

struct frame {
  long long due;
  int from;
  int size;
  unsigned char bytes[FRAME_MAX];
};

static int lines[LINES_MAX];
static int count;
static unsigned char homes[LINES_MAX][6]; /* the address that was last heard on a line */
static int cut[LINES_MAX][LINES_MAX];
static struct frame frames[FRAMES_MAX];
static unsigned long head, tail; /* the delay is the same for all, so they stay in order */
static long long delay;
static int lost;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int tap(const char *name) {
  struct ifreq request;
  int line = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (line < 0 || ioctl(line, TUNSETIFF, &request) < 0) {
    perror(name);
    exit(1);
  }
  return line;
}

/* To the machine that it is for, or to all when nobody knows where that is. */
static void deliver(const struct frame *frame) {
  int only = -1;
  for (int i = 0; i < count; i++) {
    if (i != frame->from && memcmp(homes[i], frame->bytes, 6) == 0) only = i;
  }
  for (int i = 0; i < count; i++) {
    if (i != frame->from && (only < 0 || only == i) && !cut[frame->from][i]) {
      /* a full queue loses it, as queues do */
      if (write(lines[i], frame->bytes, frame->size) < 0 && errno == EBADFD) continue;
    }
  }
}

static void take(int from) {
  for (;;) {
    struct frame *frame = &frames[tail % FRAMES_MAX];
    static struct frame spare;
    int full = tail - head == FRAMES_MAX;
    if (full) frame = &spare;
    frame->size = read(lines[from], frame->bytes, FRAME_MAX);
    if (frame->size < 14) return;
    memcpy(homes[from], frame->bytes + 6, 6);
    frame->from = from;
    frame->due = now() + delay;
    if (full || random() % 1000 < lost) continue;
    if (delay == 0 && head == tail) {
      deliver(frame);
    } else {
      tail++;
    }
  }
}

static void obey(char *command) {
  int one, two;
  if (sscanf(command, "slow %d %d", &one, &two) == 2) {
    delay = one * 1000000LL;
    lost = two;
  } else if (sscanf(command, "cut %d %d", &one, &two) == 2 && one >= 0 && one < count
      && two >= 0 && two < count) {
    cut[one][two] = 1;
  } else if (strncmp(command, "heal", 4) == 0) {
    delay = 0;
    lost = 0;
    memset(cut, 0, sizeof cut);
  } else {
    printf("unknown: %s", command);
    return;
  }
  printf("done\n");
}

int main(int words, char **word) {
  struct pollfd polled[LINES_MAX + 1];
  char command[128];
  count = words - 1;
  if (count < 1 || count > LINES_MAX) return 2;
  setvbuf(stdin, NULL, _IONBF, 0); /* what poll does not see would wait */
  setvbuf(stdout, NULL, _IOLBF, 0);
  srandom(11);
  for (int i = 0; i < count; i++) {
    lines[i] = tap(word[i + 1]);
    polled[i] = (struct pollfd) {.fd = lines[i], .events = POLLIN};
  }
  polled[count] = (struct pollfd) {.fd = 0, .events = POLLIN};
  printf("ready\n");
  for (;;) {
    struct timespec wait = {1, 0};
    if (head != tail) {
      long long left = frames[head % FRAMES_MAX].due - now();
      if (left < 0) left = 0;
      if (left < 1000000000LL) wait = (struct timespec) {0, left};
    }
    ppoll(polled, count + 1, &wait, NULL);
    if (polled[count].revents) {
      if (!fgets(command, sizeof command, stdin)) return 0;
      obey(command);
    }
    for (int i = 0; i < count; i++) {
      if (polled[i].revents) take(i);
    }
    for (; head != tail && frames[head % FRAMES_MAX].due <= now(); head++) {
      deliver(&frames[head % FRAMES_MAX]);
    }
  }
}
