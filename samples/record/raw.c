// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors
//
// Makes and closes descriptors by calls that have raw points only. At quiet moments it prints what /proc contains about
// itself and its child, in the form of workload.c.
//
// Build: gcc -O1 -static -o raw raw.c
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIDFD_OPEN 434
#define CLOSE_RANGE 436
#define CLOSE_RANGE_CLOEXEC 4

static void pause_ms(long ms) {
  struct timespec t = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

static int process(char *line, size_t room, int pid, int ppid, const char *name) {
  char path[64], link[320], target[512];
  size_t n = snprintf(line, room, "{\"pid\":%d,\"ppid\":%d,\"name\":\"%s\",\"uid\":0,\"threads\":1,\"fds\":{", pid, ppid, name);
  snprintf(path, sizeof path, "/proc/%d/fd", pid);
  DIR *fds = opendir(path);
  struct dirent *e;
  const char *comma = "";
  while (fds && (e = readdir(fds))) {
    if (*e->d_name < '0' || *e->d_name > '9') continue;
    if (pid == getpid() && atoi(e->d_name) == dirfd(fds)) continue;
    snprintf(link, sizeof link, "%s/%s", path, e->d_name);
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0) continue;
    target[length] = 0;
    n += snprintf(line + n, room - n, "%s\"%s\":\"%s\"", comma, e->d_name, target);
    comma = ",";
  }
  if (fds) closedir(fds);
  return n + snprintf(line + n, room - n, "}}");
}

static void moment(const char *name, int child) {
  pause_ms(150);
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  pause_ms(20);
  char line[1 << 14];
  size_t n = snprintf(line, sizeof line, "{\"moment\":\"%s\",\"at\":%lld,\"processes\":[", name, t.tv_sec * 1000000000LL + t.tv_nsec);
  n += process(line + n, sizeof line - n, getpid(), 0, "raw");
  if (child) {
    n += snprintf(line + n, sizeof line - n, ",");
    n += process(line + n, sizeof line - n, child, getpid(), "sleeper");
  }
  n += snprintf(line + n, sizeof line - n, "]}\n");
  if (write(1, line, n) < 0) exit(9);
  pause_ms(50);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    pause_ms(600);
    return 0;
  }
  int box = syscall(SYS_memfd_create, "box", MFD_CLOEXEC);
  int kept = syscall(SYS_memfd_create, "kept", 0);
  int poll = epoll_create1(EPOLL_CLOEXEC);
  int old_poll = syscall(SYS_epoll_create, 5);
  syscall(PIDFD_OPEN, getpid(), 0);
  int hosts = open("/etc/hosts", O_RDONLY);
  for (int fd = 40; fd < 46; fd++) dup2(hosts, fd);
  moment("made", 0);
  syscall(CLOSE_RANGE, 41, 43, 0);
  syscall(CLOSE_RANGE, 45, 45, CLOSE_RANGE_CLOEXEC);
  syscall(CLOSE_RANGE, 44, 43, 0);  // expected to fail
  dup2(box, 50);
  moment("closed", 0);
  int child = fork();
  if (!child) {
    symlink("/opt/raw", "/tmp/sleeper");
    execl("/tmp/sleeper", "sleeper", "sleep", (char *)0);
    _exit(1);
  }
  moment("executed", child);
  wait(NULL);
  (void)kept, (void)poll, (void)old_poll;
  moment("end", 0);
  return 0;
}
