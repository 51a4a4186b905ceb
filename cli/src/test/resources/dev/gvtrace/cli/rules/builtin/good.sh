# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
#
# What comes close to what the built-in rules find, and is usual: no rule may give an alert. The programs in /opt/t are
# copies of deeds.
PATH=/opt/t:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
peer=203.0.113.9

# Shells with pipes and files as standard descriptors; a connection at another number; a check of a local port
echo : | sh
deeds print : | sh
sh </dev/null
deeds connect $peer 443
nc -z $peer 443
bash -c 'exit # </dev/tcp/127.0.0.1/80'
python3 -c 'import json,subprocess'
# A program of the image; one from a package manager; one from a build
deeds
dpkg write /usr/local/bin/tool
deeds print 'stratum of the image'
make spawn /tmp/build/check
# Settings, sockets, lists that are only read or belong to the program
deeds read /proc/sys/kernel/core_pattern
deeds read /proc/self/exe
deeds read /proc/self/mem
deeds unix /run/app.sock
deeds read /etc/ld.so.preload
deeds read /dev/null
# Services and their own programs
nginx
nginx spawn /opt/t/worker
nginx connect $peer 443
# Accounts, keys, logs
deeds read /etc/passwd
dpkg write /etc/passwd
deeds read /root/.ssh/authorized_keys
deeds read /usr/local/bin/tool
deeds chmod /srv/tool 755
dpkg chmod /srv/tool 4755
deeds write /var/log/app.log
logrotate clear /var/log/syslog
rm -rf /srv/old
dd if=/dev/zero of=/dev/null count=1 2>/dev/null
rm -f /tmp/history.txt
# Commands about protections that change nothing
systemctl status auditd
iptables -L
# Searches for other things
grep shop /etc/hostname
find /srv -name x
# Names, environments, directories
[ -f /etc/hostname ]
/usr/bin/[ -f /etc/hostname ]
LD_PRELOAD=/usr/lib/x.so LD_LIBRARY_PATH=/opt/lib deeds
cd /srv && deeds
cd /
su
sshd read /etc/shadow
ssh-keygen read /root/.ssh/id_ed25519
cat /root/.ssh/id_ed25519.pub >/dev/null
worker read /root/.aws/credentials 2>/dev/null
worker read /var/run/secrets/kubernetes.io/serviceaccount/token
ps read /proc/1/environ
worker read /proc/self/environ
# Files of packages
dpkg write /etc/cron.d/tool
dpkg write /etc/systemd/system/tool.service
dpkg write /etc/profile.d/tool.sh
dpkg write /lib/x86_64-linux-gnu/libtool.so
deeds read /etc/cron.d/tool
deeds read /etc/profile
# Sockets, namespaces, file systems
deeds socket netlink
ping socket raw
deeds traceme
deeds chroot /srv
deeds unshare uts
ip setns
runc mount /mnt
su back
deeds map /opt/t/deeds
deeds bpf 0
# Tools that are only asked
apt-get --version
dpkg -l
gcc --version
curl http://localhost/
sleep ${1:-0}
