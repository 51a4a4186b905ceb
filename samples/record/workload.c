// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors
//
// Runs through cases that process and descriptor tracking easily gets wrong. At each quiet moment it prints a line of JSON
// with the time and what /proc contains about all processes and descriptors. The recording script stores these lines as
// the truth that tests compare with.
//
// Build: gcc -O1 -static -pthread -o workload workload.c
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void pause_ms(long ms) {
  struct timespec t = {ms / 1000, ms % 1000 * 1000000};
  while (nanosleep(&t, &t) && errno == EINTR) {
  }
}

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int numeric(const char *s) { return *s >= '0' && *s <= '9'; }

// One line: name and time of the moment, and every process, without the descriptors that this function itself opens.
static void moment(const char *name) {
  pause_ms(150);  // by then all processes sleep
  long long at = now();
  pause_ms(20);
  char line[1 << 16];
  size_t n = snprintf(line, sizeof line, "{\"moment\":\"%s\",\"at\":%lld,\"processes\":[", name, at);
  DIR *proc = opendir("/proc");
  int own = dirfd(proc);
  struct dirent *e;
  const char *comma = "";
  while ((e = readdir(proc))) {
    if (!numeric(e->d_name)) continue;
    char path[300], text[4096];
    snprintf(path, sizeof path, "/proc/%s/status", e->d_name);
    int f = open(path, O_RDONLY);
    if (f < 0) continue;
    ssize_t got = read(f, text, sizeof text - 1);
    close(f);
    if (got <= 0) continue;
    text[got] = 0;
    char comm[64] = "";
    int ppid = -1, threads = 0;
    unsigned ruid = 0, euid = 0;
    char *p;
    if ((p = strstr(text, "Name:"))) sscanf(p, "Name:\t%63[^\n]", comm);
    if ((p = strstr(text, "PPid:"))) sscanf(p, "PPid:\t%d", &ppid);
    if ((p = strstr(text, "Threads:"))) sscanf(p, "Threads:\t%d", &threads);
    if ((p = strstr(text, "Uid:"))) sscanf(p, "Uid:\t%u\t%u", &ruid, &euid);
    if (strstr(text, "State:\tZ")) continue;
    n += snprintf(line + n, sizeof line - n, "%s{\"pid\":%s,\"ppid\":%d,\"name\":\"%s\",\"uid\":%u,\"threads\":%d,\"fds\":{", comma, e->d_name, ppid, comm, euid, threads);
    comma = ",";
    snprintf(path, sizeof path, "/proc/%s/fd", e->d_name);
    DIR *fds = opendir(path);
    const char *inner = "";
    while (fds && (e = readdir(fds))) {
      if (!numeric(e->d_name)) continue;
      int number = atoi(e->d_name);
      char link[300], target[512];
      snprintf(link, sizeof link, "%s/%s", path, e->d_name);
      ssize_t len = readlink(link, target, sizeof target - 1);
      if (len < 0) continue;
      target[len] = 0;
      if (atoi(path + 6) == getpid() && (number == own || number == dirfd(fds))) continue;
      n += snprintf(line + n, sizeof line - n, "%s\"%d\":\"%s\"", inner, number, target);
      inner = ",";
    }
    if (fds) closedir(fds);
    n += snprintf(line + n, sizeof line - n, "}}");
  }
  closedir(proc);
  n += snprintf(line + n, sizeof line - n, "]}\n");
  if (write(1, line, n) < 0) exit(9);
  pause_ms(50);
}

static int tcp(void) { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

static struct sockaddr_in at(const char *ip, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, ip, &a.sin_addr);
  return a;
}

static int listener(int port) {
  int s = tcp();
  struct sockaddr_in a = at("127.0.0.1", port);
  if (bind(s, (void *)&a, sizeof a) || listen(s, 5)) exit(11);
  return s;
}

static int caller(int port) {
  int s = tcp();
  struct sockaddr_in a = at("127.0.0.1", port);
  if (connect(s, (void *)&a, sizeof a)) exit(12);
  return s;
}

static void wait_all(void) {
  while (wait(NULL) > 0) {
  }
}

static void connection(void) {
  int l = listener(7000);
  pid_t client = fork();
  if (!client) {
    close(l);
    caller(7000);
    pause_ms(900);
    _exit(0);
  }
  int c = accept4(l, NULL, NULL, SOCK_CLOEXEC);
  int nobody = tcp();
  struct sockaddr_in closed = at("127.0.0.1", 9);
  if (!connect(nobody, (void *)&closed, sizeof closed)) exit(13);  // expected to fail
  moment("connection");
  close(c);
  close(l);
  close(nobody);
  wait_all();
}

static void reverse_shell(void) {
  int l = listener(4444);
  pid_t victim = fork();
  if (!victim) {
    close(l);
    int s = caller(4444);
    dup2(s, 0);
    dup2(s, 1);
    dup2(s, 2);
    close(s);
    execl("/bin/sh", "sh", "-c", "read line; eval \"$line\"", (char *)0);
    _exit(1);
  }
  int c = accept(l, NULL, NULL);
  moment("reverse-shell");
  if (write(c, "exit 0\n", 7) != 7) exit(14);
  waitpid(victim, NULL, 0);
  close(c);
  close(l);
}

static void setuid_program(void) {
  pid_t child = fork();
  if (!child) {
    if (setresgid(1000, 1000, 1000) || setresuid(1000, 1000, 1000)) _exit(1);
    execl("/opt/suid-sleep", "suid-sleep", "1", (char *)0);
    _exit(1);
  }
  moment("setuid-program");
  wait_all();
}

static void double_fork(void) {
  pid_t child = fork();
  if (!child) {
    setsid();
    if (fork()) _exit(0);
    prctl(PR_SET_NAME, "orphan");
    if (chdir("/tmp")) _exit(1);
    int f = open("orphan.log", O_WRONLY | O_CREAT, 0600);
    (void)f;
    pause_ms(700);
    _exit(0);
  }
  waitpid(child, NULL, 0);
  moment("double-fork");
  pause_ms(700);
  wait_all();
}

static int shared_fd = -1;
static pthread_barrier_t barrier;

static void *opener(void *unused) {
  (void)unused;
  int a = open("/etc/hostname", O_RDONLY);
  shared_fd = open("/etc/hosts", O_RDONLY);
  close(a);
  pthread_barrier_wait(&barrier);
  pause_ms(600);
  return NULL;
}

static void *closer(void *unused) {
  (void)unused;
  pthread_barrier_wait(&barrier);
  dup2(shared_fd, 50);
  close(shared_fd);
  pause_ms(600);
  return NULL;
}

static void threads(void) {
  pthread_barrier_init(&barrier, NULL, 2);
  pthread_t a, b;
  pthread_create(&a, NULL, opener, NULL);
  pthread_create(&b, NULL, closer, NULL);
  moment("threads");
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  close(50);
}

// Calls that fail, each easily mistaken for a success.
static void failures(void) {
  int f = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
  close(77);
  dup2(77, 78);
  dup2(f, -1);
  open("/nowhere/at/all", O_RDWR | O_CREAT, 0644);
  open("/etc/hosts/below", O_RDONLY);
  openat(f, "relative", O_RDONLY);
  if (!chdir("/nowhere")) exit(15);
  if (!fchdir(f)) exit(16);
  if (!chroot("/nowhere")) exit(17);
  pipe((int *)1);
  socket(AF_INET, 99, 0);
  socketpair(AF_INET, SOCK_STREAM, 0, (int[2]){0, 0});
  fcntl(77, F_DUPFD, 10);
  accept(f, NULL, NULL);
  struct sockaddr_in a = at("127.0.0.1", 80);
  bind(f, (void *)&a, sizeof a);
  listen(f, 1);
  connect(f, (void *)&a, sizeof a);
  eventfd(0, -1);
  char *argv[] = {"nothing", "here", NULL};
  execv("/nowhere/nothing", argv);
  execv("/etc/hosts", argv);
  pid_t child = fork();
  if (!child) {
    if (setresuid(1000, 1000, 1000)) _exit(1);
    setuid(0);
    setresuid(0, 0, 0);
    setgid(0);
    open("/etc/shadow", O_RDONLY);
    struct rlimit r = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_NOFILE, &r);
    pause_ms(500);
    _exit(0);
  }
  moment("failures");
  wait_all();
  close(f);
}

static void *leader_swap(void *unused) {
  (void)unused;
  execl("/bin/sleep", "sleep", "0.6", (char *)0);
  return NULL;
}

static void exec_from_thread(void) {
  pid_t child = fork();
  if (!child) {
    open("/etc/hostname", O_RDONLY | O_CLOEXEC);
    open("/etc/hosts", O_RDONLY);
    pthread_t t;
    pthread_create(&t, NULL, leader_swap, NULL);
    pause();
  }
  moment("exec-from-thread");
  wait_all();
}

static void descriptors(void) {
  int p[2], s[2];
  if (pipe2(p, O_CLOEXEC) || socketpair(AF_UNIX, SOCK_STREAM, 0, s)) exit(18);
  int e = eventfd(0, EFD_CLOEXEC);
  int m = syscall(SYS_memfd_create, "box", MFD_CLOEXEC);
  int d = open("/etc", O_RDONLY | O_DIRECTORY);
  int r = openat(d, "../etc/./hosts", O_RDONLY);
  int x = fcntl(r, F_DUPFD_CLOEXEC, 60);
  int u = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "/tmp/door"};
  if (bind(u, (void *)&name, sizeof name) || listen(u, 1)) exit(19);
  moment("descriptors");
  int all[] = {p[0], p[1], s[0], s[1], e, m, d, r, x, u};
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) close(all[i]);
  unlink("/tmp/door");
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  moment("begin");
  connection();
  reverse_shell();
  setuid_program();
  double_fork();
  threads();
  descriptors();
  failures();
  exec_from_thread();
  if (argc > 1) {  // meanwhile an exec session is started from outside
    moment("before-exec-session");
    pause_ms(atol(argv[1]));
    moment("exec-session");
    pause_ms(500);
  }
  moment("end");
  return 0;
}
