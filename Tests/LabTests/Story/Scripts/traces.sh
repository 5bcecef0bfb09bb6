#!/bin/bash
# Lists what a cluster could leave behind on a node, a line for each thing. Two lists can be compared.
set -eu

# Whatever is in /run/story belongs to the scripts beside this one, /run/mount to mount(8). Other labs, package management and logs of the
# machine change by themselves.
find /etc /var /run /opt /usr/local /usr/lib/cni /root/.kube /dev/shm \
  \( -path /run/story -o -path /run/mount -o -path /var/lib/apus-labs -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/cache \
  -o -path /var/tmp -o -path '/var/log/*.log' -o -path '/opt/*/*' \) -prune -o -printf 'file %p\n' 2>/dev/null || true
find /sys/fs/cgroup -type d -printf 'control group %p\n'
awk '{ print "mount", $5 }' /proc/self/mountinfo
for entry in /sys/class/net/*; do echo "interface ${entry##*/}"; done
nft list ruleset | sed 's/^/nftables /'
ip -4 route show table all | sed 's/^/route /'
ip rule | sed 's/^/rule /'
find /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/bridge -type f \
  -exec grep -H . {} + 2>/dev/null | sed 's/^/parameter /' || true
# This script's own processes, and those that start it, are not of interest.
for process in /proc/[0-9]*; do
  [ "${process#/proc/}" = 1 ] || [ "${process#/proc/}" = $$ ] || {
    line=$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null) || continue
    [ -z "$line" ] || echo "process $line"
  }
done
